import type { History } from '../linearizable/history.ts';

/**
 * A push that was refused although no moment of it can have found every slot in use: an item uses one from the call of its push to the
 * return of its pop. In a history without calls that have not returned. `null`: there is none.
 */
export function groundlessRefusal(
  history: History,
  capacity: number,
): { readonly wrong: string; readonly culprits: readonly number[] } | null {
  const pushed = sorted(history, ({ name, result }) => name === 'tryPush' && result === 1, 'calledAt');
  const popped = sorted(history, ({ name, result }) => name === 'tryPop' && result !== -1, 'returnedAt');
  for (const [index, { name, result, calledAt, returnedAt }] of history.entries()) {
    if (name !== 'tryPush' || result !== 0) continue;
    const inUse = upTo(pushed, returnedAt) - upTo(popped, calledAt - 1);
    if (inUse < capacity)
      return { wrong: `A push was refused when at most ${inUse} of ${capacity} slots were in use.`, culprits: [index] };
  }
  return null;
}

function sorted(
  history: History,
  counts: (operation: History[number]) => boolean,
  time: 'calledAt' | 'returnedAt',
): readonly number[] {
  return history
    .filter(counts)
    .map((operation) => operation[time])
    .sort((a, b) => a - b);
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
