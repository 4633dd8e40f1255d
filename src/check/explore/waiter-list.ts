/**
 * The threads that sleep, in the order in which they fell asleep: the waiter lists of all words in one.
 *
 * Source: ECMA-262, "WaiterList Records": a notify removes the oldest waiters of its word.
 */
export class WaiterList {
  readonly #state: Int32Array;
  /** Thread + 1 each, then 0; behind them how many. */
  readonly #first: number;
  readonly #count: number;

  constructor(state: Int32Array, first: number, count: number) {
    this.#state = state;
    this.#first = first;
    this.#count = count;
  }

  get length(): number {
    return this.#state[this.#count];
  }

  /** The thread that is `index`-th in the list. */
  thread(index: number): number {
    return this.#state[this.#first + index] - 1;
  }

  add(thread: number): void {
    this.#state[this.#first + this.#state[this.#count]++] = thread + 1;
  }

  remove(thread: number): void {
    const state = this.#state;
    const from = state.indexOf(thread + 1, this.#first);
    const end = this.#first + --state[this.#count];
    for (let i = from; i < end; i++) state[i] = state[i + 1];
    state[end] = 0;
  }
}
