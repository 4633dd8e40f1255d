/**
 * treiber whose heads count in one bit: after two takes a head is what it was, and an exchange that must fail succeeds (ABA). Too rare for
 * threads in a test to meet it: it is here for the explorer (test/structures/aba.test.ts), and no check of the kind need catch it.
 */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, StackSpec, Words } from '../../../src/contract.ts';
import {
  bitsOf,
  initPool,
  LOST,
  linkAt,
  NONE,
  nodeOf,
  payloadAt,
  poolWords,
  put,
} from '../../../src/structures/_pool.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const POOL: i32 = 2 * LINE_WORDS;

/** Of the count of a head, this is left. */
const COUNT_MASK: i32 = 1;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initPool(words, POOL, FREE, 1, capacitySlots);
}

function tryTake(words: Words, head: i32): i32 {
  const bits = bitsOf(words, POOL);
  const first = Atomics.load(words, head); // [acquire]
  const node = nodeOf(first, bits);
  if (node === NONE) return NONE;
  const behind = nodeOf(Atomics.load(words, linkAt(POOL, node)), bits); // [relaxed]
  const next = ((((first >> bits) + 1) & COUNT_MASK) << bits) | behind; // BROKEN: one bit
  return Atomics.compareExchange(words, head, first, next) === first ? node : LOST; // [relaxed]
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE);
  // Ends with a node or with none.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, FREE);
  }
  if (node === NONE) return -1;
  words[payloadAt(POOL, node)] = value; // plain: the node is this thread's
  return (failed + put(words, TOP, POOL, node)) | 0;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, TOP);
  // Ends with a node or with none.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, TOP);
  }
  if (node === NONE) return -1;
  into[at] = words[payloadAt(POOL, node)]; // plain: the node is this thread's
  return (failed + put(words, FREE, POOL, node)) | 0;
}

export default {
  kind: 'stack',
  name: 'treiber-one-bit-tag',
  title: "Treiber's stack that counts in one bit",
  family: 'mutant',
  meets: 'top',
  refusals: 'in-flight',
  progress: 'lock-free',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'treiber, broken' }],
  layout: { TOP, FREE, POOL },
  freeRunning: [],
  sizeWords: (capacitySlots) => POOL + poolWords(capacitySlots),
  init,
  push,
  pop,
} satisfies StackSpec;
