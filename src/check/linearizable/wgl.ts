/**
 * Is there an order of a history's operations that the model explains and that keeps the order of those that did not overlap?
 *
 * Source: Wing and Gong, "Testing and verifying concurrent objects", JPDC 17, 1993; with Lowe's cache of (operations done, state) pairs
 * (CCPE 29(4), 2017) and the structure of Porcupine (Athalye). The question is NP-complete: it takes long where many operations
 * overlap, or where a wrong choice shows late (the order of two pushes, in a queue that holds many), hence the budget. Iterative; a history of one long chain needs memory for its operations only.
 *
 * Operations that have not returned may come anywhere after their call, with any result, or be left out.
 */
import type { HistoryVerdict } from './finding.ts';
import type { History } from './history.ts';
import { endOf, overlappedOf } from './intervals.ts';
import { fits, type Model, type ModelCall, type Outcome } from './model.ts';

export interface Linearization {
  readonly verdict: HistoryVerdict;
  /** Indexes into the history: an order that explains it; with `illegal` and `unknown` the longest beginning of one that was found. */
  readonly order: readonly number[];
  /** Operations tried. */
  readonly steps: number;
}

/** Operations tried, where the caller says nothing: some ten seconds, and 100 bytes each. */
const BUDGET = 1_000_000;

/** @throws RangeError for times that run backwards, and where the model does not know an operation. */
export function linearize<S>(history: History, model: Model<S>, { budget = BUDGET } = {}): Linearization {
  const overlapped = overlappedOf(history);
  const calls = history.map(({ name, args }, index): ModelCall => ({ name, args, overlapped: overlapped[index] }));
  const objects = Map.groupBy(history.keys(), (index) => model.partition?.(calls[index]) ?? '');
  let steps = 0;
  let verdict: HistoryVerdict = 'ok';
  const orders: (readonly number[])[] = [];
  for (const operations of objects.values()) {
    const one = linearizeObject(history, operations, calls, model, budget - steps);
    steps += one.steps;
    orders.push(one.order);
    if (one.verdict === 'illegal' || verdict === 'ok') verdict = one.verdict;
    if (verdict === 'illegal') break;
  }
  return { verdict, order: merge(history, orders), steps };
}

/**
 * One order out of those of several objects. Each operation takes effect at its call, or as late as the last call before it in its
 * order, which is within its interval: otherwise that order would be against time.
 */
function merge(history: History, orders: readonly (readonly number[])[]): number[] {
  const effects = orders.flatMap((order) => {
    let at = Number.NEGATIVE_INFINITY;
    return order.map((index) => {
      at = Math.max(at, history[index].calledAt);
      return { index, at };
    });
  });
  return effects.sort((a, b) => a.at - b.at).map(({ index }) => index);
}

/** An entry of the list is a call, `1 + n` for the nth operation, or its return, `1 + operations.length + n`. Entry 0 is both ends. */
const ENDS = 0;

function linearizeObject<S>(
  history: History,
  operations: readonly number[],
  calls: readonly ModelCall[],
  model: Model<S>,
  budget: number,
): Linearization {
  const count = operations.length;
  const { next, previous } = listOf(history, operations);
  const done = new DoneSet(history, operations);
  const states = new Map<string, number>();
  const tried = new Set<string>();
  const chosen: { entry: number; state: S; others: readonly Outcome<S>[]; at: number }[] = [];
  let longest: number[] = [];
  let steps = 0;

  const order = () => chosen.map(({ entry }) => operations[entry - 1]);
  const idOf = (state: S): number => {
    const key = model.key(state);
    const id = states.get(key) ?? states.size;
    if (id === states.size) states.set(key, id);
    return id;
  };
  const outcomesOf = (entry: number): readonly Outcome<S>[] => {
    const index = operations[entry - 1];
    const { result } = history[index];
    const outcomes = model.outcomes(state, calls[index]);
    return result === undefined ? outcomes : outcomes.filter((outcome) => fits(outcome.result, result));
  };
  const unlink = (entry: number) => {
    next[previous[entry]] = next[entry];
    previous[next[entry]] = previous[entry];
  };
  const relink = (entry: number) => {
    next[previous[entry]] = entry;
    previous[next[entry]] = entry;
  };

  let state = model.initial;
  let entry = next[ENDS];
  let outcomes: readonly Outcome<S>[] | null = null;
  let at = 0;
  // Ends: every pair of `tried` is entered once at most, and between two of them the list is run through once at most.
  while (entry !== ENDS) {
    if (entry <= count) {
      outcomes ??= outcomesOf(entry);
      if (at === outcomes.length) {
        entry = next[entry];
        outcomes = null;
        at = 0;
        continue;
      }
      if (steps === budget)
        return { verdict: 'unknown', order: chosen.length > longest.length ? order() : longest, steps };
      steps++;
      const outcome = outcomes[at++];
      done.add(entry - 1);
      const key = `${idOf(outcome.state)},${done.key()}`;
      if (tried.has(key)) {
        done.remove(entry - 1);
        continue;
      }
      tried.add(key);
      chosen.push({ entry, state, others: outcomes, at });
      state = outcome.state;
      unlink(entry);
      unlink(entry + count);
      entry = next[ENDS];
      outcomes = null;
      at = 0;
    } else {
      // A return whose call has not been placed: something before it must come in another order.
      if (chosen.length > longest.length) longest = order();
      const last = chosen.pop();
      if (!last) return { verdict: 'illegal', order: longest, steps };
      ({ entry, state, others: outcomes, at } = last);
      relink(entry + count);
      relink(entry);
      done.remove(entry - 1);
    }
  }
  return { verdict: 'ok', order: order(), steps };
}

