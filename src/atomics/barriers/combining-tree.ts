/**
 * A tree of centralized barriers: up to four threads share a counter, the last of them goes on to the next one up, and whoever
 * comes last at the root starts the way back down.
 *
 * Source: Mellor-Crummey & Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM TOCS 9(1),
 * 1991, section 3.2, figure 8: the software combining tree of Yew, Tzeng & Lawrie, 1987, with optimized wake-up. Differs: each
 * node has a number of episodes instead of a sense, read on arrival, so that no thread keeps a sense of its own; counters
 * count up; threads pause between two looks, and nap after some 100 µs.
 *
 * Words: a line with NAP, always 0, something to sleep on; then two lines for each node, leaves first, the root last:
 *   ARRIVED   threads (at inner nodes: threads that were last below) that have come; written by all of them. Beside it, read
 *             just after it, constant after init: MEMBERS_LESS_1, and PARENT, the first word of the node above, 0 at the root
 *   EPISODE   episodes that are over at this node; written by its last thread; a line of its own, as the others spin on it
 *
 *   arrival at a node   ARRIVED               EPISODE
 *   not the last        n → n + 1             e           wait until it is e + 1
 *   the last            MEMBERS_LESS_1 → 0    e → e + 1   after the episode is over at PARENT
 *
 * Thread contract: each number from 0 to threads - 1 is one thread's. Misuse: a number used twice lets threads go too soon, one
 * that is missing makes them wait for ever, one too large writes outside the structure.
 * Progress: blocking: all wait for the slowest. Fairness: nobody can come twice before all have come once.
 * Wrap: each node's EPISODE is compared, by difference, with itself only; a waiting thread is at most one episode behind.
 */
import type { BarrierSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { awaitEpisode } from './_await-episode.ts';

/** Members of a node: few queue for one counter, and the tree has half the levels of a binary one. */
const FAN_IN: i32 = 4;

const NAP: i32 = 0;
const NODES: i32 = LINE_WORDS;
const NODE_WORDS: i32 = 2 * LINE_WORDS;

/** Relative to the node's first word. */
const ARRIVED: i32 = 0;
const MEMBERS_LESS_1: i32 = 1;
const PARENT: i32 = 2;
const EPISODE: i32 = LINE_WORDS;

/** The root's PARENT: no node begins at word 0. */
const NONE: i32 = 0;

export function init(words: Words, threads: i32): void {
  let members: i32 = threads;
  let first: i32 = 0; // the level's first node
  let nodes: i32 = nodesAbove(members);
  // Ends at the root, the only level of one node: every level has fewer than the one below.
  while (nodes > 1) {
    for (let i: i32 = 0; i < nodes; i++) linkNode(words, (first + i) | 0, i, members, (first + nodes) | 0);
    first = (first + nodes) | 0;
    members = nodes;
    nodes = nodesAbove(members);
  }
  linkNode(words, first, 0, members, -1);
}

/** Nodes that so many members need. */
function nodesAbove(members: i32): i32 {
  return (((members + FAN_IN - 1) | 0) / FAN_IN) | 0;
}

/** Set up `node`, the `i`-th of a level with so many members; the level above begins with node `above`, or is missing (-1). */
function linkNode(words: Words, node: i32, i: i32, members: i32, above: i32): void {
  const left = (members - Math.imul(i, FAN_IN)) | 0;
  words[nodeAt(node) + MEMBERS_LESS_1] = left < FAN_IN ? (left - 1) | 0 : FAN_IN - 1; // plain: not shared yet
  words[nodeAt(node) + PARENT] = above < 0 ? NONE : nodeAt((above + ((i / FAN_IN) | 0)) | 0);
}

function nodeAt(node: i32): i32 {
  return (NODES + Math.imul(node, NODE_WORDS)) | 0;
}

export function arriveAndWait(words: Words, self: i32): void {
  pass(words, nodeAt((self / FAN_IN) | 0));
}

/** Arrive at a node, and return when the episode is over there. Calls itself once a level. */
function pass(words: Words, node: i32): void {
  const episode = words[node + EPISODE]; // plain: it does not change before this thread has arrived here
  // [acq-rel] publishes what this thread wrote and saw below; the last one sees what all did: pairs with the others' adds.
  if (Atomics.add(words, node + ARRIVED, 1) === words[node + MEMBERS_LESS_1]) {
    const parent = words[node + PARENT]; // plain: constant after init
    if (parent !== NONE) pass(words, parent);
    words[node + ARRIVED] = 0; // plain: nobody comes here again before the [release] below
    // LP of the episode, at the root. [release] pairs with awaitEpisode's [acquire] load.
    Atomics.store(words, node + EPISODE, (episode + 1) | 0);
    return;
  }
  awaitEpisode(words, (node + EPISODE) | 0, NAP, (episode + 1) | 0);
}

export default {
  kind: 'barrier',
  name: 'combining-tree',
  title: 'Combining-tree barrier',
  family: 'tree',
  waiting: 'spin',
  path: 'logarithmic',
  progress: 'blocking',
  useWhen: 'many threads, each with a CPU of its own, would queue for one counter, and arrive at different times',
  restrictions: [
    'the number of threads is fixed',
    'slow with more threads than CPUs: who waits keeps a CPU for some 100 µs',
  ],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors, figure 8',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { NAP, ARRIVED: NODES + ARRIVED, EPISODE: NODES + EPISODE },
  freeRunning: ['EPISODE'],
  sizeWords: (threads) => {
    let nodes = 0;
    let members = threads;
    do {
      members = nodesAbove(members);
      nodes += members;
    } while (members > 1);
    return NODES + nodes * NODE_WORDS;
  },
  init,
  arriveAndWait,
} satisfies BarrierSpec;
