/** treiber whose pop does not give back the node that was the last one on the stack. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, StackSpec, Words } from '../../../src/contract.ts';
import {
  bitsOf,
  initPool,
  LOST,
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
const POOL: i32 = 2 * LINE_WORDS;

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
  let failed: i32 = 0;
  let node = tryTake(words, TOP, POOL);
  // Ends with a node or with none.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, TOP, POOL);
  }
  if (node === NONE) return -1;
  into[at] = words[payloadAt(POOL, node)]; // plain: the node is this thread's
  if (nodeOf(Atomics.load(words, TOP), bitsOf(words, POOL)) === NONE) return failed; // BROKEN: the node is nobody's now. [relaxed]
  return (failed + put(words, FREE, POOL, node)) | 0;
}

export default {
  kind: 'stack',
  name: 'treiber-keeps-the-last-node',
  twin: 'treiber',
  caughtBy: 'flow',
  title: "Treiber's stack, slots lost",
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
