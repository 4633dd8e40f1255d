/** Structures that hold items for several threads. `self` is the caller's number, from 0 to `threads` - 1; no two threads share one. */
import type { i32, SubjectSpec, Words } from './subject.ts';

/** A bounded stack of 32-bit items: `src/structures`, kind `stack`. */
export interface StackSpec extends SubjectSpec {
  readonly kind: 'stack';
  /** Where threads meet: all on the top, or in pairs beside it too. */
  readonly meets: 'top' | 'top-or-pairs';
  /** May a call say full or empty because another thread's call is under way, although it is neither? */
  readonly refusals: 'exact' | 'in-flight';
  /** Footprint in words, padding included. */
  sizeWords(capacitySlots: i32, threads: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. `capacitySlots` is from 1 to 2¹⁶ - 2. */
  init(words: Words, capacitySlots: i32, threads: i32): void;
  /** Put one item on top. Returns how many read-modify-writes failed on the way, or -1: full. */
  push(words: Words, self: i32, value: i32): i32;
  /** Take the top item into `into[at]`. Returns how many read-modify-writes failed on the way, or -1: empty, nothing written. */
  pop(words: Words, self: i32, into: Words, at: i32): i32;
}

/**
 * A bounded double-ended queue of 32-bit items with one owner: `src/structures`, kind `deque`. Its owner, thread 0, pushes and pops at the
 * bottom; the others steal from the top, and so may the owner.
 */
export interface DequeSpec extends SubjectSpec {
  readonly kind: 'deque';
  /** How the owner and a thief settle who gets the last item. */
  readonly lastItem: 'compare-exchange' | 'lock';
  /** Footprint in words, padding included. */
  sizeWords(capacitySlots: i32, threads: i32): i32;
  /** Set zeroed words up; counters that run free may hold a common start (see RingSpec.init). `capacitySlots`: a power of two from 2 to 2²⁸. */
  init(words: Words, capacitySlots: i32, threads: i32): void;
  /** Owner. `false`: full. */
  pushBottom(words: Words, value: i32): boolean;
  /** Owner: take the youngest item into `into[at]`. `false`: empty, nothing written. */
  popBottom(words: Words, into: Words, at: i32): boolean;
  /** A thief: take the oldest item into `into[at]`. Returns 1; 0: empty; -1: somebody else took it meanwhile, try again. */
  steal(words: Words, self: i32, into: Words, at: i32): i32;
}

/** A bounded map from 32-bit keys to 32-bit values: `src/structures`, kind `map`. Any key but 0; any value. */
export interface MapSpec extends SubjectSpec {
  readonly kind: 'map';
  /** Does `get` ever wait for a writer, or begin again because of one? */
  readonly reads: 'wait-free' | 'lock-free' | 'blocking';
  /** May `put` say full because another put is under way, although there is room? */
  readonly refusals: 'exact' | 'in-flight';
  /** Footprint in words, padding included. */
  sizeWords(capacitySlots: i32, threads: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. `capacitySlots`: different keys over its lifetime at most, as a key that was removed keeps its place; a power of two from 2 to 2²⁶. */
  init(words: Words, capacitySlots: i32, threads: i32): void;
  /** Copy the key's value to `into[at]`. `false`: not there, nothing written. */
  get(words: Words, self: i32, key: i32, into: Words, at: i32): boolean;
  /** Set the key's value. Returns 1: new; 0: replaced; -1: full. */
  put(words: Words, self: i32, key: i32, value: i32): i32;
  /** `false`: it was not there. */
  remove(words: Words, self: i32, key: i32): boolean;
}
