/** Locks: for one at a time, and for many readers or one writer. */
import type { i32, SubjectSpec, Words } from './subject.ts';

/**
 * A mutual-exclusion lock: `src/locks`, kind `lock`. `self` is the caller's number, from 0 to `threads` - 1, and no two threads
 * share one: locks with a place for each thread go wrong silently where a number is used twice or is too large.
 */
export interface LockSpec extends SubjectSpec {
  readonly kind: 'lock';
  /** `fifo`: in the order of arrival. `weak-fifo`: in that order within a group, and every group's turn comes. */
  readonly fairness: 'none' | 'weak-fifo' | 'fifo';
  /**
   * What a waiting thread does. `spin`: looks and pauses, and naps only when it has waited for some 100 µs, so that the holder
   * gets a CPU when there are more threads than CPUs. `spin-then-park`, `park`: sleeps until it is woken.
   */
  readonly waiting: 'spin' | 'spin-then-park' | 'park';
  /** How many threads may share it; `1` for what excludes nobody (a control). */
  readonly sharedBy: 1 | 'many';
  /**
   * Misuse that `lock` and `unlock` refuse, changing nothing. `free-unlock`: unlocking what nobody holds. `owner`: that, unlocking
   * what another thread holds, and locking twice. What is not detected breaks exclusion or waits for ever.
   */
  readonly detects: 'nothing' | 'free-unlock' | 'owner';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  /** Get in. Returns how many read-modify-writes failed on the way, or -1: refused, the caller holds it already. */
  lock(words: Words, self: i32): i32;
  /** Leave. `false`: refused, see `detects`; `true` otherwise. */
  unlock(words: Words, self: i32): boolean;
  /** Present where the algorithm has one. `true`: held now. Never waits. */
  tryLock?(words: Words, self: i32): boolean;
  /**
   * Present where waiting can end early. `true`: held now; `false`: not within `timeoutUs` microseconds of sleep, which begins after a few
   * microseconds of spinning. 0 or less: as `tryLock`.
   */
  lockFor?(words: Words, self: i32, timeoutUs: i32): boolean;
  /** Present where the lock cares on which NUMA node (0 to 7) a thread runs. Before sharing; `init` has spread the threads already. */
  setNode?(words: Words, self: i32, node: i32): void;
  /**
   * Present together with the next two where the death of a holder can be survived. Any thread may say that `dead` will not run
   * again: if it held the lock, the next thread gets in. `true`: it did hold it. Its number may be used again after this.
   */
  abandon?(words: Words, dead: i32): boolean;
  /**
   * For the holder, to be asked after every successful `lock`: has somebody died inside since the last `repaired`? What the lock protects
   * may be half changed then.
   */
  ownerDied?(words: Words): boolean;
  /** For the holder: what the lock protects is whole again. */
  repaired?(words: Words, self: i32): void;
}

/**
 * A lock for many readers at a time, or one writer: `src/locks`, kind `rwlock`. `self` is the caller's number, from 0 to `threads` - 1,
 * and no two threads share one. Nobody takes it twice: a reader that asks again may wait for ever for a writer that waits for it.
 */
export interface RwLockSpec extends SubjectSpec {
  readonly kind: 'rwlock';
  /**
   * Who goes first when both wait. `arrival`: whoever came first. `phases`: readers and writers in turn, all readers that wait
   * together. `writers`: a writer keeps later readers out; readers may starve. `readers`: the reverse.
   */
  readonly prefers: 'arrival' | 'phases' | 'writers' | 'readers';
  /** What a reader writes to say that it is there: a word that all readers write, or one on its own line. */
  readonly readersWrite: 'shared-line' | 'own-line';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  /** Get in beside other readers. Returns how many read-modify-writes failed on the way. */
  readLock(words: Words, self: i32): i32;
  readUnlock(words: Words, self: i32): void;
  /** Get in alone. Returns how many read-modify-writes failed on the way. */
  writeLock(words: Words, self: i32): i32;
  writeUnlock(words: Words, self: i32): void;
}
