/**
 * One word, written by one thread and watched by another: the raw cost of moving a word between two CPUs.
 *
 * No queue can hand a value over faster, so a round trip through two mailboxes is the floor under every ring's. It lives
 * here because nobody should ship it: a value that is not read in time is lost, and the same value twice is seen once.
 *
 * Words (each on a line of its own):
 *   VALUE   the latest value; written by the producer       SEEN   the last value taken; the consumer's own
 *
 * Thread contract: one producer, one consumer. Progress: wait-free.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, RingSpec, Words } from '../../src/contract.ts';

const VALUE: i32 = 0;
const SEEN: i32 = LINE_WORDS;

/** What no item may be: the value before the first. */
const NOTHING: i32 = -2147483648;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  words[VALUE] = NOTHING; // plain: not shared yet
  words[SEEN] = NOTHING; // plain: not shared yet
}

export function tryPush(words: Words, self: i32, value: i32): boolean {
  // LP. [release] publishes what the producer wrote before; pairs with tryPop's [acquire] load of VALUE.
  Atomics.store(words, VALUE, value);
  return true;
}

export function tryPop(words: Words, self: i32, into: Words, at: i32): boolean {
  // LP. [acquire] pairs with tryPush's [release] store of VALUE.
  const value = Atomics.load(words, VALUE);
  if (value === words[SEEN]) return false; // plain: SEEN is the consumer's own
  words[SEEN] = value; // plain: the consumer's own
  into[at] = value;
  return true;
}

/** The last value wins: the ones before it are overwritten before anybody could see them. */
export function pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32 {
  if (count > 0) tryPush(words, self, from[at + count - 1]);
  return count;
}

export function popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32 {
  return count > 0 && tryPop(words, self, into, at) ? 1 : 0;
}

export function flush(words: Words, self: i32): void {} // every push is published at once

/** For the consumer's thread: SEEN is its own. */
export function size(words: Words): i32 {
  return Atomics.load(words, VALUE) === words[SEEN] ? 0 : 1; // [relaxed] approximate; plain: the consumer's own
}

export default {
  kind: 'ring',
  name: 'mailbox',
  title: 'Mailbox of one word',
  family: 'floor',
  producers: 1,
  consumers: 1,
  delivery: 'once',
  overflow: 'overwrite',
  indexLines: 'separate',
  otherSide: 'slot',
  publishes: 'each',
  refusals: 'exact',
  batches: 'one-by-one',
  progress: 'wait-free',
  control: true,
  useWhen: 'never: it is the floor under all round trips',
  restrictions: ['one item in flight', 'consecutive values must differ; the first must not be -2147483648'],
  sources: [{ who: 'this project', year: 2026, what: 'the smallest hand-over there is' }],
  layout: { VALUE, SEEN },
  freeRunning: [],
  sizeWords: () => 2 * LINE_WORDS,
  init,
  tryPush,
  tryPop,
  pushMany,
  popMany,
  flush,
  size,
} satisfies RingSpec;
