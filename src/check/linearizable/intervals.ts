/** When operations ran: which came before which, and which ran alone. */
import type { History, Operation } from './history.ts';

/** An operation that has not returned never ends. */
export function endOf({ result, returnedAt }: Operation): number {
  return result === undefined ? Number.POSITIVE_INFINITY : returnedAt;
}

/** Equal times overlap. */
export function precedes(a: Operation, b: Operation): boolean {
  return endOf(a) < b.calledAt;
}

/**
 * Which operations overlap another one.
 *
 * @throws RangeError for an operation that returns before it is called, or at no time at all.
 */
export function overlappedOf(history: History): readonly boolean[] {
  for (const [index, { calledAt, returnedAt }] of history.entries()) {
    if (!(calledAt <= returnedAt)) {
      throw new RangeError(
        `operation ${index} must return at its call or later, got a call at ${calledAt} and a return at ${returnedAt}; look at how its times were taken`,
      );
    }
  }
  const calls = Float64Array.from(history, ({ calledAt }) => calledAt).sort();
  const ends = Float64Array.from(history, endOf).sort();
  // Called at its end or earlier, and not ended before its call: it, and those that it overlaps.
  return history.map((operation) => upTo(calls, endOf(operation)) - below(ends, operation.calledAt) > 1);
}

/** How many of the ascending `times` are `time` or less. */
function upTo(times: Float64Array, time: number): number {
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle] <= time) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many of the ascending `times` are less than `time`. */
function below(times: Float64Array, time: number): number {
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle] < time) from = middle + 1;
    else to = middle;
  }
  return from;
}
