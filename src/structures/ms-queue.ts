/**
 * The queue of Michael and Scott, bounded: a list with a dummy node in front, whose last link is set by one compare-and-swap and whose end
 * is then moved on by whoever comes first.
 *
 * Source: Michael & Scott, "Simple, fast, and practical non-blocking and blocking concurrent queue algorithms", PODC 1996, figure 1.
 * Differs: bounded, nodes from a pool (_pool.ts); a pointer is a node's number, so that count and pointer fit in one word; a batch is
 * linked as a chain by one exchange, and taken out by one; its producer moves TAIL to the end of it.
 *
 * Words (each group on a line of its own):
 *   HEAD      COUNT:NODE (_pool.ts) the dummy: the node in front of the oldest item. COUNT: items taken out so far
 *   TAIL      COUNT:NODE the last node, or, while a producer is at work, an earlier one. COUNT: items up to there
 *   FREE      head of the list of free nodes
 *   CAPACITY  slots; constant after init
 *   POOL…     the pool, capacity + 1 nodes. The link of the queue's last node is COUNT:NONE
 * Each node is in the queue, from HEAD to TAIL and behind it, or on FREE, or belongs to a push that has taken it and not yet linked it,
 * or to a pop that has moved HEAD off it and not yet put it back. HEAD never passes TAIL, so that TAIL's node is not free.
 *
 * Thread contract: any number of producers and consumers. Order: FIFO.
 * Progress: lock-free: a thread that finds TAIL behind moves it on itself, whoever has linked the node. A thread that stops for ever
 * takes the nodes of one call with it at most: one slot less for each.
 * Full and empty: a pop says empty only of an empty queue; a push says full when no node is free, which includes those that other
 * threads hold at the time.
 * Wrap and ABA: HEAD and TAIL count items, FREE the nodes taken off, a link how often its node was put back on FREE, all in the bits that
 * the number of a node leaves free. An exchange would be mistaken only if the count went once round, or several times, between a thread's
 * load and its exchange, and came back to the same node. A link need not count more: one that was the last of the queue is so again
 * only after its node has been on FREE. `size` is the difference of two counts, which must hold the capacity: 32,768 slots need 16 bits for the
 * node and 16 to count, and twice as many would have 17 and 15.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RingSpec, Words } from '../contract.ts';
import {
  bitsOf,
  countBetween,
  counted,
  initPool,
  LOST,
  linkAt,
  NONE,
  nodeOf,
  payloadAt,
  poolWords,
  put,
  setLink,
  tryTake,
} from './_pool.ts';

const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const FREE: i32 = 2 * LINE_WORDS;
const CAPACITY: i32 = 3 * LINE_WORDS;
const POOL: i32 = 4 * LINE_WORDS;

const DUMMY: i32 = 1;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[HEAD] = DUMMY; // plain: not shared yet, as all words here
  words[TAIL] = DUMMY;
  words[CAPACITY] = capacitySlots;
  initPool(words, POOL, FREE, DUMMY + 1, (capacitySlots + 1) | 0);
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  const node = takeFree(words); // LP when full
  if (node === NONE) return false;
  fill(words, node, value);
  append(words, node, node, 1);
  return true;
}

export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  let n: i32 = 0;
  let first: i32 = NONE;
  let last: i32 = NONE;
  // Ends with the items or with the free nodes.
  while (n < count) {
    const node = takeFree(words); // LP when full
    if (node === NONE) break;
    fill(words, node, from[at + n]);
    if (n === 0) first = node;
    else setLink(words, POOL, last, 0, node);
    last = node;
    n = (n + 1) | 0;
  }
  if (n > 0) append(words, first, last, n);
  return n;
}

function takeFree(words: Words): i32 {
  let node = tryTake(words, FREE, POOL);
  // Ends with a node or with none; a try that fails proves that another thread has taken a free node or put one back.
  while (node === LOST) node = tryTake(words, FREE, POOL);
  return node;
}

/** Make a node of the caller's the last one of a chain, with an item. */
function fill(words: Words, node: i32, value: i32): void {
  // [relaxed] atomic, as a pop that was too slow may still read the node's last item, which it then throws away; append publishes this one
  Atomics.store(words, payloadAt(POOL, node), value);
  setLink(words, POOL, node, 0, NONE);
}

/** Link a chain of `n` nodes, from `first` to `last`, behind the last node. Returns when TAIL has been at the end since. */
function append(words: Words, first: i32, last: i32, n: i32): void {
  const bits = bitsOf(words, POOL);
  let isLinked = false;
  // Ends when the chain is linked and TAIL has come to the end; each further round means that another producer has linked something, or
  // that another thread has moved TAIL on.
  while (true) {
    const tail = Atomics.load(words, TAIL); // [acquire] its node is in the queue; pairs with moveTail's [release] exchange
    const at = linkAt(POOL, nodeOf(tail, bits));
    const link = Atomics.load(words, at); // [acquire] the node behind; pairs with the [release] exchange below
    if (Atomics.load(words, TAIL) !== tail) continue; // [relaxed] the same: `link` was read while the node was in the queue
    if (nodeOf(link, bits) !== NONE) {
      moveTail(words, tail, 1, nodeOf(link, bits));
      continue;
    }
    if (isLinked) return;
    // LP. [release] publishes the chain with its items; pairs with the [acquire] loads of links. Success: the node was the queue's last
    // since the second look at TAIL, as its link has been neither set nor set anew.
    isLinked = Atomics.compareExchange(words, at, link, counted(link, 0, first, bits)) === link;
    if (isLinked && moveTail(words, tail, n, last)) return;
  }
}

