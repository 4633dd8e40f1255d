/**
 * What a history of `tryPush(value)` → 1 or 0 and `tryPop()` → value or -1 says about each value: the common ground of the checks of queues
 * and stacks, where no value is pushed twice.
 */
import { type Finding, illegal, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import { endOf, overlappedOf } from '../intervals.ts';
import { mayRefuse, type Refusals } from '../models/refusals.ts';

/** A value that was inside. Times of pops are Infinity where nobody took it. */
export interface Item {
  readonly push: number;
  /** -1: nobody took it. */
  readonly pop: number;
  readonly pushCalled: number;
  readonly pushReturned: number;
  readonly popCalled: number;
  readonly popReturned: number;
}

export interface Items {
  readonly items: readonly Item[];
  /** Indexes of the pops that found nothing and of the pushes that found no room, those apart that the refusals allow anyway. */
  readonly empties: readonly number[];
  readonly fulls: readonly number[];
  /** The first call of a pop that has not returned and may have taken anything; Infinity: there is none. */
  readonly openPop: number;
  /** Calls of pushes that have not returned and whose value nobody took: they may have taken effect. */
  readonly openPushes: readonly number[];
}

export function itemsOf(history: History, refusals: Refusals, pushRefusals: Refusals): Items | Finding {
  const overlapped = overlappedOf(history);
  const pushes = new Map<number, number>();
  const pops = new Map<number, number>();
  const empties: number[] = [];
  const fulls: number[] = [];
  let openPop = Number.POSITIVE_INFINITY;
  for (const [index, operation] of history.entries()) {
    const { name, args, result } = operation;
    if (name === 'tryPush') {
      if (result === 0) {
        if (!mayRefuse(pushRefusals, overlapped[index])) fulls.push(index);
        continue;
      }
      const other = pushes.get(args[0]);
      if (other !== undefined) return unknown(`${args[0]} is pushed twice; use different values`, [other, index]);
      if (args[0] === -1)
        return unknown('-1 is pushed, which means "empty" when it is popped; use other values', [index]);
      if (result !== undefined && result !== 1) return illegal(`${operationText(operation)}: neither 1 nor 0`, [index]);
      pushes.set(args[0], index);
    } else if (name === 'tryPop') {
      if (result === undefined) openPop = Math.min(openPop, operation.calledAt);
      else if (result === -1) {
        if (!mayRefuse(refusals, overlapped[index])) empties.push(index);
      } else {
        const other = pops.get(result);
        if (other !== undefined) return illegal(`${result} was popped twice`, [other, index]);
        pops.set(result, index);
      }
    } else {
      return unknown(`only tryPush and tryPop can be checked fast, got ${name}`, [index]);
    }
  }
  for (const [value, pop] of pops) {
    if (!pushes.has(value)) return illegal(`${operationText(history[pop])}: nobody pushed ${value}`, [pop]);
  }

  const items: Item[] = [];
  const openPushes: number[] = [];
  for (const [value, push] of pushes) {
    const pop = pops.get(value) ?? -1;
    if (pop < 0 && history[push].result === undefined) {
      openPushes.push(history[push].calledAt);
      continue;
    }
    const popCalled = pop < 0 ? Number.POSITIVE_INFINITY : history[pop].calledAt;
    const popReturned = pop < 0 ? Number.POSITIVE_INFINITY : history[pop].returnedAt;
    const pushCalled = history[push].calledAt;
    if (popReturned < pushCalled) return illegal(`${value} was popped before it was pushed`, [pop, push]);
    items.push({ push, pop, pushCalled, pushReturned: endOf(history[push]), popCalled, popReturned });
  }
  return { items, empties, fulls, openPop, openPushes };
}

/**
 * As if somebody took each value that is left, at any time after `openPop`. If even that cannot be explained, then no choice of what the pops
 * that have not returned took can be: the values that they did not take could be taken at the very end.
 */
export function takenByOpenPops(items: readonly Item[], openPop: number): Item[] {
  return items.map((item) => (item.pop < 0 ? { ...item, popCalled: openPop } : item));
}

/** Times during which something is surely inside, as intervals one behind the other. Equal times overlap, so ends do not count. */
export interface Filled {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Item[];
}

/** @param items - each of which is surely inside at some time, by the time from which on it is. */
export function filledTimes(items: readonly Item[]): Filled[] {
  const filled: { from: number; to: number; items: Item[] }[] = [];
  for (const item of items) {
    const last = filled.at(-1);
    if (last && item.pushReturned < last.to) {
      last.items.push(item);
      last.to = Math.max(last.to, item.popCalled);
    } else {
      filled.push({ from: item.pushReturned, to: item.popCalled, items: [item] });
    }
  }
  return filled;
}

/** Values that are surely inside at some time: their push returned before their pop was called. By that return. */
export function surelyInside(items: readonly Item[]): Item[] {
  return items
    .filter(({ pushReturned, popCalled }) => pushReturned < popCalled)
    .sort((a, b) => a.pushReturned - b.pushReturned);
}

/** A pop that found nothing although something was inside all the time. */
export function wrongEmpty(history: History, empties: readonly number[], filled: readonly Filled[]): Finding | null {
  for (const index of empties) {
    const { calledAt, returnedAt } = history[index];
    // The last stretch that begins before the call: those after it begin too late, those before it end before it begins.
    let from = 0;
    let to = filled.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (filled[middle].from < calledAt) from = middle + 1;
      else to = middle;
    }
    const stretch = filled[from - 1];
    if (stretch && returnedAt < stretch.to) {
      const during = stretch.items.filter((item) => item.pushReturned < returnedAt && item.popCalled > calledAt);
      return illegal(`${operationText(history[index])} although something was inside all the time`, [
        index,
        ...during.map(({ push }) => push),
      ]);
    }
  }
  return null;
}
