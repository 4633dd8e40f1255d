/**
 * Treiber's stack whose threads stay away for a while after each failed exchange: the control for elimination, which stays away as long,
 * and may meet somebody meanwhile.
 *
 * Source: treiber.ts; Hendler, Shavit & Yerushalmi, "A scalable lock-free stack algorithm", SPAA 2004, who compare theirs with one that backs
 * off. Differs: the stay is always as long.
 *
 * Words (each group on a line of its own):
 *   TOP       head of the list of items
 *   FREE      head of the list of free nodes
 *   PATIENCE  pauses of one stay; constant after init
 *   POOL…     the pool, capacity nodes (_pool.ts)
 *
 * Thread contract, order, full and empty, wrap and ABA: as treiber.ts.
 * Progress: lock-free; a stay ends by itself. A thread that stops for ever takes one node with it at most.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import type { i32, StackSpec, Words } from '../contract.ts';
import { initPool, LOST, NONE, payloadAt, poolWords, put, tryPut, tryTake } from './_pool.ts';
import { USUAL_PATIENCE } from './elimination.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const PATIENCE: i32 = 2 * LINE_WORDS;
const POOL: i32 = 3 * LINE_WORDS;

const REFUSED: i32 = -1;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  words[PATIENCE] = USUAL_PATIENCE; // plain: not shared yet
  initPool(words, POOL, FREE, 1, capacitySlots);
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE, POOL); // LP when full
  // Ends with a node or with none; a try that fails proves that another thread has taken a free node or put one back.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    stayAway(words);
    node = tryTake(words, FREE, POOL);
  }
  if (node === NONE) return REFUSED;
  words[payloadAt(POOL, node)] = value; // plain: the node is this thread's; published by the exchange of TOP
  // LP. Ends with a try that succeeds; each that fails proves that another thread has pushed or popped.
  while (!tryPut(words, TOP, POOL, node)) {
    failed = (failed + 1) | 0;
    stayAway(words);
  }
  return failed;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, TOP, POOL); // LP
  // Ends with a node or with none; a try that fails proves that another thread has pushed or popped.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    stayAway(words);
    node = tryTake(words, TOP, POOL);
  }
  if (node === NONE) return REFUSED;
  into[at] = words[payloadAt(POOL, node)]; // plain: the node is this thread's; ordered by tryTake's load of TOP
  return (failed + put(words, FREE, POOL, node)) | 0; // at once, as in elimination.ts
}

/** Ends after PATIENCE pauses, whatever the others do. */
function stayAway(words: Words): void {
  const pauses = words[PATIENCE]; // plain: constant after init
  for (let i: i32 = 0; i < pauses; i++) pause();
}

export default {
  kind: 'stack',
  name: 'treiber-backoff',
  title: "Treiber's stack, staying away after a failed exchange",
  family: 'list',
  meets: 'top',
  refusals: 'in-flight',
  progress: 'lock-free',
  control: true,
  useWhen: 'never but to measure: it tells what of elimination is meeting, and what is staying away',
  restrictions: [
    'as treiber',
    'a thread that has lost an exchange stays away from the top for a fixed time, although it may be free by then',
  ],
  sources: [
    { who: 'Treiber', year: 1986, what: 'Systems programming: coping with parallelism, IBM RJ 5118' },
    { who: 'Hendler, Shavit & Yerushalmi', year: 2004, what: 'A scalable lock-free stack algorithm, SPAA' },
  ],
  layout: { TOP, FREE, POOL },
  freeRunning: [],
  tunables: {
    patience: { word: PATIENCE, default: USUAL_PATIENCE, min: 1, max: 1000000, what: 'pauses after a failed exchange' },
  },
  sizeWords: (capacitySlots) => POOL + poolWords(capacitySlots),
  init,
  push,
  pop,
} satisfies StackSpec;
