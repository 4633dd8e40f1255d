/**
 * Nodes in a pool, and lists of them: last in, first out, each with a head that is changed by one compare-and-swap.
 *
 * Source: Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986: the list, and a count beside the pointer. Differs:
 * a pointer is a node's number, so that count and pointer fit in one word; a try that fails is handed back to the caller, who counts it.
 *
 * Words: a list's head  COUNT:NODE. NODE in the low bits: the first node; NONE: the list is empty. COUNT in all others: goes up
 *                       by one whenever a node is taken off, and wraps.
 *        the pool
 *          NODE_BITS      how many bits NODE has: as few as the largest number of a node needs, so that 32 - NODE_BITS are left to
 *                         count. Constant after init, on a line of its own, and the first word of the pool
 *          node n, two words (n from 1; the words of node 0 stay unused)
 *            link           COUNT:NODE. The node behind this one. The count goes up when the node is put on a list, so that a queue can
 *                           tell a link from one that the node had before; the lists here do not need it
 *            payload        the item; how it is written and read is the structure's affair
 *
 * A node belongs to the thread that took it, until that thread puts it somewhere. One that was taken from one list may be put on another.
 * Progress: a try fails only if another thread has changed the head meanwhile: lock-free.
 * Reuse (ABA): `tryTake` reads the link of the first node and then replaces the head, which must not have been away and come back
 * in between, with something else behind the first node. To come back, the first node must have been taken off, which counts: the same
 * head is the same list, unless exactly 2^(32 - NODE_BITS) takes, or a multiple of it, passed between the two steps: 2 million with 1,024
 * nodes, 33 million with 64, 65,536 with 65,535. Then a node that is somewhere else may become the first: two lists share nodes, and items
 * come out twice, never, or without having been put in. `tryPut` needs no count: whatever is behind the head that it finds, the new node
 * goes before it.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, Words } from '../contract.ts';

/** No node: the end of a list. */
export const NONE: i32 = 0;
/** Another thread was faster: try again. */
export const LOST: i32 = -1;

/** Words of a node, as a power of two. */
const NODE_SHIFT: i32 = 1;

/** Words of a pool whose nodes have numbers up to `last`. */
export function poolWords(last: i32): i32 {
  return (LINE_WORDS + ((last + 1) << NODE_SHIFT)) | 0;
}

/** NODE_BITS of a pool. */
export function bitsOf(words: Words, pool: i32): i32 {
  return words[pool]; // plain: constant after init
}

export function nodeOf(word: i32, bits: i32): i32 {
  return word & ((1 << bits) - 1);
}

/** `word` with its count up by `by`, and another node. */
export function counted(word: i32, by: i32, node: i32, bits: i32): i32 {
  return (((word >> bits) + by) << bits) | node;
}

/** By how much the count has gone up from `before` to `after`: less than 2^(32 - bits). */
export function countBetween(before: i32, after: i32, bits: i32): i32 {
  return ((after >> bits) - (before >> bits)) & ((1 << (32 - bits)) - 1);
}

export function linkAt(pool: i32, node: i32): i32 {
  return (pool + LINE_WORDS + (node << NODE_SHIFT)) | 0;
}

export function payloadAt(pool: i32, node: i32): i32 {
  return (linkAt(pool, node) + 1) | 0;
}

/** Before sharing: a pool whose nodes have numbers up to `last`; those from `first` on are a list. */
export function initPool(words: Words, pool: i32, head: i32, first: i32, last: i32): void {
  let bits: i32 = 0;
  while (last >> bits !== 0) bits = (bits + 1) | 0; // ends after 31 steps at most
  words[pool] = bits; // plain: not shared yet, as the head below
  for (let node: i32 = first; node < last; node++) setLink(words, pool, node, 0, (node + 1) | 0);
  words[head] = first;
}

/** Set the link of a node that is the caller's, with its count up by `by`. */
export function setLink(words: Words, pool: i32, node: i32, by: i32, behind: i32): void {
  const at = linkAt(pool, node);
  // plain: nobody else writes it now; ordered by the exchange that made the node this thread's.
  // [relaxed] atomic for the sake of threads that still look at the node from before: what they read, they throw away. The exchange that puts
  // the node somewhere publishes it.
  Atomics.store(words, at, counted(words[at], by, behind, bitsOf(words, pool)));
}

/** One try to take the first node off. Returns it, or NONE: the list is empty, or LOST. */
export function tryTake(words: Words, head: i32, pool: i32): i32 {
  const bits = bitsOf(words, pool);
  // [acquire] sees the node's link and payload; pairs with tryPut's [release] exchange, directly or through exchanges by others after it:
  // nobody writes the head but by exchange. LP when the list is empty.
  const first = Atomics.load(words, head);
  const node = nodeOf(first, bits);
  if (node === NONE) return NONE;
  // [relaxed] perhaps no longer this list's: then the exchange fails.
  const behind = nodeOf(Atomics.load(words, linkAt(pool, node)), bits);
  // LP. [relaxed] success: nothing was taken off since the load of the head, so that `node` was first all the time, and `behind` behind it.
  return Atomics.compareExchange(words, head, first, counted(first, 1, behind, bits)) === first ? node : LOST;
}

/** One try to put a node of the caller's before the others. */
export function tryPut(words: Words, head: i32, pool: i32, node: i32): boolean {
  const bits = bitsOf(words, pool);
  const first = Atomics.load(words, head); // [relaxed] a guess, proved by the exchange
  setLink(words, pool, node, 1, nodeOf(first, bits));
  // LP. [release] publishes the node's link and payload; pairs with tryTake's [acquire] load. Success: `first` is the list's head still.
  return Atomics.compareExchange(words, head, first, counted(first, 0, node, bits)) === first;
}

/** Put a node of the caller's before the others. Returns how many tries failed. */
export function put(words: Words, head: i32, pool: i32, node: i32): i32 {
  let failed: i32 = 0;
  // Ends with a try that succeeds; each that fails proves that another thread has taken a node or put one.
  while (!tryPut(words, head, pool, node)) failed = (failed + 1) | 0;
  return failed;
}
