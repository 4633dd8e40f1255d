/** Locks whose threads wait in a queue, and what they share. */
import type { Equivalents } from '../equivalents.ts';

export const QUEUE_LOCKS: readonly Equivalents[] = [
  {
    path: 'src/locks/c-tkt-tkt.ts',
    reason:
      'A thread may count to any NUMA node, as long as it is always the same: that decides only who is served first.',
    mutants: [
      'setNode drop-plain-write: words[HOMES + self] = node; → ;',
      'init shift-bound: thread < threads → thread < ((threads - 1) | 0)',
    ],
  },
  {
    path: 'src/locks/c-tkt-tkt.ts',
    reason: 'Nobody reads PASSED before the store of NODE_SERVING, which is still behind it.',
    mutants: [
      'unlock publish-before-payload: words[home + PASSED] = isAwaited ? (passed + 1) | 0 : 0; if (!isAwaited) { const upper = words[SERVING]; Atomics.store(words, SERVING, (upper + 1) | 0); } → if (!isAwaited) { const upper = words[SERVING]; Atomics.store(words, SERVING, (upper + 1) | 0); } words[home + PASSED] = isAwaited ? (passed + 1) | 0 : 0;',
    ],
  },
  {
    path: 'src/locks/c-tkt-tkt.ts',
    reason: 'Only the holder of the node writes NODE_SERVING.',
    mutants: [
      'unlock read-late: Atomics.store(words, home + NODE_SERVING, (ticket + 1) | 0) → Atomics.store(words, home + NODE_SERVING, (words[home + NODE_SERVING] + 1) | 0)',
    ],
  },
  {
    path: 'src/locks/c-tkt-tkt.ts',
    reason: 'Who gets the node in between waits for SERVING, which only this thread can move.',
    mutants: [
      'unlock swap-accesses: if (!isAwaited) { const upper = words[SERVING]; Atomics.store(words, SERVING, (upper + 1) | 0); } Atomics.store(words, home + NODE_SERVING, (ticket + 1) | 0); → Atomics.store(words, home + NODE_SERVING, (ticket + 1) | 0); if (!isAwaited) { const upper = words[SERVING]; Atomics.store(words, SERVING, (upper + 1) | 0); }',
    ],
  },
  {
    path: 'src/locks/c-tkt-tkt.ts',
    reason: 'Passes the lock on within the node less often: another order of service, and everybody is served.',
    mutants: [
      'unlock shift-bound: ((Atomics.load(words, home + NODE_NEXT) - ticket) | 0) > 1 → ((Atomics.load(words, home + NODE_NEXT) - ticket) | 0) > 2',
    ],
  },
  {
    path: 'src/locks/c-tkt-tkt.ts',
    reason:
      'A node keeps the lock for longer than PASSES turns as long as somebody waits there: another order of service, which exclusion does not show.',
    mutants: [
      'unlock drop-operand: passed < words[PASSES] && ((Atomics.load(words, home + NODE_NEXT) - ticket) | 0) > 1 → (((Atomics.load(words, home + NODE_NEXT) - ticket) | 0) > 1)',
      'unlock next-word: words[home + PASSED] → words[home + PASSED + 1]',
    ],
  },
  {
    path: 'src/locks/hmcs.ts',
    reason:
      'A thread may count to any NUMA node, as long as it is always the same: that decides only who is served first.',
    mutants: [
      'setNode drop-plain-write: words[threadAt(self) + HOME] = node; → ;',
      'init shift-bound: thread < threads → thread < ((threads - 1) | 0)',
      'setNode next-word: words[threadAt(self) + HOME] → words[threadAt(self) + HOME + 1]',
    ],
  },
  {
    path: 'src/locks/hmcs.ts',
    reason: 'The predecessor writes STATE only after it has found the link, which is stored later.',
    mutants: [
      'enter publish-before-payload: words[queued + STATE] = WAITING; const predecessor = Atomics.exchange(words, tail, queued); → const predecessor = Atomics.exchange(words, tail, queued); words[queued + STATE] = WAITING;',
    ],
  },
  {
    path: 'src/locks/hmcs.ts',
    reason: 'A link is written once: it is the same when it is read again.',
    mutants: [
      'leave read-late: Atomics.store(words, successor + STATE, FIRST) → Atomics.store(words, Atomics.load(words, queued + LINK) + STATE, FIRST)',
    ],
  },
  {
    path: 'src/locks/hmcs.ts',
    reason: 'The first of its node has no predecessor that could write STATE, and nobody else reads it.',
    mutants: [
      'lock swap-accesses: enter(words, ROOT, (home + UPPER) | 0); words[mine + STATE] = INSIDE; → words[mine + STATE] = INSIDE; enter(words, ROOT, (home + UPPER) | 0);',
    ],
  },
  {
    path: 'src/locks/hmcs.ts',
    reason: 'Passes the lock on within the node half as often: another order of service, and everybody is served.',
    mutants: [
      'unlock stored-value: Atomics.store(words, successor + STATE, (turn + 1) | 0) → Atomics.store(words, successor + STATE, (((turn + 1) | 0) + 1) | 0)',
    ],
  },
  {
    path: 'src/locks/hmcs.ts',
    reason: 'Finds no successor, and so leaves through both queues: another order of service, and everybody is served.',
    mutants: ['unlock next-word: Atomics.load(words, mine + LINK) → Atomics.load(words, mine + LINK + 1)'],
  },
  {
    path: 'src/locks/anderson.ts',
    reason: "The place is the thread's own: nobody else reads it.",
    mutants: [
      'unlock publish-before-payload: words[place] = OUTSIDE; Atomics.store(words, slotAt(next & mask), OPEN); → Atomics.store(words, slotAt(next & mask), OPEN); words[place] = OUTSIDE;',
      'tryLock swap-accesses: Atomics.store(words, at, CLOSED); words[placeOf(mask, self)] = (slot + 1) | 0; → words[placeOf(mask, self)] = (slot + 1) | 0; Atomics.store(words, at, CLOSED);',
    ],
  },
  {
    path: 'src/locks/anderson.ts',
    reason: 'Twice as many slots as are needed, and sizeWords counts them.',
    mutants: ['slotsFor shift-bound: slots < threads → slots <= threads'],
  },
  {
    path: 'src/locks/anderson.ts',
    reason:
      'NEXT only grows, except from 2³¹ - 1 on, where it differs: no program reaches that, as the open slot ties NEXT to its start.',
    mutants: [
      'tryLock compare-by-size: Atomics.compareExchange(words, NEXT, ticket, (ticket + 1) | 0) !== ticket → Atomics.compareExchange(words, NEXT, ticket, (ticket + 1) | 0) > ticket',
    ],
  },
  {
    path: 'src/locks/mcs.ts',
    reason: 'Whatever is not HOLDING waits, OUTSIDE too.',
    mutants: [
      'lock drop-plain-write: words[node + STATE] = WAITING; → ;',
      'lock plainly-stored-value: words[node + STATE] = WAITING → words[node + STATE] = NONE',
      'lock next-word: words[node + STATE] → words[node + STATE + 1] #3',
    ],
  },
  {
    path: 'src/locks/mcs.ts',
    reason: "The STATE of a node that does not wait is its thread's own.",
    mutants: [
      'unlock publish-before-payload: words[node + STATE] = OUTSIDE; const successor = successorOf(words, node); → const successor = successorOf(words, node); words[node + STATE] = OUTSIDE;',
    ],
  },
  {
    path: 'src/locks/mcs.ts',
    reason: 'A link is written once: it is the same when it is read again.',
    mutants: ['successorOf read-late: return successor; → return Atomics.load(words, node + LINK);'],
  },
  {
    path: 'src/locks/mcs.ts',
    reason: 'The compare-and-swap then fails, as TAIL is a later node, and the loop finds the link.',
    mutants: [
      'successorOf drop-guard: if (successor !== NONE) return successor; → if (successor !== NONE) {}',
      'successorOf next-word: Atomics.load(words, node + LINK) → Atomics.load(words, node + LINK + 1)',
    ],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'The predecessor comes to our STATE through the link, which is stored later.',
    mutants: [
      'enter publish-before-payload: words[node + STATE] = WAITING; const predecessor = Atomics.exchange(words, TAIL, node); → const predecessor = Atomics.exchange(words, TAIL, node); words[node + STATE] = WAITING;',
    ],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'A link is written once: it is the same when it is read again.',
    mutants: ['successorOf read-late: return next; → return Atomics.load(words, node + LINK);'],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'While it says HOLDING only its own thread writes it.',
    mutants: ['unlock plain-load: Atomics.load(words, node + STATE) → words[node + STATE]'],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'The loop behind it finds that it is our turn.',
    mutants: [
      'awaitTurn ignore-compare-exchange: Atomics.compareExchange(words, node + STATE, WAITING, ASLEEP) !== WAITING → (Atomics.compareExchange(words, node + STATE, WAITING, ASLEEP) !== WAITING && false)',
      'awaitTurn drop-guard: if (Atomics.compareExchange(words, node + STATE, WAITING, ASLEEP) !== WAITING) return true; → if (Atomics.compareExchange(words, node + STATE, WAITING, ASLEEP) !== WAITING) {}',
      'enter negate-return: true → false',
    ],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'A sleep of 0 µs more, or of 1 µs less.',
    mutants: [
      'lockFor shift-bound: timeoutUs <= 0 → timeoutUs <= 1',
      'awaitTurn shift-bound: leftUs > 0 → leftUs >= 0',
      'awaitTurn shift-bound: leftUs > 0 → leftUs > 1',
    ],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'How long a thread looks before it sleeps.',
    mutants: [
      'awaitTurn drop-guard: if (Atomics.load(words, node + STATE) === HOLDING) return true; → if (Atomics.load(words, node + STATE) === HOLDING) {}',
      'awaitTurn next-word: Atomics.load(words, node + STATE) → Atomics.load(words, node + STATE + 1)',
    ],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'The compare-and-swap then fails, as TAIL is a later node, and the loop finds the link.',
    mutants: ['successorOf drop-guard: if (next !== NONE) return next; → if (next !== NONE) {}'],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'A FREE node does not come back: the compare-and-swap fails, and the loop ends at once.',
    mutants: ['enter drop-operand: state !== FREE && comeBack(words, node) → (comeBack(words, node))'],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'A wrong guess: the compare-and-swap fails, and says what is there.',
    mutants: ['passTo next-word: Atomics.load(words, next + STATE) → Atomics.load(words, next + STATE + 1)'],
  },
  {
    path: 'src/locks/mcs-park.ts',
    reason: 'With 0 µs it joins the queue, spins and gives up: slower than tryLock, and it does not sleep.',
    mutants: ['lockFor shift-bound: timeoutUs <= 0 → timeoutUs < 0'],
  },
  {
    path: 'src/locks/clh.ts',
    reason: "MINE is the thread's own: nobody else reads it.",
    mutants: [
      'unlock publish-before-payload: words[own + MINE] = predecessor; Atomics.store(words, node, PASSED); → Atomics.store(words, node, PASSED); words[own + MINE] = predecessor;',
    ],
  },
  {
    path: 'src/locks/clh.ts',
    reason: 'Any word that holds 0 and that nobody else writes will do as a node; the words beside it are padding.',
    mutants: [
      'init plainly-stored-value: words[TAIL] = SENTINEL → words[TAIL] = SENTINEL + 1',
      'init plainly-stored-value: words[TAIL] = SENTINEL → words[TAIL] = SENTINEL - 1',
      'init plainly-stored-value: words[own + MINE] = (own + NODE) | 0 → words[own + MINE] = (((own + NODE) | 0) + 1) | 0',
      'init plainly-stored-value: words[own + MINE] = (own + NODE) | 0 → words[own + MINE] = (((own + NODE) | 0) - 1) | 0',
    ],
  },
  {
    path: 'src/locks/_nodes.ts',
    reason:
      'A thread may count to any NUMA node, as long as it is always the same: that decides only who is served first.',
    mutants: [
      'presumedNode shift-bound: thread << 1 < threads → thread << 1 <= threads',
      'presumedNode shift-bound: thread << 1 < threads → thread << 1 < ((threads - 1) | 0)',
    ],
  },
];
