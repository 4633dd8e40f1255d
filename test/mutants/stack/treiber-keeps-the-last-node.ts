/** treiber whose pop does not give back the node that was the last one on the stack. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, StackSpec, Words } from '../../../src/contract.ts';
import { initList, LOST, NODE_WORDS, NONE, nodeOf, payloadAt, put, tryTake } from '../../../src/structures/_pool.ts';
import type { Mutant } from '../mutant.ts';

const TOP: i32 = 0;
const FREE: i32 = LINE_WORDS;
const NODES: i32 = 2 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  initList(words, FREE, NODES, 1, capacitySlots);
}

export function push(words: Words, self: i32, value: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, FREE, NODES);
  // Ends with a node or with none.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, FREE, NODES);
  }
  if (node === NONE) return -1;
  words[payloadAt(NODES, node)] = value; // plain: the node is this thread's
  return (failed + put(words, TOP, NODES, node)) | 0;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  let failed: i32 = 0;
  let node = tryTake(words, TOP, NODES);
  // Ends with a node or with none.
  while (node === LOST) {
    failed = (failed + 1) | 0;
    node = tryTake(words, TOP, NODES);
  }
  if (node === NONE) return -1;
  into[at] = words[payloadAt(NODES, node)]; // plain: the node is this thread's
  if (nodeOf(Atomics.load(words, TOP)) === NONE) return failed; // BROKEN: the node is nobody's now. [relaxed]
  return (failed + put(words, FREE, NODES, node)) | 0;
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
  layout: { TOP, FREE, NODES },
  freeRunning: [],
  sizeWords: (capacitySlots) => NODES + NODE_WORDS * (capacitySlots + 1),
  init,
  push,
  pop,
} satisfies Mutant<StackSpec>;
