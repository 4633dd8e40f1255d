/** F1 to F4: barriers that let a thread go too soon, or never. */
import type { Program } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';

/** Both barriers have the word for "somebody has left too soon" in the same place, and slots for three threads behind it. */
function rounds(kernel: string, round: string, threads: number, count: number): Program {
  const layout =
    kernel === 'one-wait-barrier'
      ? { ARRIVED: 0, GENERATION: 0, THREADS: threads }
      : { COUNTER: threads, SEQUENCE: 0, THREADS: threads };
  return programOf(
    kernel,
    { ...layout, EARLY: 0, SLOTS: [0, 0, 0, 0, 0, 0] },
    Array.from({ length: threads }, (_, self) => Array.from({ length: count }, (_, i) => call(round, self, i + 1))),
    {
      invariant: (read) =>
        read('words', 3) === 0 ? null : 'A thread left the barrier before all had come: it read a stale round.',
    },
  );
}

const once = rounds('one-wait-barrier', 'waitOnce', 2, 2);

export const BARRIERS: readonly Fixture[] = [
  // Three preemptions are needed: in front of the wait, in front of the late wake-up, and behind it.
  clean('F1 one-wait barrier: two preemptions do not show it', once, { bound: 2 }, { races: false }),
  broken('F1 one-wait barrier: three preemptions do', once, ['invariant'], { bound: 3 }, { races: false }),
  broken('F1 one-wait barrier: all interleavings', once, ['invariant'], 'exhaustive', { races: false }),
  // 9.21·n·k^(d-1) runs miss it with a chance below 1 in 10,000, n = 2 threads, k = 24 steps, d = 3.
  broken('F1 one-wait barrier: PCT of depth 3', once, ['invariant'], { pct: 3, executions: 10_600 }, { races: false }),
  broken('F1 one-wait barrier: the stale read is a race too', once, ['race', 'invariant'], 'exhaustive'),
  broken(
    'F1 one-wait barrier: with three threads two preemptions do',
    rounds('one-wait-barrier', 'waitOnce', 3, 2),
    ['invariant'],
    { bound: 2 },
    { races: false },
  ),
  clean('F1 twin: waits in a loop', rounds('one-wait-barrier', 'waitAgain', 2, 2)),
  clean('F1 twin: three threads', rounds('one-wait-barrier', 'waitAgain', 3, 2)),
  clean('F1 twin: wakes for no reason', rounds('one-wait-barrier', 'waitAgain', 2, 2), 'exhaustive', {
    spurious: true,
  }),

  broken('F2 late-read barrier', rounds('sequence-barrier', 'readLate', 2, 1), ['deadlock'], 'exhaustive'),
  broken('F3 early-read, one wait: plain write', rounds('sequence-barrier', 'readEarly', 2, 2), ['race'], 'exhaustive'),
  clean(
    'F3 early-read, one wait: two preemptions do not show the stale read',
    rounds('sequence-barrier', 'readEarly', 2, 2),
    { bound: 2 },
    { races: false },
  ),
  broken(
    'F3 early-read, one wait: three preemptions do',
    rounds('sequence-barrier', 'readEarly', 2, 2),
    ['invariant'],
    { bound: 3 },
    { races: false },
  ),
  clean('F2, F3 twin: reads early, waits in a loop', rounds('sequence-barrier', 'waitAgain', 2, 2)),
  clean('F2, F3 twin: wakes for no reason', rounds('sequence-barrier', 'waitAgain', 2, 2), 'exhaustive', {
    spurious: true,
  }),

  clean('F4 two-phase barrier: nobody wakes for no reason', rounds('sequence-barrier', 'twoPhases', 2, 2)),
  broken(
    'F4 two-phase barrier: somebody wakes for no reason',
    rounds('sequence-barrier', 'twoPhases', 2, 2),
    ['invariant', 'race'],
    'exhaustive',
    { spurious: true },
  ),
];
