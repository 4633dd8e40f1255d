/** Bounded queues. */
import type { i32, SubjectSpec, Words } from './subject.ts';

/**
 * A bounded queue of 32-bit items: `src/ringbuf`, kind `ring`.
 *
 * Thread contract: `tryPush pushMany flush` belong to producers, `tryPop popMany` to consumers; a role of which there is
 * `1` must be played by one thread at a time. `self` is the caller's number within its role, from 0.
 * Every function returns at once ("try"); waiting is the caller's choice (src/atomics/backoff.ts, eventcount.ts).
 */
export interface RingSpec extends SubjectSpec {
  readonly kind: 'ring';
  readonly producers: 1 | 'many';
  readonly consumers: 1 | 'many';
  /** `once`: each item goes to one consumer. `all`: every consumer sees every item. */
  readonly delivery: 'once' | 'all';
  /** `reject`: a full ring refuses. `overwrite`: the last value wins (one item may be in flight). */
  readonly overflow: 'reject' | 'overwrite';
  /** Do the producer's and the consumer's words share a cache line? */
  readonly indexLines: 'shared' | 'separate';
  /** How a side learns about the other: reads its index on every call, keeps a cached copy, or looks at the slot. */
  readonly otherSide: 'index' | 'cached-index' | 'slot' | 'lock';
  /** Is every item published at once, or several together? */
  readonly publishes: 'each' | 'several';
  /** May a call say full or empty because another thread's push or pop is under way, although it is neither? */
  readonly refusals: 'exact' | 'in-flight';
  /** Does a batch take effect at one moment, or item by item? Either may fall short of what there is room for while others work. */
  readonly batches: 'at-once' | 'one-by-one';
  /** The largest capacity, where it is less than 2²⁸. */
  readonly mostSlots?: i32;

  /** Footprint in words, padding included. `consumers` matters only where `delivery` is `all`. */
  sizeWords(capacitySlots: i32, consumers: i32): i32;
  /**
   * Set zeroed words up. Once, by one thread, before sharing. `capacitySlots` is a power of two from 2 to 2²⁸.
   * The words named in `freeRunning` may hold one common start value, a multiple of the capacity, instead of zero: the ring
   * then begins there (tests use it to reach the wrap).
   */
  init(words: Words, capacitySlots: i32, consumers: i32): void;
  /** Append one item. `false`: full (see `refusals`). */
  tryPush(words: Words, self: i32, value: i32): boolean;
  /** Take one item into `into[at]`. `false`: empty, nothing written. `into` may be any words, private ones too. */
  tryPop(words: Words, self: i32, into: Words, at: i32): boolean;
  /** Append up to `count` items from `from[at…]`, in order. Returns how many. */
  pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32;
  /** Take up to `count` items into `into[at…]`, in order. Returns how many. */
  popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32;
  /** Items inside, between 0 and the capacity; approximate while other threads work. */
  size(words: Words): i32;
  /**
   * Publish what `tryPush` has held back; a producer calls it before it goes idle. An empty function where `publishes`
   * is `each`: every ring has it, so that one producer's loop serves all.
   */
  flush(words: Words, self: i32): void;
}

/**
 * A ring of variable-length records, written and read in place: `src/ringbuf`, kind `record-ring`.
 *
 * A record is claimed, filled and committed (or aborted); consumers see committed records in the order of their claims.
 * Payload positions are word indexes into `words`; lengths are bytes, from 0 to `maxMessageBytes`.
 */
export interface RecordRingSpec extends SubjectSpec {
  readonly kind: 'record-ring';
  readonly producers: 1 | 'many';
  readonly consumers: 1;

  /** Footprint in words, padding included. */
  sizeWords(capacityBytes: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. `capacityBytes` is a power of two from 64 to 2³⁰. */
  init(words: Words, capacityBytes: i32): void;
  /** The longest record that is accepted, in bytes. */
  maxMessageBytes(words: Words): i32;
  /** Reserve a record. Returns the payload's first word, or -1: no room now, or -2: longer than `maxMessageBytes`, or negative. */
  claim(words: Words, self: i32, lengthBytes: i32): i32;
  /** Publish a claimed record; or give it up: consumers skip it. */
  commit(words: Words, self: i32, payload: i32): void;
  abort(words: Words, self: i32, payload: i32): void;
  /** The next record's payload, or -1: none. The record stays until `release`. Consumer only. */
  peek(words: Words, self: i32): i32;
  /** Length in bytes of the record at `payload` (as returned by `peek`). Consumer only. */
  lengthBytes(words: Words, payload: i32): i32;
  /** Free the record that `peek` returned. Consumer only. */
  release(words: Words, self: i32): void;
  /** Bytes in use, headers and padding included; approximate while other threads work. */
  size(words: Words): i32;
}
