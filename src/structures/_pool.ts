/**
 * Nodes in a pool, and lists of them: last in, first out, each with a head that is changed by one compare-and-swap.
 *
 * Source: Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986: the list, and a count beside the pointer. Differs:
 * a pointer is a node's number, so that count and pointer fit in one word; a try that fails is handed back to the caller, who counts it.
 *
 * Words: a list's head  NODE:COUNT. NODE in the high 16 bits: the first node; NONE: the list is empty. COUNT in the low 16 bits: goes up
 *                       by one whenever a node is taken off, and wraps.
 *        node n, two words from nodes + 2 n on (n from 1; the words of node 0 stay unused)
 *          link           NODE:COUNT. The node behind this one. The count goes up whenever the node's owner sets the link, so that a queue
 *                         can tell a link from an older one with the same node; the lists here do not need it
 *          payload        the item; how it is written and read is the structure's affair
 *
 * A node belongs to the thread that took it, until that thread puts it somewhere. One that was taken from one list may be put on another.
 * Progress: a try fails only if another thread has changed the head meanwhile: lock-free.
 * Reuse (ABA): `tryTake` reads the link of the first node and then replaces the head, which must not have been away and come back
 * in between, with something else behind the first node. To come back, the first node must have been taken off, which counts: the same
 * head is the same list, unless exactly 65,536 takes, or a multiple of it, passed between the two steps. `tryPut` needs no count: whatever
 * is behind the head that it finds, the new node goes before it.
 */
import type { i32, Words } from '../contract.ts';

/** No node: the end of a list. */
export const NONE: i32 = 0;
/** Another thread was faster: try again. */
export const LOST: i32 = -1;

export const NODE_WORDS: i32 = 2;

const SIXTEEN_BITS: i32 = 65535;
const NODE_AT: i32 = 16;

export function nodeOf(word: i32): i32 {
  return (word >> NODE_AT) & SIXTEEN_BITS;
}

/** `word` with its count up by `by`, and another node. */
export function counted(word: i32, by: i32, node: i32): i32 {
  return ((word + by) & SIXTEEN_BITS) | (node << NODE_AT);
}

/** By how much the count has gone up from `before` to `after`: less than 65,536. */
export function countBetween(before: i32, after: i32): i32 {
  return (after - before) & SIXTEEN_BITS;
}

export function linkAt(nodes: i32, node: i32): i32 {
  return (nodes + (node << 1)) | 0;
}

export function payloadAt(nodes: i32, node: i32): i32 {
  return (nodes + (node << 1) + 1) | 0;
}

/** Before sharing: make the nodes from `first` to `last` a list. */
export function initList(words: Words, head: i32, nodes: i32, first: i32, last: i32): void {
  for (let node: i32 = first; node < last; node++) setLink(words, nodes, node, (node + 1) | 0);
  words[head] = counted(0, 0, first); // plain: not shared yet
}

/** Set the link of a node that is the caller's. */
export function setLink(words: Words, nodes: i32, node: i32, behind: i32): void {
  const at = linkAt(nodes, node);
  // plain: nobody else writes it now; ordered by the exchange that made the node this thread's.
  // [relaxed] atomic for the sake of threads that still look at the node from before: what they read, they throw away. The exchange that puts
  // the node somewhere publishes it.
  Atomics.store(words, at, counted(words[at], 1, behind));
}

/** One try to take the first node off. Returns it, or NONE: the list is empty, or LOST. */
export function tryTake(words: Words, head: i32, nodes: i32): i32 {
  // [acquire] sees the node's link and payload; pairs with tryPut's [release] exchange, directly or through exchanges by others after it:
  // nobody writes the head but by exchange. LP when the list is empty.
  const first = Atomics.load(words, head);
  const node = nodeOf(first);
  if (node === NONE) return NONE;
  // [relaxed] perhaps no longer this list's: then the exchange fails.
  const behind = nodeOf(Atomics.load(words, linkAt(nodes, node)));
  // LP. [relaxed] success: nothing was taken off since the load of the head, so that `node` was first all the time, and `behind` behind it.
  return Atomics.compareExchange(words, head, first, counted(first, 1, behind)) === first ? node : LOST;
}

/** One try to put a node of the caller's before the others. */
export function tryPut(words: Words, head: i32, nodes: i32, node: i32): boolean {
  const first = Atomics.load(words, head); // [relaxed] a guess, proved by the exchange
  setLink(words, nodes, node, nodeOf(first));
  // LP. [release] publishes the node's link and payload; pairs with tryTake's [acquire] load. Success: `first` is the list's head still.
  return Atomics.compareExchange(words, head, first, counted(first, 0, node)) === first;
}

/** Put a node of the caller's before the others. Returns how many tries failed. */
export function put(words: Words, head: i32, nodes: i32, node: i32): i32 {
  let failed: i32 = 0;
  // Ends with a try that succeeds; each that fails proves that another thread has taken a node or put one.
  while (!tryPut(words, head, nodes, node)) failed = (failed + 1) | 0;
  return failed;
}
