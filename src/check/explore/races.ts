/**
 * Happens-before race detection.
 *
 * Source: ECMA-262, "Data Races" and "Shared Memory": two accesses to the same bytes, one a write, neither before the other, and not
 * both atomic. Flanagan & Freund, "FastTrack: efficient and precise dynamic race detection", PLDI 2009, for a thread's clock and a
 * shadow of every word. Differs: a shadow holds a vector for each sort of access instead of an epoch, because atomic writes to a word
 * are not ordered among themselves; threads are few.
 *
 * Kernels access whole words only, so two accesses overlap exactly where their words are the same.
 *
 * A thread's clock counts its steps: the k-th step of thread t is `k` in component t.
 */

/** Vectors of a word's shadow. */
const PLAIN_READ = 0;
const PLAIN_WRITE = 1;
const ATOMIC_READ = 2;
const ATOMIC_WRITE = 3;
/** What an atomic read of the word acquires. */
const RELEASED = 4;
/** What going to sleep on the word, waking and notifying pass on to each other. */
const LIST = 5;
const VECTORS = 6;

export class Races {
  /** The shadow of each word of memory: `entryWords` each. */
  readonly shadow: Int32Array;
  readonly entryWords: number;
  readonly #threads: number;
  /** Where the threads' clocks begin in the state. */
  readonly #clocks: number;

  constructor(memoryWords: number, threads: number, clocks: number) {
    this.entryWords = VECTORS * threads;
    this.shadow = new Int32Array(memoryWords * this.entryWords);
    this.#threads = threads;
    this.#clocks = clocks;
  }

  reset(): void {
    this.shadow.fill(0);
  }

  /** A step of `thread` begins. */
  tick(state: Int32Array, thread: number): void {
    state[this.#clocks + thread * this.#threads + thread]++;
  }

  /** What `thread` does comes after all that `earlier` did. */
  follows(state: Int32Array, thread: number, earlier: number): void {
    const to = this.#clocks + thread * this.#threads;
    const from = this.#clocks + earlier * this.#threads;
    for (let u = 0; u < this.#threads; u++) if (state[from + u] > state[to + u]) state[to + u] = state[from + u];
  }

  /** The other thread of a race with this access, or -1. The clock of its access is `clockOf`. */
  plainRead(state: Int32Array, thread: number, at: number): number {
    const entry = at * this.entryWords;
    let other = this.#unordered(state, thread, entry, PLAIN_WRITE);
    if (other < 0) other = this.#unordered(state, thread, entry, ATOMIC_WRITE);
    this.#note(state, thread, entry, PLAIN_READ);
    return other;
  }

  plainWrite(state: Int32Array, thread: number, at: number): number {
    const entry = at * this.entryWords;
    let other = this.#unordered(state, thread, entry, PLAIN_WRITE);
    if (other < 0) other = this.#unordered(state, thread, entry, ATOMIC_WRITE);
    if (other < 0) other = this.#unordered(state, thread, entry, PLAIN_READ);
    if (other < 0) other = this.#unordered(state, thread, entry, ATOMIC_READ);
    this.#note(state, thread, entry, PLAIN_WRITE);
    return other;
  }

  atomicRead(state: Int32Array, thread: number, at: number): number {
    const entry = at * this.entryWords;
    this.#acquire(state, thread, entry, RELEASED); // the write that it reads from comes before it
    this.#note(state, thread, entry, ATOMIC_READ);
    return this.#unordered(state, thread, entry, PLAIN_WRITE);
  }

  /** An atomic read that may race. */
  racyRead(state: Int32Array, thread: number, at: number): void {
    this.#acquire(state, thread, at * this.entryWords, RELEASED);
  }

  /** A store; a read-modify-write calls `atomicRead` before. */
  atomicWrite(state: Int32Array, thread: number, at: number): number {
    const entry = at * this.entryWords;
    let other = this.#unordered(state, thread, entry, PLAIN_WRITE);
    if (other < 0) other = this.#unordered(state, thread, entry, PLAIN_READ);
    this.#note(state, thread, entry, ATOMIC_WRITE);
    const to = entry + RELEASED * this.#threads;
    const from = this.#clocks + thread * this.#threads;
    for (let u = 0; u < this.#threads; u++) this.shadow[to + u] = state[from + u];
    return other;
  }

  /** Entering and leaving the word's waiter list (ECMA-262, EnterCriticalSection). */
  list(state: Int32Array, thread: number, at: number): void {
    const entry = at * this.entryWords;
    this.#acquire(state, thread, entry, LIST);
    const to = entry + LIST * this.#threads;
    const from = this.#clocks + thread * this.#threads;
    for (let u = 0; u < this.#threads; u++) this.shadow[to + u] = state[from + u];
  }

  #note(state: Int32Array, thread: number, entry: number, vector: number): void {
    this.shadow[entry + vector * this.#threads + thread] = state[this.#clocks + thread * this.#threads + thread];
  }

  #acquire(state: Int32Array, thread: number, entry: number, vector: number): void {
    const from = entry + vector * this.#threads;
    const to = this.#clocks + thread * this.#threads;
    for (let u = 0; u < this.#threads; u++)
      if (this.shadow[from + u] > state[to + u]) state[to + u] = this.shadow[from + u];
  }

  /** A thread whose last access of this sort is not before `thread`'s now; -1: none. */
  #unordered(state: Int32Array, thread: number, entry: number, vector: number): number {
    const from = entry + vector * this.#threads;
    const known = this.#clocks + thread * this.#threads;
    for (let u = 0; u < this.#threads; u++) if (u !== thread && this.shadow[from + u] > state[known + u]) return u;
    return -1;
  }
}
