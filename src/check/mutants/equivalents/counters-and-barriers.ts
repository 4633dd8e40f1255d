/** Counters, barriers, eventcounts, and what all share. */
import type { Equivalents } from '../equivalents.ts';

export const COUNTERS_AND_BARRIERS: readonly Equivalents[] = [
  {
    path: 'src/atomics/counters/striped.ts',
    reason: 'One cell for all: as exact, and slower.',
    mutants: ['init drop-plain-write: words[MASK] = (cellsFor(threads) - 1) | 0; → ;'],
  },
  {
    path: 'src/atomics/counters/striped.ts',
    reason: 'Any number of cells will do, and sizeWords counts them.',
    mutants: [
      'cellsFor loop-once: while (cells < threads && cells < MOST_CELLS) cells = cells << 1; → if (cells < threads && cells < MOST_CELLS) cells = cells << 1;',
      'cellsFor shift-bound: cells < threads → cells <= threads',
      'cellsFor shift-bound: cells < threads → cells < ((threads - 1) | 0)',
      'cellsFor shift-bound: cells < MOST_CELLS → cells <= MOST_CELLS',
      'cellsFor shift-bound: cells < MOST_CELLS → cells < MOST_CELLS - 1',
      'cellsFor drop-operand: cells < threads && cells < MOST_CELLS → (cells < threads)',
      'cellsFor drop-operand: cells < threads && cells < MOST_CELLS → (cells < MOST_CELLS)',
    ],
  },
  {
    path: 'src/atomics/counters/per-thread.ts',
    reason: 'Cells are written plainly: whoever reads has waited for all who add (reads: quiescent).',
    mutants: ['read plain-load: Atomics.load(words, cellAt(words, self)) → words[cellAt(words, self)]'],
  },
  {
    path: 'src/atomics/counters/cas-backoff.ts',
    reason: 'How long a thread stays away.',
    mutants: ['stayAway shift-bound: i < pauses → i < ((pauses - 1) | 0)'],
  },
  {
    path: 'src/atomics/barriers/central.ts',
    reason: 'Only the last to come writes EPISODE, and that is this thread.',
    mutants: [
      'arriveAndWait read-late: Atomics.store(words, EPISODE, (episode + 1) | 0) → Atomics.store(words, EPISODE, (words[EPISODE] + 1) | 0)',
    ],
  },
  {
    path: 'src/atomics/barriers/central.ts',
    reason:
      'EPISODE only has to change: all read it when they come, and compare it by difference or for equality with that.',
    mutants: [
      'arriveAndWait stored-value: Atomics.store(words, EPISODE, (episode + 1) | 0) → Atomics.store(words, EPISODE, (((episode + 1) | 0) + 1) | 0)',
    ],
  },
  {
    path: 'src/atomics/barriers/dissemination.ts',
    reason: 'Every thread counts its episodes by 2 then, in step with all others, and they are compared by difference.',
    mutants: ['arriveAndWait plainly-stored-value: words[own] = episode → words[own] = (episode + 1) | 0'],
  },
  {
    path: 'src/atomics/barriers/parking.ts',
    reason: 'SLEEPERS is then too large: letGo wakes in vain.',
    mutants: [
      'sleep drop-update: Atomics.sub(words, SLEEPERS, 1); → ;',
      'sleep stored-value: Atomics.add(words, SLEEPERS, 1) → Atomics.add(words, SLEEPERS, 2)',
      'sleep stored-value: Atomics.sub(words, SLEEPERS, 1) → Atomics.sub(words, SLEEPERS, 0)',
      'letGo other-word: Atomics.load(words, SLEEPERS) → Atomics.load(words, OTHERS)',
    ],
  },
  {
    path: 'src/atomics/barriers/parking.ts',
    reason: 'Only the last to come writes EPISODE, and that is this thread.',
    mutants: ['arriveAndWait read-late: letGo(words, episode) → letGo(words, words[EPISODE])'],
  },
  {
    path: 'src/atomics/barriers/parking.ts',
    reason:
      'EPISODE only has to change: all read it when they come, and compare it by difference or for equality with that.',
    mutants: [
      'letGo stored-value: Atomics.store(words, EPISODE, (episode + 1) | 0) → Atomics.store(words, EPISODE, (((episode + 1) | 0) + 1) | 0)',
    ],
  },
  {
    path: 'src/atomics/barriers/parking.ts',
    reason: 'How long a thread looks before it sleeps: sleep looks again.',
    mutants: [
      'isSoonOver compare-by-size: Atomics.load(words, EPISODE) !== episode → Atomics.load(words, EPISODE) > episode',
      'isSoonOver drop-guard: if (Atomics.load(words, EPISODE) !== episode) return true; → if (Atomics.load(words, EPISODE) !== episode) {}',
      'isSoonOver negate-return: true → false',
    ],
  },
  {
    path: 'src/atomics/barriers/combining-tree.ts',
    reason: 'Wrong with more than 16 threads only: no program has so many.',
    mutants: [
      'init loop-once: while (nodes > 1) { for (let i: i32 = 0; i < nodes; i++) linkNode(words, (first + i) | 0, i, members, (first + nodes) | 0); first = (first + nodes) | 0; members = nodes; nodes = nodesAbove(members); } → if (nodes > 1) { for (let i: i32 = 0; i < nodes; i++) linkNode(words, (first + i) | 0, i, members, (first + nodes) | 0); first = (first + nodes) | 0; members = nodes; nodes = nodesAbove(members); }',
    ],
  },
  {
    path: 'src/atomics/barriers/combining-tree.ts',
    reason: 'Only the last to come writes EPISODE, and that is this thread.',
    mutants: [
      'pass read-late: Atomics.store(words, node + EPISODE, (episode + 1) | 0) → Atomics.store(words, node + EPISODE, (words[node + EPISODE] + 1) | 0)',
    ],
  },
  {
    path: 'src/atomics/barriers/combining-tree.ts',
    reason: 'All members of the node wait for EPISODE, which is stored later: nobody comes again before.',
    mutants: [
      'pass swap-accesses: if (parent !== NONE) pass(words, parent); words[node + ARRIVED] = 0; → words[node + ARRIVED] = 0; if (parent !== NONE) pass(words, parent);',
    ],
  },
  {
    path: 'src/atomics/barriers/combining-tree.ts',
    reason:
      'EPISODE only has to change: all read it when they come, and compare it by difference or for equality with that.',
    mutants: [
      'pass stored-value: Atomics.store(words, node + EPISODE, (episode + 1) | 0) → Atomics.store(words, node + EPISODE, (((episode + 1) | 0) + 1) | 0)',
    ],
  },
  {
    path: 'src/atomics/barriers/combining-tree.ts',
    reason: 'With as many members as FAN_IN both branches say the same.',
    mutants: ['linkNode shift-bound: left < FAN_IN → left <= FAN_IN'],
  },
  {
    path: 'src/atomics/barriers/combining-tree.ts',
    reason: 'It is -1 or a node above the first, which is at least 1.',
    mutants: ['linkNode shift-bound: above < 0 → above <= 0'],
  },
  {
    path: 'src/atomics/barriers/mcs-tree.ts',
    reason: 'Both children are woken, in another order.',
    mutants: [
      'arriveAndWait swap-accesses: wakeThread(words, ((self << 1) + 1) | 0, threads, episode); wakeThread(words, ((self << 1) + 2) | 0, threads, episode); → wakeThread(words, ((self << 1) + 2) | 0, threads, episode); wakeThread(words, ((self << 1) + 1) | 0, threads, episode);',
    ],
  },
  {
    path: 'src/atomics/barriers/mcs-tree.ts',
    reason: 'Every thread counts its episodes by 2 then, in step with all others, and they are compared by difference.',
    mutants: [
      'arriveAndWait plainly-stored-value: words[place + EPISODE] = episode → words[place + EPISODE] = (episode + 1) | 0',
    ],
  },
  {
    path: 'src/atomics/barriers/tournament.ts',
    reason: 'Every thread counts its episodes by 2 then, in step with all others, and they are compared by difference.',
    mutants: [
      'arriveAndWait stored-value: Atomics.store(words, place + ARRIVED, episode) → Atomics.store(words, place + ARRIVED, (episode + 1) | 0)',
    ],
  },
  {
    path: 'src/atomics/barriers/tournament.ts',
    reason: 'One round more, in which there is no opponent, or the thread writes its own WOKEN.',
    mutants: [
      'arriveAndWait shift-bound: distance < threads → distance <= threads',
      'arriveAndWait shift-bound: distance > 1 → distance >= 1',
    ],
  },
  {
    path: 'src/atomics/barriers/tournament.ts',
    reason: 'A thread that has lost waits for some more above it before it says so: nobody waits for one below.',
    mutants: ['arriveAndWait drop-operand: distance < threads && (self & distance) === 0 → (distance < threads)'],
  },
  {
    path: 'src/atomics/eventcounts/park.ts',
    reason: 'Counted as waiting a moment longer: woken in vain.',
    mutants: [
      'awaitCount swap-accesses: Atomics.sub(words, WAITERS, 1); seen = Atomics.load(words, COUNT); → seen = Atomics.load(words, COUNT); Atomics.sub(words, WAITERS, 1);',
    ],
  },
  {
    path: 'src/atomics/eventcounts/spin-then-park.ts',
    reason: 'How long a thread looks before it sleeps: parkUntil looks again.',
    mutants: [
      'awaitCount shift-bound: ((Atomics.load(words, COUNT) - count) | 0) >= 0 → ((Atomics.load(words, COUNT) - count) | 0) > 0',
      'awaitCount drop-guard: if (((Atomics.load(words, COUNT) - count) | 0) >= 0) return; → if (((Atomics.load(words, COUNT) - count) | 0) >= 0) {}',
    ],
  },
  {
    path: 'src/atomics/timed-park.ts',
    reason: 'How much of its time a waiting thread counts as gone: when it gives up, not what it then finds.',
    mutants: [
      'parkAtMost shift-bound: tookNs < 0 → tookNs <= 0',
      'parkAtMost shift-bound: tookNs < 0 → tookNs < -1',
      'parkAtMost shift-bound: tookNs < 1000 → tookNs < 999',
      'parkAtMost drop-guard: if (tookNs < 0) return LONGEST_SLEEP_US; → if (tookNs < 0) {}',
    ],
  },
  {
    path: 'src/atomics/timed-park.ts',
    reason: 'A sleep that is cut 1 µs earlier.',
    mutants: ['parkAtMost shift-bound: leftUs < LONGEST_SLEEP_US → leftUs < LONGEST_SLEEP_US - 1'],
  },
  {
    path: 'src/atomics/timed-park.ts',
    reason: 'At 1000 ns both branches say 1.',
    mutants: ['parkAtMost shift-bound: tookNs < 1000 → tookNs <= 1000'],
  },
  {
    path: 'src/atomics/backoff.ts',
    reason: 'How long a thread waits before it looks again.',
    mutants: [
      'relax shift-bound: paused < PAUSE_LIMIT → paused <= PAUSE_LIMIT',
      'relax shift-bound: i < pauses → i < ((pauses - 1) | 0)',
    ],
  },
];
