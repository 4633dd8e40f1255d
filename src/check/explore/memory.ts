/** Shared memory under the machine: its hash, what to undo, and which words threads meet at. */
import { wordHigh, wordLow } from './hash.ts';

export class Memory {
  readonly #state: Int32Array;
  readonly #length: number;
  /** The hash, kept up with every write. */
  low = 0;
  high = 0;
  #beginLow = 0;
  #beginHigh = 0;
  /** Every write since `reset`: the word, then what it held before. */
  #log = new Int32Array(256);
  logged = 0;
  /** Who has accessed each word since the machine was made (a bit each), and whether anybody has written it. */
  readonly #touchedBy: Uint8Array;
  readonly #isWritten: Uint8Array;
  /**
   * 1: a calm word: only one thread accesses it, or nobody writes it. What a thread does to calm words happens at once, behind its
   * step before: no other thread could tell.
   */
  readonly calm: Uint8Array;
  /** A calm word turned out not to be calm: what was explored so far does not count. */
  wasNotCalm = false;

  /** @param state begins with `length` words of memory. */
  constructor(state: Int32Array, length: number) {
    this.#state = state;
    this.#length = length;
    this.#touchedBy = new Uint8Array(length);
    this.#isWritten = new Uint8Array(length);
    this.calm = new Uint8Array(length);
  }

  /** The state holds what the program begins with. */
  begin(): void {
    for (let at = 0; at < this.#length; at++) {
      this.low = (this.low + wordLow(at, this.#state[at])) | 0;
      this.high = (this.high + wordHigh(at, this.#state[at])) | 0;
    }
    this.#beginLow = this.low;
    this.#beginHigh = this.high;
  }

  /** The state has been put back to that. */
  reset(): void {
    this.logged = 0;
    this.low = this.#beginLow;
    this.high = this.#beginHigh;
  }

  write(at: number, value: number): void {
    const old = this.#state[at];
    if (this.logged === this.#log.length) {
      const longer = new Int32Array(2 * this.#log.length);
      longer.set(this.#log);
      this.#log = longer;
    }
    this.#log[this.logged++] = at;
    this.#log[this.logged++] = old;
    this.#state[at] = value;
    if (old === value) return;
    this.low = (this.low + wordLow(at, value) - wordLow(at, old)) | 0;
    this.high = (this.high + wordHigh(at, value) - wordHigh(at, old)) | 0;
  }

  /** Back to when `logged`, `low` and `high` were these. */
  undo(logged: number, low: number, high: number): void {
    for (; this.logged > logged; this.logged -= 2) this.#state[this.#log[this.logged - 2]] = this.#log[this.logged - 1];
    this.low = low;
    this.high = high;
  }

  /** `thread` accesses a word. */
  touch(thread: number, at: number, writes: boolean): void {
    const by = this.#touchedBy[at] | (1 << thread);
    this.#touchedBy[at] = by;
    if (writes) this.#isWritten[at] = 1;
    if (this.calm[at] === 1 && this.#isWritten[at] === 1 && (by & (by - 1)) !== 0) this.wasNotCalm = true;
  }

  /** Take for calm what has looked so in all that the machine has run. */
  findCalm(): void {
    for (let at = 0; at < this.#length; at++) {
      const by = this.#touchedBy[at];
      this.calm[at] = this.#isWritten[at] === 1 && (by & (by - 1)) !== 0 ? 0 : 1;
    }
    this.wasNotCalm = false;
  }

  /** Take no word for calm. */
  forgetCalm(): void {
    this.calm.fill(0);
    this.wasNotCalm = false;
  }
}