/**
 * All calls and returns by time, calls first at equal times. The return of an operation that has not returned is linked to itself only, so
 * that taking it out of the list and putting it back changes nothing.
 */
function listOf(history: History, operations: readonly number[]): { next: Int32Array; previous: Int32Array } {
  const count = operations.length;
  const timeOf = (entry: number): number =>
    entry <= count ? history[operations[entry - 1]].calledAt : endOf(history[operations[entry - 1 - count]]);
  const calls = operations.map((_, nth) => 1 + nth);
  const returns = calls
    .map((call) => call + count)
    .filter((entry) => history[operations[entry - 1 - count]].result !== undefined);
  // The sort is stable: calls stay before returns.
  const entries = [...calls, ...returns].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
  const next = Int32Array.from({ length: 1 + 2 * count }, (_, entry) => entry);
  const previous = next.slice();
  let last = ENDS;
  for (const entry of entries) {
    next[last] = entry;
    previous[entry] = last;
    last = entry;
  }
  next[last] = ENDS;
  previous[ENDS] = last;
  return { next, previous };
}

/**
 * The operations placed so far, as a short key. Bits are in the order of calls; all before the window are set and all behind it are not.
 * Operations that have not returned may be left out for ever, so they have bits of their own, or the window could not move past them.
 */
class DoneSet {
  readonly #bitOf: Int32Array;
  readonly #words: Uint16Array;
  /** Words of the operations that have not returned: the first ones. */
  readonly #openWords: number;
  /** All words before it, open ones apart, are full. */
  #from: number;
  /** All words from here on are empty. */
  #to: number;

  constructor(history: History, operations: readonly number[]) {
    const isOpen = (nth: number) => history[operations[nth]].result === undefined;
    const byCall = [...operations.keys()].sort(
      (a, b) => history[operations[a]].calledAt - history[operations[b]].calledAt,
    );
    const open = byCall.filter(isOpen);
    this.#openWords = (open.length + 15) >> 4;
    this.#bitOf = new Int32Array(operations.length);
    for (const [bit, nth] of open.entries()) this.#bitOf[nth] = bit;
    const closed = byCall.filter((nth) => !isOpen(nth));
    for (const [bit, nth] of closed.entries()) this.#bitOf[nth] = 16 * this.#openWords + bit;
    this.#words = new Uint16Array(this.#openWords + ((closed.length + 15) >> 4));
    this.#from = this.#openWords;
    this.#to = this.#openWords;
  }

  add(nth: number): void {
    const bit = this.#bitOf[nth];
    this.#words[bit >> 4] |= 1 << (bit & 15);
    while (this.#words[this.#from] === 0xffff) this.#from++;
    this.#to = Math.max(this.#to, (bit >> 4) + 1, this.#from);
  }

  remove(nth: number): void {
    const bit = this.#bitOf[nth];
    this.#words[bit >> 4] &= ~(1 << (bit & 15));
    if (bit >> 4 >= this.#openWords) this.#from = Math.min(this.#from, bit >> 4);
    while (this.#to > this.#openWords && this.#words[this.#to - 1] === 0) this.#to--;
  }

  key(): string {
    let key = `${this.#from},`;
    for (let word = 0; word < this.#openWords; word++) key += String.fromCharCode(this.#words[word]);
    for (let word = this.#from; word < this.#to; word++) key += String.fromCharCode(this.#words[word]);
    return key;
  }
}
