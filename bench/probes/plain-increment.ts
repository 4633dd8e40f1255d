/**
 * Add 1 to a word with a plain load and a plain store: what counting costs when nothing is atomic.
 *
 * Source: the `++` of every language; "non-atomic" in McKenney, "Is Parallel Programming Hard", CodeSamples/count.
 *
 * Words: one, `words[at]`, on a line of its own. Zeroed words are the initial state.
 * Thread contract: the word belongs to one thread; of two that increment it, additions are lost.
 * Progress: wait-free. The load waits for the line; the store waits in the store buffer, and the thread goes on.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../src/contract.ts';

/** The word that tests and micro-benchmarks use; scenarios pass others. */
const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  const before = words[at]; // plain: the word belongs to this thread
  words[at] = (before + 1) | 0; // plain: as above
  return before;
}

export default {
  kind: 'operation',
  name: 'plain-increment',
  title: 'Plain increment',
  family: 'plain',
  needs: 'ownership',
  atomic: 'plain',
  progress: 'wait-free',
  useWhen: 'the word belongs to one thread',
  control: true,
  restrictions: ['`value` is ignored', 'loses additions where two threads increment the same word'],
  sources: [
    {
      who: 'McKenney',
      year: 2026,
      what: 'Is Parallel Programming Hard, And, If So, What Can You Do About It? (CodeSamples/count)',
      url: 'https://github.com/paulmckrcu/perfbook',
    },
  ],
  layout: { WORD },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  apply,
} satisfies OperationSpec;