/** Move TAIL on from `tail` to a node `by` places further on. `false`: another thread has moved it. */
function moveTail(words: Words, tail: i32, by: i32, node: i32): boolean {
  // [release] the node is in the queue; pairs with the [acquire] loads of TAIL. Success: TAIL was where it was read.
  return Atomics.compareExchange(words, TAIL, tail, counted(tail, by, node, bitsOf(words, POOL))) === tail;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  return popMany(words, self, into, at, 1) === 1;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  const capacity = words[CAPACITY]; // plain: constant after init
  const most = count < capacity ? count : capacity;
  const bits = bitsOf(words, POOL);
  // Ends with items or an empty queue; each further round means that another consumer has moved HEAD on, or that TAIL was behind.
  while (most > 0) {
    const head = Atomics.load(words, HEAD); // [acquire] its node is in the queue; pairs with the [release] exchange of HEAD
    const tail = Atomics.load(words, TAIL); // [acquire] after HEAD, so not before it; pairs with moveTail's [release] exchange
    const dummy = nodeOf(head, bits);
    const link = Atomics.load(words, linkAt(POOL, dummy)); // [acquire] sees the item; pairs with append's [release] exchange
    if (Atomics.load(words, HEAD) !== head) continue; // [relaxed] the same: `link` was read while the node was the dummy
    if (dummy === nodeOf(tail, bits)) {
      if (nodeOf(link, bits) === NONE) return 0; // LP: the load of `link`
      moveTail(words, tail, 1, nodeOf(link, bits));
      continue;
    }
    let last = nodeOf(link, bits);
    let n: i32 = 1;
    // Ends after `most` steps: where another consumer has moved HEAD on, these are no longer the queue's nodes, and TAIL's may not come.
    while (n < most && last !== nodeOf(tail, bits)) {
      last = nodeOf(Atomics.load(words, linkAt(POOL, last)), bits); // [acquire] sees the item, as above
      n = (n + 1) | 0;
    }
    // [relaxed] before the exchange, after which it is the new dummy's, and not this thread's.
    const youngest = Atomics.load(words, payloadAt(POOL, last));
    // LP. [release] the old dummy's link has been read; pairs with the [acquire] load of HEAD. Success: nobody has taken anything out
    // since that load, so that the nodes from the old dummy to the one before `last` are this thread's now.
    if (Atomics.compareExchange(words, HEAD, head, counted(head, n, last, bits)) === head) {
      into[at + n - 1] = youngest;
      takeOut(words, dummy, into, at, (n - 1) | 0);
      return n;
    }
  }
  return 0;
}

/** Free `dummy` and the `count` nodes behind it, all of them the caller's, and take their items. */
function takeOut(words: Words, dummy: i32, into: Words, at: i32, count: i32): void {
  const bits = bitsOf(words, POOL);
  let node = dummy;
  for (let i: i32 = 0; i < count; i++) {
    const next = nodeOf(words[linkAt(POOL, node)], bits); // plain: the nodes are the thread's, as below; ordered by the loads of their links
    put(words, FREE, POOL, node);
    node = next;
    into[at + i] = words[payloadAt(POOL, node)];
  }
  put(words, FREE, POOL, node);
}

export function size(words: Words): i32 {
  const head = Atomics.load(words, HEAD); // [relaxed] two loads at two times: clamped and approximate
  const filled = countBetween(head, Atomics.load(words, TAIL), bitsOf(words, POOL)); // [relaxed] as above
  const capacity = words[CAPACITY]; // plain: constant after init
  return filled > capacity ? capacity : filled;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

export default {
  kind: 'ring',
  name: 'ms-queue',
  title: "Michael and Scott's queue",
  family: 'list',
  producers: 'many',
  consumers: 'many',
  delivery: 'once',
  overflow: 'reject',
  indexLines: 'separate',
  otherSide: 'slot',
  publishes: 'each',
  refusals: 'in-flight',
  batches: 'at-once',
  mostSlots: 32768,
  progress: 'lock-free',
  useWhen: 'several threads write and several read, and none may be held up by one that is descheduled',
  restrictions: [
    'at most 32,768 slots',
    'two words per item, and every call changes the head of the free nodes, too, which all threads want',
    'a push may be refused while other threads hold nodes that they have taken out and not yet freed, or taken and not yet linked',
    'if exactly 2^(32 - b) pushes or pops, or a multiple, pass while one thread stands between its load of a word and its exchange, and ' +
      'leave the same node there, the exchange succeeds although it must not: nodes are then in two places, and items come out twice, ' +
      'never, or without having been pushed. b: bits of the number of slots. At 5 million items a second that takes 7 s with 64 slots, 0.4 s ' +
      'with 1,024, and 13 ms, which a descheduled thread may well stand there, with 32,768',
  ],
  sources: [
    {
      who: 'Michael & Scott',
      year: 1996,
      what: 'Simple, fast, and practical non-blocking and blocking concurrent queue algorithms, PODC',
    },
    { who: 'Treiber', year: 1986, what: 'Systems programming: coping with parallelism, IBM RJ 5118' },
  ],
  layout: { HEAD, TAIL, FREE, CAPACITY, POOL },
  freeRunning: [],
  sizeWords: (capacitySlots) => POOL + poolWords(capacitySlots + 1),
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  size,
  flush,
} satisfies RingSpec;
