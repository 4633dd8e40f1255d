/**
 * Counting semaphores: never more permits out than there are. O(n log n).
 *
 * The fewest permits are out when every `acquire` takes effect at its return and every `release` at its call; so it is enough to look at
 * this order. A `tryAcquire` that was refused must have met an empty semaphore.
 *
 * `unknown`: a refused `tryAcquire` that is right in another order only.
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import { endOf, overlappedOf } from '../intervals.ts';
import { mayRefuse } from '../models/refusals.ts';
import type { SemaphoreOptions } from '../models/semaphore.ts';
import { hasTime, stretchesOf } from './stretches.ts';

/** Operations of the model semaphore: `acquire()`, `release()`, `tryAcquire()` → 1 or 0. */
export function checkSemaphore(history: History, { permits, refusals }: SemaphoreOptions): Finding {
  const overlapped = overlappedOf(history);
  const acquires: number[] = [];
  const openAcquires: number[] = [];
  const releases: number[] = [];
  const refused: number[] = [];
  for (const [index, operation] of history.entries()) {
    const { name, result } = operation;
    if (name === 'release') {
      releases.push(index);
    } else if (name !== 'acquire' && name !== 'tryAcquire') {
      return unknown(`only acquire, release and tryAcquire can be checked fast, got ${name}`, [index]);
    } else if (result === undefined) {
      openAcquires.push(index);
    } else if (name === 'tryAcquire' && result === 0) {
      if (!mayRefuse(refusals, overlapped[index])) refused.push(index);
    } else if (name === 'tryAcquire' && result !== 1) {
      return illegal(`${operationText(operation)}: neither 1 nor 0`, [index]);
    } else {
      acquires.push(index);
    }
  }
  const calls = (indexes: readonly number[]) => indexes.map((index) => history[index].calledAt);
  const ends = (indexes: readonly number[]) => indexes.map((index) => endOf(history[index]));

  const fewest = { rises: ends(acquires), falls: calls(releases), first: 'falls' } as const;
  const [excess] = stretchesOf(permits + 1, fewest);
  if (excess) {
    const last = acquires.filter((index) => endOf(history[index]) === excess.from);
    return illegal(`${operationText(history[last[0]])} although all ${permits} permits were out`, last);
  }
  const surelyEmpty = stretchesOf(permits, fewest);
  const unsure = refused.filter((index) => !hasTime(surelyEmpty, history[index].calledAt, history[index].returnedAt));
  if (unsure.length === 0) return OK;

  const most = { rises: calls([...acquires, ...openAcquires]), falls: ends(releases), first: 'rises' } as const;
  const possiblyEmpty = stretchesOf(permits, most);
  for (const index of unsure) {
    if (!hasTime(possiblyEmpty, history[index].calledAt, history[index].returnedAt)) {
      return illegal(`${operationText(history[index])} although there was a permit all the time`, [index]);
    }
  }
  return unknown('a tryAcquire was refused, perhaps rightly: only trying orders tells', unsure);
}
