/**
 * Add to a word atomically.
 *
 * Source: ECMA-262, section "The Atomics Object".
 *
 * Words: one, `words[at]`, on a line of its own. Zeroed words are the initial state.
 * Thread contract: any thread, any time.
 * Progress: wait-free where it is one instruction (x86, ARMv8.1); lock-free where it is a loop.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../src/contract.ts';

/** The word that tests and micro-benchmarks use; scenarios pass others. */
const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  return Atomics.add(words, at, value); // LP. [relaxed] orders nothing by itself: what is measured is the addition
}

export default {
  kind: 'operation',
  name: 'add',
  title: 'Atomic add',
  family: 'fetch-and-add',
  needs: 'ownership',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never in earnest: it measures what it costs to count in a shared word',
  control: true,
  restrictions: [],
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
