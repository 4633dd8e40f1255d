/** treiber whose pop takes its exchange apart: two threads take the same item. The nap between is only to be sure of that. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { i32, StackSpec, Words } from '../../../src/contract.ts';
import {
  bitsOf,
  counted,
  initPool,
  LOST,
  linkAt,
  NONE,
  nodeOf,
  payloadAt,
  poolWords,
  put,
  tryTake,
} from '../../../src/structures/_pool.ts';
import type { Mutant } from '../mutant.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;
const POOL: i32 = 3 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initPool(words, POOL, FREE, 1, capacitySlots);
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE, POOL);
  // Ends with a node or with none.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, FREE, POOL);
  }
  if (node === NONE) return -1;
  words[payloadAt(POOL, node)] = value; // plain: the node is this thread's
  return (failed + put(words, TOP, POOL, node)) | 0;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  const bits = bitsOf(words, POOL);
  const first = Atomics.load(words, TOP); // [acquire]
  const node = nodeOf(first, bits);
  if (node === NONE) return -1;
  const behind = nodeOf(Atomics.load(words, linkAt(POOL, node)), bits); // [relaxed]
  parkFor(words, NAP, 0, 1);
  Atomics.store(words, TOP, counted(first, 1, behind, bits)); // BROKEN: others may have pushed or popped. [relaxed]
  into[at] = words[payloadAt(POOL, node)]; // plain: the node is this thread's, or should be
  return put(words, FREE, POOL, node);
}

export default {
  kind: 'stack',
  name: 'treiber-pops-in-two-steps',
  twin: 'treiber',
  caughtBy: 'exchange',
  title: "Treiber's stack, popped in two steps",
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
} satisfies Mutant<StackSpec>;
