/** Sleeping on the wrong value, waking too few. Sleeps with a time limit end anyway, whatever they sleep on. */
import { isPark, isWake, namedCall } from '../accesses.ts';
import { nodesInFunctions, textOf, within } from '../kernel-file.ts';
import type { Operator } from '../mutant.ts';
import { wrongValues } from './value.ts';

/** `wake(words, i, EVERYBODY)` → one. Waking nobody is `drop-wake`; waking too many is no mistake, as `park` may return early. */
const wakeCount: Operator = {
  name: 'wake-count',
  killers: ['explorer'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const count = isWake(node) ? namedCall(node)?.args[2] : undefined;
      if (count && textOf(file, count) !== '1') yield within(file, node, count, '1');
    }
  },
};

/** `park(words, i, CONTENDED)` → `HELD`: sleeps where it must not, or never. */
const expectedAsleep: Operator = {
  name: 'park-expected',
  killers: ['explorer'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const expected = isPark(node) ? namedCall(node)?.args[2] : undefined;
      if (expected) for (const wrong of wrongValues(file, expected)) yield within(file, node, expected, wrong);
    }
  },
};

/** `park(words, i, seen)` → `park(words, i, Atomics.load(words, i))`: sleeps whatever has happened since. */
const reloadExpected: Operator = {
  name: 'park-reload',
  killers: ['explorer'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const [words, index, expected] = (isPark(node) && namedCall(node)?.args) || [];
      if (expected) yield within(file, node, expected, `Atomics.load(${textOf(file, words)}, ${textOf(file, index)})`);
    }
  },
};

export const SLEEPING: readonly Operator[] = [wakeCount, expectedAsleep, reloadExpected];
