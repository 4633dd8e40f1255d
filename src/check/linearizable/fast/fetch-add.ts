/**
 * Counters whose additions return the count before: O(n log n). Each count tells the place of the addition that returned it, so there is one
 * order only, and it must not be against time.
 *
 * `unknown`: amounts that are not positive, or so many that the count comes round; plain `add`s; and a gap in the counts that additions
 * of different amounts, which have not returned, might fill.
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import { overlappedOf } from '../intervals.ts';

interface Step {
  readonly index: number;
  /** Counts from the start on. */
  readonly before: number;
  readonly after: number;
}

/** Operations of the model counter: `fetchAdd(amount)` → the count before, `read()` → the count. */
export function checkFetchAdd(history: History, { initial = 0 } = {}): Finding {
  overlappedOf(history); // refuses times that run backwards
  const steps: Step[] = [];
  const open: { amount: number; calledAt: number }[] = [];
  let total = 0;
  for (const [index, { name, args, result, calledAt }] of history.entries()) {
    const amount = name === 'fetchAdd' ? args[0] : 0;
    if (name !== 'fetchAdd' && name !== 'read') {
      return unknown(`only fetchAdd and read can be checked fast, got ${name}`, [index]);
    }
    if (name === 'fetchAdd' && amount <= 0) return unknown(`an amount must be positive, got ${amount}`, [index]);
    total += amount;
    if (result !== undefined) {
      const before = (result - initial) >>> 0;
      steps.push({ index, before, after: before + amount });
    } else if (name === 'fetchAdd') {
      open.push({ amount, calledAt });
    }
  }
  if (total >= 2 ** 32) return unknown('the count may have come round; check fewer additions at a time');
  open.sort((a, b) => a.calledAt - b.calledAt);
  // Reads of a count come before the addition that found it, in the order of their calls.
  steps.sort(
    (a, b) => a.before - b.before || a.after - b.after || history[a.index].calledAt - history[b.index].calledAt,
  );

  let count = 0;
  let filled = 0;
  let lastCall = Number.NEGATIVE_INFINITY;
  for (const { index, before, after } of steps) {
    const operation = history[index];
    const text = operationText(operation);
    if (before < count) return illegal(`${text}: another addition found that count, or went over it`, [index]);
    if (before > count) {
      const amount = open[filled]?.amount;
      if (amount === undefined) return illegal(`${text}: nobody brought the count there`, [index]);
      // Which of several amounts are in the gap is a question of its own; of equal ones, those called first do best.
      if (open.some((one) => one.amount !== amount)) {
        return unknown(`${text}: additions that have not returned may have brought the count there`, [index]);
      }
      const missing = (before - count) / amount;
      if (!Number.isInteger(missing) || filled + missing > open.length) {
        return illegal(`${text}: nobody brought the count there`, [index]);
      }
      filled += missing;
      lastCall = Math.max(lastCall, open[filled - 1].calledAt);
    }
    if (lastCall > operation.returnedAt) {
      return illegal(`${text}: an addition or a read that must come before it was called after it had returned`, [
        index,
      ]);
    }
    lastCall = Math.max(lastCall, operation.calledAt);
    count = after;
  }
  return OK;
}
