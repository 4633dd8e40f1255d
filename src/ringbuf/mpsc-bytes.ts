/**
 * A multi-producer, single-consumer ring of variable-length records, written and read in place.
 *
 * Source: ManyToOneRingBuffer of Agrona (claim by CAS on the tail, a head cache that producers share, the consumer
 * zeroes what it frees). Differs: state and length are two words, so that a claim needs no atomic store of its own
 * (Agrona's negative length serves a watchdog that repairs abandoned claims, which is not offered); only words that can
 * become a STATE are zeroed. Record format: _record.ts.
 *
 * Words (each on a line of its own); positions count granules of 8 bytes:
 *   HEAD       next to consume; written by the consumer       HEAD_SEEN  the producers' copy of HEAD, moved by CAS
 *   TAIL       next to claim; moved by the producers' CAS     MASK       capacity in granules - 1; constant after init
 *   RECORDS…   the records; the first word of every free granule is 0
 *
 * A record's state: IN_PROGRESS (0) until the producer stores MESSAGE (commit) or PADDING (abort); 0 again at release.
 *
 * Thread contract: many producers, one consumer. Order: FIFO by claim.
 * Progress: claims are lock-free among producers, commit and abort wait-free; the ring as a whole is blocking, because
 * a producer that stops between claim and commit hides every later record and in the end fills the ring.
 * Wrap: HEAD_SEEN <= HEAD <= TAIL <= HEAD_SEEN + capacity always, capacity <= 2^27, so 32-bit differences are exact
 * however far the positions have run. HEAD_SEEN never moves back: it is moved by CAS from the value that was read before
 * HEAD, so a producer that was held up in between fails. Any position may be the first.
 * ABA: a CAS errs only if its thread sleeps while exactly 2^32 granules (32 GiB) pass, or a multiple.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RecordRingSpec, Words } from '../contract.ts';
import {
  granulesOf,
  HEADER_WORDS,
  IN_PROGRESS,
  LENGTH,
  MESSAGE,
  NO_ROOM,
  PADDING,
  paddingBytes,
  TOO_LONG,
} from './_record.ts';

const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const HEAD_SEEN: i32 = 2 * LINE_WORDS;
const MASK: i32 = 3 * LINE_WORDS;
const RECORDS: i32 = 4 * LINE_WORDS;

export function init(words: Words, capacityBytes: i32): void {
  words[MASK] = ((capacityBytes >> 3) - 1) | 0; // plain: not shared yet
}

export function maxMessageBytes(words: Words): i32 {
  return (words[MASK] + 1) | 0; // plain: constant. As many bytes as there are granules: an eighth of the capacity
}

export function claim(words: Words, self: i32, lengthBytes: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  const capacity = (mask + 1) | 0;
  // A negative length is a caller's mistake, and would move the claim backwards over live records.
  if (lengthBytes < 0 || lengthBytes > maxMessageBytes(words)) return TOO_LONG;
  const needed = granulesOf(lengthBytes);
  // A failed CAS proves that another producer moved TAIL or HEAD_SEEN on.
  while (true) {
    const tail = Atomics.load(words, TAIL); // [relaxed] the CAS on TAIL below checks that it still holds
    const toEnd = (capacity - (tail & mask)) | 0;
    const padding: i32 = needed > toEnd ? toEnd : 0;
    const after = (tail + padding + needed) | 0;
    // [acquire] the consumer has zeroed the granules below; pairs with claim's [release] CAS on HEAD_SEEN. Read after TAIL:
    // if the CAS on TAIL succeeds, TAIL has not moved since, so this copy is no further than TAIL.
    const seen = Atomics.load(words, HEAD_SEEN);
    if (((after - seen) | 0) > capacity) {
      // [acquire] the consumer has zeroed the granules below HEAD; pairs with release's [release] store. LP when there is no room.
      const head = Atomics.load(words, HEAD);
      if (((after - head) | 0) > capacity) return NO_ROOM;
      // [acq-rel] passes release's store of HEAD on; pairs with claim's [acquire] load of HEAD_SEEN.
      if (Atomics.compareExchange(words, HEAD_SEEN, seen, head) !== seen) continue;
    }
    // LP of the claim. [relaxed] success: the granules from `tail` to `after` are this thread's; only it reads or writes
    // them until it stores their STATE.
    if (Atomics.compareExchange(words, TAIL, tail, after) !== tail) continue;
    if (padding > 0) {
      const rest = headerAt(words, tail);
      words[rest + LENGTH] = paddingBytes(padding); // plain: published by the store of STATE below
      Atomics.store(words, rest, PADDING); // [release] publishes LENGTH; pairs with peek's [acquire] load of STATE
    }
    const header = headerAt(words, (tail + padding) | 0);
    words[header + LENGTH] = lengthBytes; // plain: published by commit's or abort's store of STATE
    return (header + HEADER_WORDS) | 0;
  }
}

export function commit(words: Words, self: i32, payload: i32): void {
  // LP. [release] publishes LENGTH and payload; pairs with peek's [acquire] load of STATE.
  Atomics.store(words, payload - HEADER_WORDS, MESSAGE);
}

export function abort(words: Words, self: i32, payload: i32): void {
  // [release] publishes LENGTH; pairs with peek's [acquire] load of STATE.
  Atomics.store(words, payload - HEADER_WORDS, PADDING);
}

export function peek(words: Words, self: i32): i32 {
  // Ends: each further turn frees a padding record, and TAIL bounds them.
  while (true) {
    const header = headerAt(words, words[HEAD]); // plain: only the consumer writes HEAD
    // [acquire] sees LENGTH and payload; pairs with commit's, abort's and claim's [release] store of STATE. LP when there is none.
    const state = Atomics.load(words, header);
    if (state === MESSAGE) return (header + HEADER_WORDS) | 0;
    if (state === IN_PROGRESS) return -1;
    release(words, self); // at once: a ring full of aborted records must become free
  }
}

export function lengthBytes(words: Words, payload: i32): i32 {
  return words[payload - HEADER_WORDS + LENGTH]; // plain: ordered by peek's load of STATE
}

export function release(words: Words, self: i32): void {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  const header = headerAt(words, head);
  const granules = granulesOf(words[header + LENGTH]); // plain: ordered by peek's load of STATE
  // Any of these granules may be the next record's first: its first word is then a STATE, and must say IN_PROGRESS.
  for (let i: i32 = 0; i < granules; i++) {
    words[header + (i << 1)] = IN_PROGRESS; // plain: published by the store of HEAD below
  }
  // LP. [release] frees the granules; pairs with claim's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + granules) | 0);
}

/** Claimed bytes, committed or not. */
export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate.
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0; // [relaxed] the second of the two
  const capacity = (words[MASK] + 1) | 0; // plain: constant after init
  return (filled < 0 ? 0 : filled > capacity ? capacity : filled) << 3;
}

function headerAt(words: Words, position: i32): i32 {
  return (RECORDS + ((position & words[MASK]) << 1)) | 0; // plain: constant after init
}

export default {
  kind: 'record-ring',
  name: 'mpsc-bytes',
  title: 'MPSC ring of records',
  family: 'mpsc',
  producers: 'many',
  consumers: 1,
  progress: 'blocking',
  useWhen: 'several threads write records of different lengths and one reads them in place',
  restrictions: [
    'messages up to an eighth of the capacity',
    'a claim left open hides every later record, of other producers too',
  ],
  sources: [
    {
      who: 'Thompson, Montgomery & contributors',
      year: 2014,
      what: 'Agrona, ManyToOneRingBuffer',
      url: 'https://github.com/aeron-io/agrona',
    },
  ],
  layout: { HEAD, TAIL, HEAD_SEEN, MASK, RECORDS },
  freeRunning: ['HEAD', 'TAIL', 'HEAD_SEEN'],
  sizeWords: (capacityBytes) => RECORDS + (capacityBytes >> 2),
  init,
  maxMessageBytes,
  claim,
  commit,
  abort,
  peek,
  lengthBytes,
  release,
  size,
} satisfies RecordRingSpec;
