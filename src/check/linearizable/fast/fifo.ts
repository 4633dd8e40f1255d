/**
 * Queues with many producers and consumers, for histories of any length in which no value is pushed twice: O(n log n).
 *
 * Source: the violations of Henzinger, Sezgin and Vafeiadis, "Aspect-oriented linearizability proofs", CONCUR 2013: a value out of nowhere,
 * a value twice, two values against their order, "empty" although something was inside all the time. A history of an unbounded
 * queue is linearizable if it has none of these.
 *
 * `unknown`: an order is missing and a pop that has not returned might be why; or room is limited and that may have mattered (pushes
 * refused that might have been refused rightly, or more values inside than fit unless effects came at the right moments).
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import type { FifoOptions } from '../models/fifo.ts';
import { filledTimes, type Item, itemsOf, surelyInside, takenByOpenPops, wrongEmpty } from './items.ts';
import { hasTime, stretchesOf } from './stretches.ts';

/** Operations of the model fifo: `tryPush(value)`, `tryPop()`. */
export function checkFifo(history: History, { capacity, refusals, pushRefusals = refusals }: FifoOptions): Finding {
  const found = itemsOf(history, refusals, pushRefusals);
  if ('verdict' in found) return found;
  const { items, empties, fulls, openPop, openPushes } = found;
  const ordered = (some: readonly Item[]): Finding | null =>
    wrongOrder(some) ?? wrongEmpty(history, empties, filledTimes(surelyInside(some))) ?? tooMany(some, capacity);

  const wrong = ordered(items);
  if (wrong) {
    if (openPop === Number.POSITIVE_INFINITY || ordered(takenByOpenPops(items, openPop))) return wrong;
    return unknown(`${wrong.reason}, unless a pop that has not returned took it`, wrong.culprits);
  }

  // The most that can have been inside: from the call of a push to the return of the pop.
  const most = {
    rises: [...items.map(({ pushCalled }) => pushCalled), ...openPushes],
    falls: items.map(({ popReturned }) => popReturned),
    first: 'rises',
  } as const;
  const full = stretchesOf(capacity, most);
  for (const index of fulls) {
    if (!hasTime(full, history[index].calledAt, history[index].returnedAt)) {
      return illegal(`${operationText(history[index])} although there was room all the time`, [index]);
    }
  }
  if (fulls.length > 0) return unknown('a push was refused, perhaps rightly: only trying orders tells', fulls);
  if (stretchesOf(capacity + 1, most).length > 0) {
    return unknown(`there may have been more than ${capacity} values inside: only trying orders tells`);
  }
  return OK;

  function wrongOrder(some: readonly Item[]): Finding | null {
    const byReturn = [...some].sort((a, b) => a.pushReturned - b.pushReturned);
    const byCall = [...some].sort((a, b) => a.pushCalled - b.pushCalled);
    // Of the values pushed before the one looked at: that whose pop was called last.
    let last: Item | null = null;
    let at = 0;
    for (const item of byCall) {
      for (; at < byReturn.length && byReturn[at].pushReturned < item.pushCalled; at++) {
        if (!last || byReturn[at].popCalled > last.popCalled) last = byReturn[at];
      }
      if (last && item.popReturned < last.popCalled) {
        const [first, second] = [last, item].map(({ push }) => history[push].args[0]);
        const culprits = [last.push, item.push, last.pop, item.pop].filter((index) => index >= 0);
        return illegal(
          last.pop < 0
            ? `${second} was popped and ${first} was not, which was pushed before it`
            : `${second} was popped before ${first}, which was pushed before it`,
          culprits,
        );
      }
    }
    return null;
  }
}

/** More values than fit are inside, wherever in their intervals pushes and pops take effect. */
function tooMany(items: readonly Item[], capacity: number): Finding | null {
  const inside = surelyInside(items);
  const [crowd] = stretchesOf(capacity + 1, {
    rises: inside.map(({ pushReturned }) => pushReturned),
    falls: inside.map(({ popCalled }) => popCalled),
    first: 'falls',
  });
  if (!crowd) return null;
  const culprits = inside.filter(({ pushReturned, popCalled }) => pushReturned <= crowd.from && popCalled > crowd.from);
  return illegal(
    `more than ${capacity} values were inside`,
    culprits.map(({ push }) => push),
  );
}
