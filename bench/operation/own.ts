/**
 * One thread does an operation on lines that no other thread touches and that its first-level cache holds: the lowest rungs of the
 * ladder. `chained`: each operation waits for the one before, so that its latency counts; else the CPU may overlap them.
 *
 * SWEEPS sweeps are timed together, so that the clock costs nothing to speak of; their median leaves interruptions out.
 */
import { nowNs } from '../../src/atomics/clock.ts';
import type { i32, OperationSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { ITEMS, OPS, SAMPLES, SAMPLES_CAPACITY, SAMPLES_TAKEN, STOP } from '../../src/crew/protocol.ts';
import { LINES, LINES_PER_PAGE, PAGE_WORDS, shuffle } from './_places.ts';
import { beginPass, CHAINED, checkLines, checkSum, sweep } from './_sweep.ts';

const SWEEPS: i32 = 32;

export function operate(words: Words, control: Words, mine: Words, self: i32): void {
  let sweeps: i32 = 0;
  let samples: i32 = 0;
  shuffle(mine, 0);
  // [acquire] pairs with the main thread's store
  while (Atomics.load(control, STOP) === 0) {
    const tookNs = timeSweeps(words, mine);
    sweeps = (sweeps + SWEEPS) | 0;
    // Negative after a stall of 2 seconds: no sample then.
    if (tookNs >= 0) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = tookNs; // plain: own words
      samples = (samples + 1) | 0;
    }
  }
  checkLines(words, 0, 0, mine);
  mine[ITEMS] = sweeps; // plain: own words, published by the worker's add to FINISHED
  mine[OPS] = Math.imul(mine[ITEMS], mine[LINES]);
  mine[SAMPLES_TAKEN] = samples;
}

/** Returns the nanoseconds. */
function timeSweeps(words: Words, mine: Words): i32 {
  const startNs = nowNs();
  for (let i: i32 = 0; i < SWEEPS; i++) {
    beginPass(mine);
    checkSum(mine, sweep(words, 0, mine));
  }
  return (nowNs() - startNs) | 0;
}

export default {
  name: 'own',
  kind: 'operation',
  title: 'An operation on lines of the own cache',
  question: 'What does an operation cost a thread that has the line already?',
  metric: { name: 'operation', unit: 'ns', better: 'lower' },
  operations: 'operations',
  value: 'median-sample',
  perSample: ({ lines }) => SWEEPS * lines,
  instances: 1,
  params: {
    lines: { default: 128, what: 'lines of a sweep, a power of two', word: LINES },
    chained: { default: 1, what: '1: each operation waits for the one before; 0: they may overlap', word: CHAINED },
  },
  roles: () => ['operate'],
  selves: () => [0],
  refuses: (_operation, { lines }) =>
    lines >= 16 && lines <= 256 && (lines & (lines - 1)) === 0
      ? null
      : 'a sweep visits 16 to 256 lines, a power of two',
  sizeWords: (_operation, { lines }) => (lines / LINES_PER_PAGE) * PAGE_WORDS,
  init: () => {},
  violations: ([one], _params, { needs }) => [
    ...(one.errors > 0 ? [`${one.errors} sums or lines were not what they had to be`] : []),
    ...(needs === 'ownership' && one.sum > 0 ? [`${one.sum} of ${one.items} sweeps left the words as they were`] : []),
  ],
} satisfies ScenarioSpec<OperationSpec>;
