/** One thread takes a free lock and gives it back, and does nothing else. */

import { lock, unlock } from '#subject';
import type { i32, LockSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { ERRORS, FAILED_TRIES, LOOK_MASK, OPS, STOP } from '../../src/crew/protocol.ts';

export function takeAndLeave(words: Words, control: Words, mine: Words, self: i32): void {
  let times: i32 = 0;
  let failed: i32 = 0;
  let refused: i32 = 0;
  let stop: i32 = 0;
  while (stop === 0) {
    failed = (failed + lock(words, self)) | 0;
    if (!unlock(words, self)) refused = (refused + 1) | 0;
    times = (times + 1) | 0;
    if ((times & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  mine[OPS] = times; // plain: own words, published by the worker's add to FINISHED
  mine[FAILED_TRIES] = failed;
  mine[ERRORS] = refused;
}

export default {
  name: 'uncontended',
  kind: 'lock',
  title: 'A free lock, taken and given back',
  question: 'What does a lock cost a thread when nobody else wants it?',
  metric: { name: 'lock-and-unlock', unit: 'ns', better: 'lower' },
  operations: 'acquisitions',
  value: 'operations-over-time',
  instances: 1,
  params: {},
  roles: () => ['takeAndLeave'],
  selves: () => [0],
  refuses: () => null,
  sizeWords: (lock) => lock.sizeWords(1),
  init: (lock, words) => lock.init?.(words, 1),
  violations: ([one]) => [
    ...(one.failedTries !== 0 ? [`${one.failedTries} tries failed, though nobody else wanted the lock`] : []),
    ...(one.errors > 0 ? [`${one.errors} unlocks of the holder were refused`] : []),
  ],
} satisfies ScenarioSpec<LockSpec>;
