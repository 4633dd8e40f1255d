/**
 * The mistakes that are made on purpose, by family. Left out, because the result is always as correct as the original:
 * - a `park` left away, or a thread too many woken: `park` may return early by its contract;
 * - a sleep with a time limit on the wrong value: it ends anyway;
 * - a spin hint left away, spin limits, tunables: how long a thread waits;
 * - the order of two plain accesses: no thread may look between them, or it would be a race;
 * - padding and strides: speed only, and the false-sharing lab shows it.
 * `| 0` cannot be left out: the dialect refuses that.
 */
import type { Operator } from './mutant.ts';
import { COMPARE_EXCHANGE } from './operators/compare-exchange.ts';
import { COMPARISONS } from './operators/comparison.ts';
import { DROPS } from './operators/drop.ts';
import { GUARDS } from './operators/guard.ts';
import { INDEXES } from './operators/index-word.ts';
import { LOOPS } from './operators/loop.ts';
import { ORDER } from './operators/order.ts';
import { PLAIN } from './operators/plain.ts';
import { SLEEPING } from './operators/sleeping.ts';
import { SPLITS } from './operators/split.ts';
import { VALUES } from './operators/value.ts';

export const OPERATORS: readonly Operator[] = [
  ...DROPS,
  ...ORDER,
  ...PLAIN,
  ...SPLITS,
  ...COMPARE_EXCHANGE,
  ...VALUES,
  ...SLEEPING,
  ...LOOPS,
  ...COMPARISONS,
  ...GUARDS,
  ...INDEXES,
];
