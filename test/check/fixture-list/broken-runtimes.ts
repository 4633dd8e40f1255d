/** Engines that get waiting wrong: correct programs must then fail. Who finds nothing there would find nothing anywhere. */
import type { Program } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';
import { LOCKS } from './locks.ts';

const mutex = LOCKS.find(({ name }) => name === 'F7, F8 twin')!.program;

const words = { WORD: 0, FIRST: 0, WOKE_FROM_ZERO: 0, FLAG: 0, RAISED: 0 };
const FROM_ONE = 2;

const order: Program = programOf('wake-order', words, [[call('sleepOnZero')], [call('sleepOnOne')], [call('change')]], {
  finally: (read) =>
    read('words', 1) === FROM_ONE && read('words', 2) === 1
      ? 'The thread that went to sleep last was woken first.'
      : null,
});

/** One thread naps and may die; a second waits for the flag; a third raises it when the first is gone; a fourth stands in for the third. */
const death: Program = programOf(
  'wake-order',
  words,
  [[call('nap')], [call('awaitFlag')], [call('raise')], [call('raiseInstead')]],
  { startsAfter: { 2: 0, 3: 2 } },
);

export const BROKEN_RUNTIMES: readonly Fixture[] = [
  broken('a wait that compares, then joins the list, breaks a mutex', mutex, ['lost-wake-up'], 'exhaustive', {
    runtime: 'compares-too-early',
  }),
  clean('waiters wake in the order in which they came', order),
  broken('a notify that wakes the youngest', order, ['wrong-at-the-end'], 'exhaustive', {
    runtime: 'wakes-the-youngest',
  }),
  clean('a dead waiter takes no wake-up away', death, 'exhaustive', { crashes: 1 }),
  broken('a notify that wakes the dead', death, ['lost-wake-up'], 'exhaustive', {
    crashes: 1,
    runtime: 'wakes-the-dead',
  }),
];
