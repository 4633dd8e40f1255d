/** Subjects that several labs pick, by what their descriptors say. */
import type { LockSpec, RingSpec } from '../contract.ts';

/** One producer, one consumer, each with a copy of the other's index, every item at once: what a program takes first. */
export function isCachedPair(ring: RingSpec): boolean {
  return (
    ring.producers === 1 &&
    ring.consumers === 1 &&
    ring.overflow === 'reject' &&
    ring.otherSide === 'cached-index' &&
    ring.publishes === 'each' &&
    ring.peer === undefined &&
    ring.control === undefined
  );
}

/** A lock to be used, by several threads. */
export function isSharedLock(lock: LockSpec): boolean {
  return lock.sharedBy === 'many' && lock.control === undefined;
}

/** First come first served, all on one word, and nothing to choose. */
export function isPlainTicket(lock: LockSpec): boolean {
  return isSharedLock(lock) && lock.fairness === 'fifo' && lock.family === 'centralized' && lock.tunables === undefined;
}
