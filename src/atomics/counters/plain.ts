/**
 * Load, add, store, without atomics: the counter that everybody writes first, and that loses additions.
 *
 * Source: McKenney, "Is parallel programming hard, and, if so, what can you do about it?", section 5.1 ("Why isn't concurrent
 * counting trivial?"). Broken on purpose: two threads that load the same value store the same sum, and one addition is gone. A
 * thread that is descheduled between its load and its store takes back whatever the others added meanwhile.
 *
 * Words:
 *   COUNT  the sum of the additions that survived; written by every thread
 *
 * Thread contract: none that helps; with one thread it counts. Progress: wait-free. Zeroed words count 0.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';

const COUNT: i32 = 0;

export function add(words: Words, self: i32, amount: i32): i32 {
  words[COUNT] = (words[COUNT] + amount) | 0; // plain: the mistake that this file shows
  return 0;
}

export function read(words: Words): i32 {
  return words[COUNT]; // plain: as above; exact when nobody adds and the reader has synchronized with those who did
}

export default {
  kind: 'counter',
  name: 'plain',
  title: 'Word without atomics (broken)',
  family: 'shared word',
  updates: 'lossy',
  cells: 'one',
  reads: 'quiescent',
  progress: 'wait-free',
  control: true,
  useWhen: 'never between threads: it is broken, and there to be seen losing additions',
  restrictions: ['loses additions as soon as two threads add'],
  sources: [
    {
      who: 'McKenney',
      year: 2023,
      what: 'Is parallel programming hard, and, if so, what can you do about it?, section 5.1',
      url: 'https://arxiv.org/abs/1701.00854',
    },
  ],
  layout: { COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => LINE_WORDS,
  add,
  read,
} satisfies CounterSpec;
