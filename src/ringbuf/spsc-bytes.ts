/**
 * A single-producer, single-consumer ring of variable-length records, written and read in place.
 *
 * Source: OneToOneRingBuffer of Agrona (claim, commit, abort; padding at the end; messages up to an eighth of the
 * capacity). Differs: commits advance one index, which the consumer caches, so that it looks at shared memory once per
 * batch instead of once per record; header words are plain and nothing is zeroed. Record format: _record.ts.
 *
 * Words (each group on a line of its own); positions count granules of 8 bytes:
 *   HEAD       next to consume; written by the consumer             TAIL_SEEN  the consumer's copy of TAIL
 *   TAIL       end of what is committed; written by the producer    HEAD_SEEN  the producer's copy of HEAD
 *                                                                   CLAIMED    end of what is claimed; the producer's own
 *   MASK       capacity in granules - 1; constant after init        RECORDS…   the records
 *
 * A record's state: IN_PROGRESS from claim, MESSAGE from commit or PADDING from abort. Several claims may be open, and
 * commits may come in any order: TAIL stops at the oldest open claim.
 *
 * Thread contract: one producer, one consumer. Progress: wait-free (commit and peek step over at most what is in the
 * ring). Order: FIFO by claim.
 * Wrap: 0 <= CLAIMED - HEAD_SEEN <= capacity <= 2^27 always, so 32-bit differences are exact however far the positions
 * have run; any position may be the first.
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
const TAIL_SEEN: i32 = 1;
const TAIL: i32 = LINE_WORDS;
const HEAD_SEEN: i32 = LINE_WORDS + 1;
const CLAIMED: i32 = LINE_WORDS + 2;
const MASK: i32 = 2 * LINE_WORDS;
const RECORDS: i32 = 3 * LINE_WORDS;

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
  const claimed = words[CLAIMED]; // plain: the producer's own
  const needed = granulesOf(lengthBytes);
  const toEnd = (capacity - (claimed & mask)) | 0;
  const padding: i32 = needed > toEnd ? toEnd : 0;
  const after = (claimed + padding + needed) | 0;
  // plain: HEAD_SEEN is the producer's own
  if (((after - words[HEAD_SEEN]) | 0) > capacity) {
    // [acquire] the consumer has read the records below HEAD; pairs with release's [release] store. LP when there is no room.
    const head = Atomics.load(words, HEAD);
    words[HEAD_SEEN] = head; // plain: the producer's own
    if (((after - head) | 0) > capacity) return NO_ROOM;
  }
  if (padding > 0) {
    const rest = headerAt(words, claimed);
    words[rest] = PADDING; // plain: beyond TAIL, published by publish's store of TAIL
    words[rest + LENGTH] = paddingBytes(padding); // plain: likewise
  }
  const header = headerAt(words, (claimed + padding) | 0);
  words[header] = IN_PROGRESS; // plain: beyond TAIL, words are the producer's own
  words[header + LENGTH] = lengthBytes; // plain: likewise
  words[CLAIMED] = after; // plain: the producer's own
  return (header + HEADER_WORDS) | 0;
}

export function commit(words: Words, self: i32, payload: i32): void {
  words[payload - HEADER_WORDS] = MESSAGE; // plain: beyond TAIL, published by publish's store of TAIL
  publish(words);
}

export function abort(words: Words, self: i32, payload: i32): void {
  words[payload - HEADER_WORDS] = PADDING; // plain: beyond TAIL, published by publish's store of TAIL
  publish(words);
}

/** Move TAIL over every record that is finished, up to the oldest open claim. */
function publish(words: Words): void {
  const before = words[TAIL]; // plain: only the producer writes TAIL
  const claimed = words[CLAIMED]; // plain: the producer's own
  let tail = before;
  // Ends: each step passes a record, and CLAIMED bounds them.
  while (tail !== claimed) {
    const header = headerAt(words, tail);
    if (words[header] === IN_PROGRESS) break; // plain: beyond TAIL, words are the producer's own
    tail = (tail + granulesOf(words[header + LENGTH])) | 0; // plain: likewise
  }
  // LP of the records passed. [release] publishes headers and payloads; pairs with peek's [acquire] load of TAIL.
  if (tail !== before) Atomics.store(words, TAIL, tail);
}

export function peek(words: Words, self: i32): i32 {
  // Ends: each further turn frees a padding record, and TAIL bounds them.
  while (true) {
    const head = words[HEAD]; // plain: only the consumer writes HEAD
    // plain: TAIL_SEEN is the consumer's own
    if (head === words[TAIL_SEEN]) {
      // [acquire] sees the records below TAIL; pairs with publish's [release] store of TAIL. LP when there is none.
      const tail = Atomics.load(words, TAIL);
      if (head === tail) return -1;
      words[TAIL_SEEN] = tail; // plain: the consumer's own
    }
    const header = headerAt(words, head);
    if (words[header] === MESSAGE) return (header + HEADER_WORDS) | 0; // plain: ordered by the load of TAIL
    release(words, self); // at once: a ring full of aborted records must become free
  }
}

export function lengthBytes(words: Words, payload: i32): i32 {
  return words[payload - HEADER_WORDS + LENGTH]; // plain: ordered by peek's load of TAIL
}

export function release(words: Words, self: i32): void {
  const head = words[HEAD]; // plain: only the consumer writes HEAD
  const length = words[headerAt(words, head) + LENGTH]; // plain: ordered by peek's load of TAIL
  // LP. [release] frees the record; pairs with claim's [acquire] load of HEAD.
  Atomics.store(words, HEAD, (head + granulesOf(length)) | 0);
}

/** Committed bytes; a claim counts from its commit. */
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
  name: 'spsc-bytes',
  title: 'SPSC ring of records',
  family: 'spsc',
  producers: 1,
  consumers: 1,
  progress: 'wait-free',
  useWhen: 'one thread writes records of different lengths and one reads them in place',
  restrictions: ['messages up to an eighth of the capacity', 'a claim left open hides every later record'],
  sources: [
    {
      who: 'Thompson, Montgomery & contributors',
      year: 2014,
      what: 'Agrona, OneToOneRingBuffer',
      url: 'https://github.com/aeron-io/agrona',
    },
    { who: 'Lee, Bu & Chandranmenon', year: 2010, what: 'MCRingBuffer, IPDPS (cached indices)' },
  ],
  layout: { HEAD, TAIL_SEEN, TAIL, HEAD_SEEN, CLAIMED, MASK, RECORDS },
  freeRunning: ['HEAD', 'TAIL_SEEN', 'TAIL', 'HEAD_SEEN', 'CLAIMED'],
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
