/** A recorded history of a deque: each item out once, at its end, and "empty" and "full" only when it was so. */

import { filledTimes, itemsOf, surelyInside, wrongEmpty } from '../linearizable/fast/items.ts';
import { hasTime, stretchesOf } from '../linearizable/fast/stretches.ts';
import type { Finding } from '../linearizable/finding.ts';
import { illegal, OK, operationText } from '../linearizable/finding.ts';
import type { History } from '../linearizable/history.ts';

/**
 * Calls `pushBottom(value)` → 1 or 0, `popBottom()` and `steal()` → value or -1: empty. The first two are those of one thread, in its order;
 * values grow. All have returned.
 *
 * Sound, in time O(n log n). Of the order it sees all that two items tell: the owner takes the youngest of what it has not taken, or finds
 * that this has been stolen; and of two that were stolen the older went first, as it lay above the other while both were inside.
 */
export function judgeDequeHistory(history: History, capacity: number): Finding {
  const queue = history.map((operation) => ({
    ...operation,
    name: operation.name === 'pushBottom' ? 'tryPush' : 'tryPop',
  }));
  const found = itemsOf(queue, 'exact', 'exact');
  if ('verdict' in found) return found;
  const { items, empties, fulls } = found;
  return (
    wrongEnd(history) ??
    wrongTheft(history) ??
    wrongEmpty(history, empties, filledTimes(surelyInside(items))) ??
    wrongFull(history, fulls, capacity) ??
    OK
  );
}

/** The owner did not take what it had put in last. */
function wrongEnd(history: History): Finding | null {
  /** Pushes whose items the owner has not taken, and that nobody was known to have stolen. */
  const pushes: number[] = [];
  for (const [index, { name, result }] of history.entries()) {
    if (name === 'pushBottom' && result === 1) pushes.push(index);
    if (name !== 'popBottom') continue;
    if (result === -1) {
      pushes.length = 0;
      continue;
    }
    const youngest = pushes.pop();
    if (youngest === undefined)
      return illegal(`${operationText(history[index])} after the owner had found that all was stolen`, [index]);
    if (history[youngest].args[0] !== result)
      return illegal(`${operationText(history[index])} although ${history[youngest].args[0]} was put in later`, [
        index,
        youngest,
      ]);
  }
  return null;
}

/** Of two items that were stolen the younger was gone before somebody came for the older. */
function wrongTheft(history: History): Finding | null {
  const thefts = [...history.keys()]
    .filter((index) => history[index].name === 'steal' && history[index].result !== -1)
    .sort((a, b) => Number(history[a].result) - Number(history[b].result));
  /** Of those of older items: the one that was called last. */
  let latest = thefts[0];
  for (const theft of thefts) {
    if (history[theft].returnedAt < history[latest].calledAt)
      return illegal(`${operationText(history[theft])} although ${history[latest].result} lay above it`, [
        theft,
        latest,
      ]);
    if (history[theft].calledAt > history[latest].calledAt) latest = theft;
  }
  return null;
}

/** A push was refused when there was room all the time. */
function wrongFull(history: History, fulls: readonly number[], capacity: number): Finding | null {
  const rises = history.filter(({ name, result }) => name === 'pushBottom' && result === 1);
  const falls = history.filter(({ name, result }) => name !== 'pushBottom' && result !== -1);
  // From the call of its push to the return of its pop an item may be inside.
  const full = stretchesOf(capacity, {
    rises: rises.map(({ calledAt }) => calledAt),
    falls: falls.map(({ returnedAt }) => returnedAt),
    first: 'rises',
  });
  const wrong = fulls.find((index) => !hasTime(full, history[index].calledAt, history[index].returnedAt));
  return wrong === undefined ? null : illegal(`${operationText(history[wrong])} although there was room`, [wrong]);
}
