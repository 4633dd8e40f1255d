/**
 * Write a word atomically.
 *
 * Source: ECMA-262, section "The Atomics Object".
 *
 * Words: one, `words[at]`, on a line of its own. Zeroed words are the initial state.
 * Thread contract: any thread, any time.
 * Progress: wait-free. On x86 an exchange, as it is sequentially consistent: later loads wait for it.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../src/contract.ts';

/** The word that tests and micro-benchmarks use; scenarios pass others. */
const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  Atomics.store(words, at, value); // LP. [relaxed] orders nothing by itself: what is measured is the store
  return value;
}

export default {
  kind: 'operation',
  name: 'store',
  title: 'Atomic store',
  family: 'write',
  needs: 'ownership',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never in earnest: it measures what it costs to publish a word',
  control: true,
  restrictions: ['returns `value`: nothing is read'],
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
