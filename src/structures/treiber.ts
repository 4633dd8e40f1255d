/**
 * Treiber's stack: a list whose first node is replaced by one compare-and-swap.
 *
 * Source: Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986.
 * Differs: bounded; nodes come from a pool, and free ones lie on a second list of the same kind (_pool.ts).
 *
 * Words (each group on a line of its own):
 *   TOP     head of the list of items
 *   FREE    head of the list of free nodes
 *   NODES…  the pool, capacity nodes
 * Each node is on one of the two lists, or belongs to a push that has taken it from FREE and not yet put it on TOP, or to a pop
 * that has taken it from TOP and not yet put it back on FREE.
 *
 * Thread contract: any number of threads. Order: last in, first out.
 * Progress: lock-free. A thread that stops for ever takes one node with it at most: one slot less.
 * Full and empty: a pop says empty only of an empty stack; a push says full when no node is free, which includes those that other
 * threads hold at the time.
 * Wrap and ABA: see _pool.ts. Both heads count the nodes taken off, in 16 bits.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, StackSpec, Words } from '../contract.ts';
import { initList, LOST, NODE_WORDS, NONE, payloadAt, put, tryTake } from './_pool.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const NODES: i32 = 2 * LINE_WORDS;

const REFUSED: i32 = -1;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initList(words, FREE, NODES, 1, capacitySlots);
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE, NODES); // LP when full
  // Ends with a node or with none; a try that fails proves that another thread has taken a free node or put one back.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, FREE, NODES);
  }
  if (node === NONE) return REFUSED;
  words[payloadAt(NODES, node)] = value; // plain: the node is this thread's; published by the exchange of TOP
  return (failed + put(words, TOP, NODES, node)) | 0; // LP
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, TOP, NODES); // LP
  // Ends with a node or with none; a try that fails proves that another thread has pushed or popped.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, TOP, NODES);
  }
  if (node === NONE) return REFUSED;
  into[at] = words[payloadAt(NODES, node)]; // plain: the node is this thread's; ordered by tryTake's load of TOP
  return (failed + put(words, FREE, NODES, node)) | 0;
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
    'if exactly 65,536 pops pass while one thread stands between its load of the top and its exchange, and leave the same node on top, ' +
      'the exchange succeeds although other nodes lie below: items are lost; the same holds for pushes and the free nodes',
  ],
  sources: [{ who: 'Treiber', year: 1986, what: 'Systems programming: coping with parallelism, IBM RJ 5118' }],
  layout: { TOP, FREE, NODES },
  freeRunning: [],
  sizeWords: (capacitySlots) => NODES + NODE_WORDS * (capacitySlots + 1),
  init,
  push,
  pop,
} satisfies StackSpec;
