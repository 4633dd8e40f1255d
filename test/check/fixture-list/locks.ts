/** F6 to F9: locks that let two in, forget a sleeper, or die with their holder. */
import type { Program } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';

/** Each thread adds 1 once. */
function counting(kernel: string, operation: string, threads: number): Program {
  const words = kernel === 'busted-lock' ? { LOCK: 0, OWNER: 0, COUNT: 0, MET: 0 } : { STATE: 0, COUNT: 0 };
  const at = Object.keys(words).indexOf('COUNT');
  return programOf(
    kernel,
    words,
    Array.from({ length: threads }, (_, self) => [kernel === 'busted-lock' ? call(operation, self) : call(operation)]),
    {
      finally: (read) => {
        const counted = read('words', at);
        return counted === threads ? null : `${threads} threads have added 1, and the count is ${counted}.`;
      },
    },
  );
}

/** Thread 1 begins when thread 0 has left or died. */
function recovering(visit: string, recover: string): Program {
  const threads = [[call(visit, 0)], [call(recover, 1, 0)]];
  return programOf('unowned-mutex', { STATE: 0, OWNER: 0 }, threads, { startsAfter: { 1: 0 } });
}

const unlocked = counting('busted-lock', 'countUnlocked', 2);
const split = counting('busted-lock', 'countSplit', 2);

export const LOCKS: readonly Fixture[] = [
  broken('F6 lock that does nothing', unlocked, ['race'], 'exhaustive'),
  broken('F6 lock that does nothing: lost update', unlocked, ['wrong-at-the-end'], { bound: 1 }, { races: false }),
  broken('F6 lock taken in two steps', split, ['race'], 'exhaustive'),
  broken('F6 lock taken in two steps: lost update', split, ['wrong-at-the-end'], 'exhaustive', { races: false }),
  clean('F6 twin: one compare-and-swap', counting('busted-lock', 'countLocked', 2)),
  clean('F6 twin: three threads', counting('busted-lock', 'countLocked', 3)),

  broken('F7 mutex retaken as if nobody slept', counting('three-state-mutex', 'countForgets', 3), ['lost-wake-up'], {
    bound: 2,
  }),
  clean(
    'F7 mutex retaken as if nobody slept: two threads do not show it',
    counting('three-state-mutex', 'countForgets', 2),
  ),
  broken(
    'F8 mutex that wakes nobody',
    counting('three-state-mutex', 'countSilently', 2),
    ['lost-wake-up'],
    'exhaustive',
  ),
  clean('F7, F8 twin', counting('three-state-mutex', 'countRight', 2)),
  clean('F7, F8 twin: three threads', counting('three-state-mutex', 'countRight', 3)),
  clean('F7, F8 twin: wakes for no reason', counting('three-state-mutex', 'countRight', 2), 'exhaustive', {
    spurious: true,
  }),

  clean('F9 owner written too late: nobody dies', recovering('visit', 'recoverAndVisit')),
  broken('F9 owner written too late', recovering('visit', 'recoverAndVisit'), ['deadlock'], 'exhaustive', {
    crashes: 1,
  }),
  clean(
    'F9 twin: the compare-and-swap writes the owner',
    recovering('visitOwned', 'recoverAndVisitOwned'),
    'exhaustive',
    {
      crashes: 1,
    },
  ),
];
