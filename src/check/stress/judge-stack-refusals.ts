import type { History } from '../linearizable/history.ts';

/**
 * A push that was refused although no moment of it can have found every slot in use: an item uses one from the call of its push until
 * both its push and its pop have returned, as an item that meets its pop beside the stack leaves a slot with its push. In a history without
 * calls that have not returned, of items that are all different. `null`: there is none.
 */
export function groundlessRefusal(
  history: History,
  capacity: number,
): { readonly wrong: string; readonly culprits: readonly number[] } | null {
  const pushes = history.filter(({ name, result }) => name === 'tryPush' && result === 1);
  const pushed = ascending(pushes.map(({ calledAt }) => calledAt));
  const left = new Map(pushes.map(({ args, returnedAt }) => [args[0], returnedAt]));
  const pops = history.filter(({ name, result }) => name === 'tryPop' && result !== -1);
  const freed = ascending(pops.map(({ result, returnedAt }) => Math.max(returnedAt, left.get(result ?? 0) ?? 0)));
  for (const [index, { name, result, calledAt, returnedAt }] of history.entries()) {
    if (name !== 'tryPush' || result !== 0) continue;
    const inUse = upTo(pushed, returnedAt) - upTo(freed, calledAt - 1);
    if (inUse < capacity)
      return { wrong: `A push was refused when at most ${inUse} of ${capacity} slots were in use.`, culprits: [index] };
  }
  return null;
}

function ascending(times: readonly number[]): readonly number[] {
  return [...times].sort((a, b) => a - b);
}

/** How many of the times, which ascend, are `limit` or earlier. */
function upTo(times: readonly number[], limit: number): number {
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle] <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
