/** What threads do with a ring of records: claim and fill, commit or abort, take the next one and see that it is whole. */
import {
  abort as abortRecord,
  claim as claimRecord,
  commit as commitRecord,
  lengthBytes as lengthOf,
  peek,
  release,
  size,
} from '#subject';
import type { i32, Words } from '../../../contract.ts';

const NOTHING: i32 = -1;
/** Where `measure` leaves what it found. */
const SIZE: i32 = 0;
/** Its words were not all from one producer: no order of the operations explains that. */
const TORN: i32 = -3;

/**
 * Reserve a record, write `stamp` into all of its words and keep its place in `mine[slot]`. Returns 1, or what `claim` says instead of a
 * payload.
 */
export function claim(words: Words, mine: Words, lengthBytes: i32, stamp: i32, slot: i32, self: i32): i32 {
  const payload = claimRecord(words, self, lengthBytes);
  if (payload < 0) return payload;
  mine[slot] = payload;
  const count = wordsOf(lengthBytes);
  for (let i: i32 = 0; i < count; i++) words[payload + i] = stamp; // plain: claimed; published by commit
  return 1;
}

/** Publish the record of `slot`. Returns 1, or 0: there is none. */
export function commit(words: Words, mine: Words, slot: i32, self: i32): i32 {
  const payload = mine[slot];
  if (payload === 0) return 0;
  mine[slot] = 0;
  commitRecord(words, self, payload);
  return 1;
}

/** Give the record of `slot` up. Returns 1, or 0: there is none. */
export function abort(words: Words, mine: Words, slot: i32, self: i32): i32 {
  const payload = mine[slot];
  if (payload === 0) return 0;
  mine[slot] = 0;
  abortRecord(words, self, payload);
  return 1;
}

/** Take the next record. Returns its length in the lowest hexadecimal digit and its stamp above (no words: 0), or -1: none. */
export function receive(words: Words, self: i32): i32 {
  const payload = peek(words, self);
  if (payload < 0) return NOTHING;
  const bytes = lengthOf(words, payload);
  const count = wordsOf(bytes);
  const stamp: i32 = count > 0 ? words[payload] : 0; // plain: committed
  for (let i: i32 = 1; i < count; i++) {
    if (words[payload + i] !== stamp) return TORN; // plain: committed
  }
  release(words, self);
  return bytes | (stamp << 4);
}

/** Leave the size in `data`. */
export function measure(words: Words, data: Words): void {
  data[SIZE] = size(words); // plain: looked at when all threads have ended
}

function wordsOf(lengthBytes: i32): i32 {
  return (lengthBytes + 3) >> 2;
}
