/**
 * Treiber's stack: a list whose first node is replaced by one compare-and-swap.
 *
 * Source: Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986.
 * Differs: bounded; nodes come from a pool, and free ones lie on a second list of the same kind (_pool.ts).
 *
 * Words (each group on a line of its own):
 *   TOP     head of the list of items
 *   FREE    head of the list of free nodes
 *   POOL…   the pool, capacity nodes (_pool.ts)
 * Each node is on one of the two lists, or belongs to a push that has taken it from FREE and not yet put it on TOP, or to a pop
 * that has taken it from TOP and not yet put it back on FREE.
 *
 * Thread contract: any number of threads. Order: last in, first out.
 * Progress: lock-free. A thread that stops for ever takes one node with it at most: one slot less.
 * Full and empty: a pop says empty only of an empty stack; a push says full when no node is free, which includes those that other
 * threads hold at the time.
 * Wrap and ABA: see _pool.ts. Both heads count the nodes taken off, in the bits that the number of a node leaves free.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, StackSpec, Words } from '../contract.ts';
import { initPool, LOST, NONE, payloadAt, poolWords, put, tryTake } from './_pool.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const POOL: i32 = 2 * LINE_WORDS;

const REFUSED: i32 = -1;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initPool(words, POOL, FREE, 1, capacitySlots);
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE, POOL); // LP when full
  // Ends with a node or with none; a try that fails proves that another thread has taken a free node or put one back.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, FREE, POOL);
  }
  if (node === NONE) return REFUSED;
  words[payloadAt(POOL, node)] = value; // plain: the node is this thread's; published by the exchange of TOP
  return (failed + put(words, TOP, POOL, node)) | 0; // LP
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, TOP, POOL); // LP
  // Ends with a node or with none; a try that fails proves that another thread has pushed or popped.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, TOP, POOL);
  }
  if (node === NONE) return REFUSED;
  into[at] = words[payloadAt(POOL, node)]; // plain: the node is this thread's; ordered by tryTake's load of TOP
  return (failed + put(words, FREE, POOL, node)) | 0;
}

export default {
  kind: 'stack',
  name: 'treiber',
  title: "Treiber's stack",
  family: 'list',
  meets: 'top',
  refusals: 'in-flight',
  progress: 'lock-free',
  useWhen: 'threads push and pop now and then, and none may be held up by one that is descheduled',
  restrictions: [
    'a push may be refused while other threads hold nodes that they have popped and not yet freed, or taken and not yet pushed',
    'every call changes two words that all threads want, the top and the head of the free nodes',
    'if exactly 2^(32 - b) pops, or a multiple, pass while one thread stands between its load of the top and its exchange, and leave the ' +
      'same node on top, the exchange succeeds although other nodes lie below: two lists then share nodes, and items come out twice, never, ' +
      'or without having been pushed; the same holds for pushes and the free nodes. b: bits of the number of slots. At 5 million pops a ' +
      'second that takes 7 s with 64 slots, 0.4 s with 1,024, and 13 ms, which a descheduled thread may well stand there, with 65,534',
  ],
  sources: [{ who: 'Treiber', year: 1986, what: 'Systems programming: coping with parallelism, IBM RJ 5118' }],
  layout: { TOP, FREE, POOL },
  freeRunning: [],
  sizeWords: (capacitySlots) => POOL + poolWords(capacitySlots),
  init,
  push,
  pop,
} satisfies StackSpec;
