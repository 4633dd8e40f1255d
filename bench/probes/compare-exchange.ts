/**
 * Change a word from the value before `value` to `value`, atomically: it succeeds where the word counts along with its caller.
 *
 * Source: ECMA-262, section "The Atomics Object". Differs: the expected value is not a parameter. A load to learn it would
 * fetch the line, and the exchange would find it there: two operations.
 *
 * Words: one, `words[at]`, on a line of its own. Zeroed words are the initial state: the first `value` is 1.
 * Thread contract: any thread, any time. It fails, and changes nothing, where the word does not hold `value` - 1.
 * Progress: wait-free where it is one instruction (x86, ARMv8.1); lock-free where it is a loop.
 * Wrap: after 2^32 - 1 the word goes on with 0, as `value` does.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../src/contract.ts';

/** The word that tests and micro-benchmarks use; scenarios pass others. */
const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  // LP. If it succeeds, nobody else has changed the word. [relaxed] orders nothing by itself: what is measured is the exchange.
  return Atomics.compareExchange(words, at, (value - 1) | 0, value);
}

export default {
  kind: 'operation',
  name: 'compare-exchange',
  title: 'Compare-exchange that succeeds',
  family: 'compare-and-swap',
  needs: 'ownership',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never in earnest: it measures what it costs to change a word if nobody else has',
  control: true,
  restrictions: ['the expected value is `value` - 1'],
  sources: [
    {
      who: 'Ecma International',
      year: 2017,
      what: 'ECMA-262, The Atomics Object',
      url: 'https://tc39.es/ecma262/#sec-atomics-object',
    },
  ],
  layout: { WORD },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  apply,
} satisfies OperationSpec;
