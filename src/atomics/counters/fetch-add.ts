/**
 * One word and one atomic add: the shortest correct counter, and one line that every thread wants.
 *
 * Source: Gottlieb, Lubachevsky & Rudolph, "Basic techniques for the efficient coordination of very large numbers of
 * cooperating sequential processors", TOPLAS 5(2), 1983, for fetch-and-add. Differs: their network adds up requests that meet on
 * the way; here the line travels to each thread in turn.
 *
 * Words:
 *   COUNT  the sum of all additions; written by every thread
 *
 * Thread contract: any number of threads; `self` is not used. Zeroed words count 0.
 * Progress: wait-free where the CPU has the instruction (x86 `lock xadd`, ARMv8.1 `ldadd`); a loop, lock-free, where it has
 * not. Fairness: the machine's.
 * Wrap: the count is modulo 2^32; compare counts by difference.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';

const COUNT: i32 = 0;

export function add(words: Words, self: i32, amount: i32): i32 {
  // LP. [relaxed] pairs with nothing: the count publishes no other data.
  Atomics.add(words, COUNT, amount);
  return 0;
}

export function read(words: Words): i32 {
  // LP. [relaxed] pairs with nothing: the count publishes no other data.
  return Atomics.load(words, COUNT);
}

export default {
  kind: 'counter',
  name: 'fetch-add',
  title: 'Atomic add to one word',
  family: 'shared word',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'wait-free',
  useWhen: 'threads add now and then, or read often, or must not be numbered',
  restrictions: ['every addition moves the same line: more threads that add all the time are slower together'],
  sources: [
    {
      who: 'Gottlieb, Lubachevsky & Rudolph',
      year: 1983,
      what: 'Basic techniques for the efficient coordination of very large numbers of cooperating sequential processors',
      url: 'https://doi.org/10.1145/69624.357206',
    },
  ],
  layout: { COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => LINE_WORDS,
  add,
  read,
} satisfies CounterSpec;
