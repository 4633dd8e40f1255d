/** What threads wait at for each other. */
import type { LockSpec } from './locks.ts';
import type { i32, SubjectSpec, Words } from './subject.ts';

/**
 * A barrier that the same threads pass again and again: `src/atomics/barriers`, kind `barrier`. `self` is the caller's number,
 * from 0 to `threads` - 1; the number of threads is fixed at `init`.
 */
export interface BarrierSpec extends SubjectSpec {
  readonly kind: 'barrier';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Messages one after another between the last arrival and the last departure, for N threads. */
  readonly path: 'linear' | 'logarithmic';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. */
  init(words: Words, threads: i32): void;
  /** Returns when all threads have come here as often as this one. What they wrote before is then visible. */
  arriveAndWait(words: Words, self: i32): void;
}

/**
 * An eventcount (Reed & Kanodia 1979), as the plainest thing to wait for: `src/atomics/eventcounts`, kind `eventcount`.
 * A count that only grows; threads advance it and wait until it has reached a value. Subjects differ in how a thread waits.
 */
export interface EventcountSpec extends SubjectSpec {
  readonly kind: 'eventcount';
  /** See LockSpec; `event-loop`: the thread returns to its event loop and is called back. */
  readonly waiting: LockSpec['waiting'] | 'event-loop';
  /** Does `advance` pay for a wake-up only when somebody may be asleep? `never`: it has none to pay for. */
  readonly wakes: 'never' | 'always' | 'when-waited-for';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  /** Add 1 to the count, and wake who waits. What the caller wrote before is visible to those who see the new count. */
  advance(words: Words, self: i32): void;
  /** Return when the count has reached `count` (compared by difference: counts may wrap). Absent for `event-loop`. */
  awaitCount?(words: Words, self: i32, count: i32): void;
  /** Resolves when the count has reached `count`. Present for `event-loop` only; JavaScript only. */
  whenCount?(words: Words, self: i32, count: i32): Promise<void>;
}

/** A counting semaphore (Dijkstra 1965): `src/atomics/synchronizers`, kind `semaphore`. Any thread may acquire, any may release. */
export interface SemaphoreSpec extends SubjectSpec {
  readonly kind: 'semaphore';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Footprint in words, padding included. */
  sizeWords(permits: i32): i32;
  /** Set zeroed words up, with so many permits (0 to 2³⁰). Once, by one thread, before sharing. */
  init(words: Words, permits: i32): void;
  /** Take a permit; wait while there is none. */
  acquire(words: Words, self: i32): void;
  /** Take a permit if there is one. Never waits. */
  tryAcquire(words: Words, self: i32): boolean;
  /** Give a permit back, or make a new one. What the caller wrote before is visible to whoever takes it. */
  release(words: Words, self: i32): void;
}

/**
 * A condition that holders of a lock wait for: `src/atomics/synchronizers`, kind `condition`. Who waits calls `prepareWait` while it holds the
 * lock and sees that it must wait, unlocks, calls `awaitNotified`, locks and looks again: a notification after `prepareWait` is not missed.
 */
export interface ConditionSpec extends SubjectSpec {
  readonly kind: 'condition';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Footprint in words, padding included. */
  sizeWords(): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words): void;
  /** With the lock held: this thread is going to wait. Returns what `awaitNotified` is to be called with. */
  prepareWait(words: Words, self: i32): i32;
  /** Without the lock: return when somebody has notified since `prepareWait` returned `seen`. May return early; look again. */
  awaitNotified(words: Words, self: i32, seen: i32): void;
  /** Wake at least one of those who wait. Call it with the lock held, or after unlocking. */
  notifyOne(words: Words, self: i32): void;
  notifyAll(words: Words, self: i32): void;
}

/** A latch, open for good once it has been counted down: `src/atomics/synchronizers`, kind `latch`. */
export interface LatchSpec extends SubjectSpec {
  readonly kind: 'latch';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Footprint in words, padding included. */
  sizeWords(count: i32): i32;
  /** Set zeroed words up: it opens after `count` (0 to 2³⁰) have been counted down. Once, by one thread, before sharing. */
  init(words: Words, count: i32): void;
  /** Count one down. No more than `count` calls in all. What the caller wrote before is visible to those who pass. */
  countDown(words: Words, self: i32): void;
  /** Return when it is open. */
  awaitOpen(words: Words, self: i32): void;
  isOpen(words: Words): boolean;
}

/**
 * Something that one thread does and all others wait for: `src/atomics/synchronizers`, kind `once`.
 * `if (begin(words, self)) { …; complete(words, self); }`
 */
export interface OnceSpec extends SubjectSpec {
  readonly kind: 'once';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Footprint in words, padding included. */
  sizeWords(): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words): void;
  /** `true`: the caller is to do it, then to call `complete` or `giveUp`. `false`: it has been done, and what was written then is visible. */
  begin(words: Words, self: i32): boolean;
  complete(words: Words, self: i32): void;
  /** It failed: the next one that asks, or that waits, is to do it. */
  giveUp(words: Words, self: i32): void;
}
