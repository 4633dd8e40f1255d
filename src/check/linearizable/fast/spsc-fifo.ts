/**
 * Queues with one producer and one consumer, with limited room, equal values, and every "full" and "empty" looked at: O(n log n).
 *
 * Both threads do one thing after another, so what has happened is known from how many operations of each have taken effect: two numbers.
 * Of these pairs only those can be met in which no operation is missing that ended before another began, a number that grows with
 * the operations and not with their product. All are looked at, in the order of their sums.
 *
 * `unknown`: several threads push or pop; operations of one side overlap; or nothing explains the history, and some touch (one returns
 * when the next is called), so that their order is not sure.
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History, Operation } from '../history.ts';
import { endOf, overlappedOf, precedes } from '../intervals.ts';
import type { FifoOptions } from '../models/fifo.ts';
import { mayRefuse } from '../models/refusals.ts';

/** One side's operations in their order. */
interface Side {
  readonly operations: readonly Operation[];
  readonly indexes: readonly number[];
  /** Items that the first n operations have moved. */
  readonly moved: readonly number[];
  readonly isOrderSure: boolean;
}

/** Operations of the model fifo: `tryPush(value)`, `tryPop()`. */
export function checkSpscFifo(history: History, { capacity, refusals, pushRefusals = refusals }: FifoOptions): Finding {
  const overlapped = overlappedOf(history);
  const other = history.findIndex(({ name }) => name !== 'tryPush' && name !== 'tryPop');
  if (other >= 0) return unknown(`only tryPush and tryPop can be checked fast, got ${history[other].name}`, [other]);
  const producer = sideOf(history, 'tryPush');
  const consumer = sideOf(history, 'tryPop');
  for (const { operations, indexes } of [producer, consumer]) {
    const overlap = operations.findIndex((one, nth) => nth > 0 && endOf(operations[nth - 1]) > one.calledAt);
    if (overlap >= 0) {
      return unknown(
        'operations of one side overlap; use the check for several',
        indexes.slice(overlap - 1, overlap + 1),
      );
    }
    if (new Set(operations.map(({ thread }) => thread)).size > 1) {
      return unknown('more than one producer or consumer; use the check for several');
    }
  }
  const isOrderSure = producer.isOrderSure && consumer.isOrderSure;
  const values = producer.operations.filter(({ result }) => result !== 0).map(({ args }) => args[0]);

  const canPush = (pushes: number, pops: number): boolean => {
    const push = producer.operations[pushes];
    if (!push || (consumer.operations[pops] && precedes(consumer.operations[pops], push))) return false;
    const inside = producer.moved[pushes] - consumer.moved[pops];
    if (push.result === 0) return inside === capacity || mayRefuse(pushRefusals, overlapped[producer.indexes[pushes]]);
    return (push.result === undefined || push.result === 1) && inside < capacity;
  };
  const canPop = (pushes: number, pops: number): boolean => {
    const pop = consumer.operations[pops];
    if (!pop || (producer.operations[pushes] && precedes(producer.operations[pushes], pop))) return false;
    const taken = consumer.moved[pops];
    const inside = producer.moved[pushes] - taken;
    if (pop.result === -1) return inside === 0 || mayRefuse(refusals, overlapped[consumer.indexes[pops]]);
    return inside > 0 && (pop.result === undefined || pop.result === values[taken]);
  };
  // What has not returned may be left out; as nothing overlaps, it is the last operation of its side.
  const due = ({ operations }: Side) => operations.filter(({ result }) => result !== undefined).length;
  const pushesDue = due(producer);
  const popsDue = due(consumer);

  let pairs = [0]; // numbers of pushes, ascending; the pops are the rest of the sum
  for (let sum = 0; pairs.length > 0; sum++) {
    const next: number[] = [];
    for (const pushes of pairs) {
      const pops = sum - pushes;
      if (pushes >= pushesDue && pops >= popsDue) return OK;
      if (canPop(pushes, pops) && next.at(-1) !== pushes) next.push(pushes);
      if (canPush(pushes, pops)) next.push(pushes + 1);
    }
    if (next.length === 0) {
      const pushes = pairs[pairs.length - 1];
      const culprits = [producer.indexes[pushes], consumer.indexes[sum - pushes]].filter(
        (index) => index !== undefined,
      );
      const reason = `after ${pushes} pushes and ${sum - pushes} pops nothing explains ${culprits.map((index) => operationText(history[index])).join(' and ')}`;
      return isOrderSure
        ? illegal(reason, culprits)
        : unknown(`${reason}, or one side's operations were in another order`, culprits);
    }
    pairs = next;
  }
  return OK;
}

function sideOf(history: History, name: string): Side {
  const indexes = [...history.keys()]
    .filter((index) => history[index].name === name)
    .sort((a, b) => history[a].calledAt - history[b].calledAt || endOf(history[a]) - endOf(history[b]));
  const operations = indexes.map((index) => history[index]);
  const moved = [0];
  for (const { result } of operations) {
    const isMove = name === 'tryPush' ? result !== 0 : result !== -1;
    moved.push(moved[moved.length - 1] + (isMove ? 1 : 0));
  }
  const isOrderSure = operations.every((operation, nth) => nth === 0 || precedes(operations[nth - 1], operation));
  return { operations, indexes, moved, isOrderSure };
}
