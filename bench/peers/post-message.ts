/**
 * A MessageChannel, read synchronously: what Node offers without shared memory.
 *
 * `tryPush` posts a number, `pushMany` one Int32Array with a copy of the items, so that batching helps. A port's queue has
 * no bound of its own: the producer stops when as many items are under way as the capacity allows, and the consumer
 * reports what it has received through shared memory, once per call.
 *
 * Words (each on a line of its own):
 *   SENT       items posted; written by the producer           RECEIVED_SEEN  the producer's copy of RECEIVED
 *   RECEIVED   items taken out; written by the consumer        CAPACITY       in slots; constant after init
 *
 * Thread contract: one producer, one consumer. Progress: blocking (the port's queue is locked).
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { End, i32, Peer, RingSpec, Words } from '../../src/contract.ts';

const SENT: i32 = 0;
const RECEIVED_SEEN: i32 = 1;
const RECEIVED: i32 = LINE_WORDS;
const CAPACITY: i32 = 2 * LINE_WORDS;

/** One thread's part of an instance. */
interface Ends {
  words: Words | null;
  producer: MessagePort | null;
  consumer: MessagePort | null;
  /** The batch that was received last and is not used up. */
  batch: Int32Array;
  /** Items of `batch` that are used up. */
  used: number;
}

/** The two instances that this thread attached last: a comparison is cheaper than a map in the measured path. */
let first: Ends = noEnds(null);
let second: Ends = first;

function noEnds(words: Words | null): Ends {
  return { words, producer: null, consumer: null, batch: new Int32Array(0), used: 0 };
}

function endsOf(words: Words): Ends {
  return words === first.words ? first : second;
}

const peer: Peer = {
  wraps: 'message-port',
  connect(_params, ends) {
    const { port1, port2 } = new MessageChannel();
    return ends.map((end) => {
      const port = end === 'producer' ? port1 : port2;
      return { connection: { end, port }, transfer: [port] };
    });
  },
  attach(words, connection) {
    // A thread that plays both ends attaches twice.
    if (first.words !== words) {
      second = first;
      first = noEnds(words);
    }
    const { end, port } = connection as { end: End; port: MessagePort };
    first[end] = port;
  },
};

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[CAPACITY] = capacitySlots; // plain: not shared yet
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  if (free(words, 1) < 1) return false;
  endsOf(words).producer!.postMessage(value);
  words[SENT] = (words[SENT] + 1) | 0; // plain: the producer's own; `size` elsewhere may see it late
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  const room = free(words, count);
  const n = room < count ? room : count;
  if (n === 0) return 0;
  const items = from.slice(at, at + n); // a private copy, which is then moved, not copied again
  endsOf(words).producer!.postMessage(items, [items.buffer]);
  words[SENT] = (words[SENT] + n) | 0; // plain: as in tryPush
  return n;
}

/** Slots that are certainly free; exact where the copy of RECEIVED did not promise `wanted`. */
function free(words: Words, wanted: i32): i32 {
  const promised = (words[CAPACITY] - ((words[SENT] - words[RECEIVED_SEEN]) | 0)) | 0; // plain: constant, and the producer's own
  if (promised >= wanted) return promised;
  // [relaxed] a count; the items themselves travel through the port.
  words[RECEIVED_SEEN] = Atomics.load(words, RECEIVED);
  return (words[CAPACITY] - ((words[SENT] - words[RECEIVED_SEEN]) | 0)) | 0;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  return popMany(words, self, into, at, 1) === 1;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const ends = endsOf(words);
  let n = 0;
  while (n < count) {
    if (ends.used < ends.batch.length) {
      into[at + n] = ends.batch[ends.used++];
      n++;
      continue;
    }
    const received = receiveMessageOnPort(ends.consumer!) as { message: number | Int32Array } | undefined;
    if (received === undefined) break;
    if (typeof received.message === 'number') {
      into[at + n] = received.message;
      n++;
    } else {
      ends.batch = received.message;
      ends.used = 0;
    }
  }
  // [relaxed] a count; plain: only the consumer writes RECEIVED.
  if (n > 0) Atomics.store(words, RECEIVED, (words[RECEIVED] + n) | 0);
  return n;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export function size(words: Words): i32 {
  // [relaxed] two loads at two times: the difference is clamped and approximate.
  const received = Atomics.load(words, RECEIVED);
  const inside = (Atomics.load(words, SENT) - received) | 0; // [relaxed] the second of the two
  return Math.min(Math.max(inside, 0), words[CAPACITY]); // plain: constant after init
}

export default {
  kind: 'ring',
  name: 'post-message',
  title: 'MessageChannel, receiveMessageOnPort',
  family: 'peer',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'cached-index',
  publishes: 'each',
  refusals: 'exact',
  batches: 'one-by-one',
  progress: 'blocking',
  useWhen: 'values are objects, or memory cannot be shared',
  restrictions: ['a batch stays as one message until it is used up'],
  sources: [
    {
      who: 'Node.js contributors',
      year: 2026,
      what: 'worker_threads: MessageChannel, receiveMessageOnPort',
      url: 'https://nodejs.org/api/worker_threads.html',
    },
  ],
  layout: { SENT, RECEIVED_SEEN, RECEIVED, CAPACITY },
  freeRunning: ['SENT', 'RECEIVED_SEEN', 'RECEIVED'],
  backends: ['js'],
  peer,
  sizeWords: () => 3 * LINE_WORDS,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  flush,
  size,
} satisfies RingSpec;
