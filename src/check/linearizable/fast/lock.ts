/**
 * Locks: nobody enters while another one is inside. O(n log n).
 *
 * A holder is surely inside from the return of its `lock` to the call of its `unlock`, and need not be for longer; so it is enough that
 * these times do not overlap. A `tryLock` that was refused must have met a holder.
 *
 * `unknown`: a refused `tryLock` that met nobody who was surely inside but somebody who may have been; operations of one caller that
 * overlap, and what seems illegal where they touch (one returns when the next is called), so that their order is not sure.
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import { endOf, overlappedOf } from '../intervals.ts';
import { mayRefuse, type Refusals } from '../models/refusals.ts';
import { hasTime, type Stretch } from './stretches.ts';

interface Section {
  readonly lock: number;
  /** -1: the caller is still inside. */
  readonly unlock: number;
  /** When it is surely inside. */
  readonly from: number;
  readonly to: number;
}

/** Operations of the model lock: `lock(self)`, `tryLock(self)` and `lockFor(self, …)` → 1 or 0, `unlock(self)`. */
export function checkLock(history: History, { refusals }: { readonly refusals: Refusals }): Finding {
  const overlapped = overlappedOf(history);
  const callers = new Map<number, number[]>();
  const refused: number[] = [];
  for (const [index, { name, args, result }] of history.entries()) {
    if (!['lock', 'tryLock', 'lockFor', 'unlock'].includes(name)) {
      return unknown(`only lock, tryLock, lockFor and unlock can be checked fast, got ${name}`, [index]);
    }
    const isTry = name === 'tryLock' || name === 'lockFor';
    if (isTry && result !== undefined && result !== 0 && result !== 1) {
      return illegal(`${operationText(history[index])}: neither 1 nor 0`, [index]);
    }
    if (isTry && result === 0) {
      if (name === 'tryLock' && !mayRefuse(refusals, overlapped[index])) refused.push(index);
    } else {
      const mine = callers.get(args[0]);
      if (mine) mine.push(index);
      else callers.set(args[0], [index]);
    }
  }

  const sections: Section[] = [];
  const open: number[] = [];
  let isOrderSure = true;
  const against = (reason: string, culprits: readonly number[]): Finding =>
    isOrderSure
      ? illegal(reason, culprits)
      : unknown(`${reason}, or a caller's operations were in another order`, culprits);
  for (const mine of callers.values()) {
    mine.sort((a, b) => history[a].calledAt - history[b].calledAt || endOf(history[a]) - endOf(history[b]));
    for (let nth = 1; nth < mine.length; nth++) {
      const gap = history[mine[nth]].calledAt - endOf(history[mine[nth - 1]]);
      if (gap < 0) return unknown("a caller's operations overlap", [mine[nth - 1], mine[nth]]);
      if (gap === 0) isOrderSure = false;
    }
  }
  for (const mine of callers.values()) {
    // What has not returned, and is the last as nothing overlaps: a lock need not have happened, nor an unlock by who was not inside.
    const last = mine[mine.length - 1];
    const isUnlock = history[last].name === 'unlock';
    if (history[last].result === undefined && !(isUnlock && mine.length % 2 === 0)) {
      mine.pop();
      if (!isUnlock) open.push(last);
    }
    const wrong = mine.findIndex((index, nth) => (history[index].name === 'unlock') !== (nth % 2 === 1));
    if (wrong >= 0) {
      const misused = history[mine[wrong]];
      const was = misused.name === 'unlock' ? 'not inside' : 'inside';
      return against(`${operationText(misused)}: the caller was ${was}`, [mine[wrong]]);
    }
    for (let nth = 0; nth < mine.length; nth += 2) {
      const unlock = mine[nth + 1] ?? -1;
      const to = unlock < 0 ? Number.POSITIVE_INFINITY : history[unlock].calledAt;
      sections.push({ lock: mine[nth], unlock, from: endOf(history[mine[nth]]), to });
    }
  }

  // One that ends as it begins comes before those that begin then.
  sections.sort((a, b) => a.from - b.from || a.to - b.to);
  for (let nth = 1; nth < sections.length; nth++) {
    const [first, second] = [sections[nth - 1], sections[nth]];
    if (second.from < first.to) {
      const culprits = [first.lock, first.unlock, second.lock, second.unlock].filter((index) => index >= 0);
      return against(
        `${operationText(history[second.lock])} while ${history[first.lock].args[0]} was inside`,
        culprits,
      );
    }
  }

  const possible: Stretch[] = [
    ...sections.map(({ lock, unlock }) => ({
      from: history[lock].calledAt,
      to: unlock < 0 ? Number.POSITIVE_INFINITY : endOf(history[unlock]),
    })),
    ...open.map((index) => ({ from: history[index].calledAt, to: Number.POSITIVE_INFINITY })),
  ];
  const unsure = refused.filter((index) => !hasTime(sections, history[index].calledAt, history[index].returnedAt));
  for (const index of unsure) {
    const { calledAt, returnedAt } = history[index];
    if (!possible.some(({ from, to }) => from <= returnedAt && to >= calledAt)) {
      return against(`${operationText(history[index])} although nobody was inside`, [index]);
    }
  }
  if (unsure.length > 0) return unknown('a tryLock was refused, perhaps rightly: only trying orders tells', unsure);
  return OK;
}
