import { join } from 'node:path';
import { PROJECT } from '../src/registry.ts';

/** What a test may change in the tiny ring, to break it. */
export interface TinyRing {
  readonly name?: string;
  /** Runs before tryPush does anything. */
  readonly onPush?: string;
  /** Further descriptor entries; they win over the ring's own. */
  readonly descriptor?: string;
}

/**
 * The source of a complete ring of the kernel dialect, as somebody writes it in a folder of their own: Lamport's, with
 * everything on as few lines as possible.
 */
export function tinyRing({ name = 'my-ring', onPush = '', descriptor = '' }: TinyRing = {}): string {
  return `import { LINE_WORDS } from '${join(PROJECT, 'src/atomics/layout.ts')}';
import type { i32, RingSpec, Words } from '${join(PROJECT, 'src/contract.ts')}';
const HEAD: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const MASK: i32 = 2 * LINE_WORDS;
const SLOTS: i32 = 3 * LINE_WORDS;
export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[MASK] = (capacitySlots - 1) | 0;
}
export function tryPush(words: Words, self: i32, value: i32): boolean {
  ${onPush}
  const tail = words[TAIL];
  if (((tail - Atomics.load(words, HEAD)) | 0) > words[MASK]) return false;
  words[SLOTS + (tail & words[MASK])] = value;
  Atomics.store(words, TAIL, (tail + 1) | 0);
  return true;
}
export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  const head = words[HEAD];
  if (head === Atomics.load(words, TAIL)) return false;
  into[at] = words[SLOTS + (head & words[MASK])];
  Atomics.store(words, HEAD, (head + 1) | 0);
  return true;
}
export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  let n: i32 = 0;
  while (n < count && tryPush(words, self, from[at + n])) n = (n + 1) | 0;
  return n;
}
export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  let n: i32 = 0;
  while (n < count && tryPop(words, self, into, (at + n) | 0)) n = (n + 1) | 0;
  return n;
}
export function size(words: Words): i32 {
  const head = Atomics.load(words, HEAD);
  const filled = (Atomics.load(words, TAIL) - head) | 0;
  return filled > words[MASK] ? (words[MASK] + 1) | 0 : filled;
}
export function flush(words: Words, self: i32): void {}
export default {
  kind: 'ring', name: '${name}', title: 'A ring of my own', family: 'spsc', progress: 'wait-free',
  producers: 1, consumers: 1, delivery: 'once', overflow: 'reject',
  indexLines: 'separate', otherSide: 'index', publishes: 'each', refusals: 'exact', batches: 'one-by-one',
  useWhen: 'a test needs it',
  restrictions: ['no name in the literature'], sources: [{ who: 'Somebody', year: 2024, what: 'A test' }],
  layout: { HEAD, TAIL, MASK, SLOTS }, freeRunning: ['HEAD', 'TAIL'],
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init, tryPush, tryPop, pushMany, popMany, size, flush,
  ${descriptor}
} satisfies RingSpec;
`;
}
