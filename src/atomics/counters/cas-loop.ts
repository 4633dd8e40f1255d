/**
 * One word, updated by compare-exchange until it succeeds: what any update of one word can be made of, here the simplest.
 *
 * Source: Herlihy, "Wait-free synchronization", TOPLAS 13(1), 1991, for what compare-exchange can do; the loop is older.
 *
 * Words:
 *   COUNT  the sum of all additions; written by every thread
 *
 * Thread contract: any number of threads; `self` is not used. Zeroed words count 0.
 * Progress: lock-free: an exchange fails only because another thread's has succeeded. Fairness: none; a thread whose line
 * comes late may fail for as long as the others go on.
 * Wrap and ABA: the count is modulo 2^32. An exchange that succeeds although the count has gone away and come back is right all the
 * same: the new value depends on the old one only.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';

const COUNT: i32 = 0;

export function add(words: Words, self: i32, amount: i32): i32 {
  let failed: i32 = 0;
  // Ends when nobody came between look and exchange; a failed exchange proves that another thread's addition was made.
  while (!tryAdd(words, amount)) failed = (failed + 1) | 0;
  return failed;
}

function tryAdd(words: Words, amount: i32): boolean {
  const seen = Atomics.load(words, COUNT); // [relaxed] a guess, proved by the exchange
  // LP when it succeeds: the count still was `seen`. [relaxed] pairs with nothing: the count publishes no other data.
  return Atomics.compareExchange(words, COUNT, seen, (seen + amount) | 0) === seen;
}

export function read(words: Words): i32 {
  // LP. [relaxed] pairs with nothing: the count publishes no other data.
  return Atomics.load(words, COUNT);
}

export default {
  kind: 'counter',
  name: 'cas-loop',
  title: 'Compare-exchange until it succeeds',
  family: 'shared word',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'lock-free',
  useWhen:
    'its loop is rewritten for an update that is no addition (a maximum, a bounded count), and threads seldom meet',
  restrictions: ['a thread may fail for as long as others add', 'each failure moves the line in vain'],
  sources: [
    {
      who: 'Herlihy',
      year: 1991,
      what: 'Wait-free synchronization, TOPLAS 13(1)',
      url: 'https://doi.org/10.1145/114005.102808',
    },
  ],
  layout: { COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => LINE_WORDS,
  add,
  read,
} satisfies CounterSpec;
