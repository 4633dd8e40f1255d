/**
 * Read a word atomically.
 *
 * Source: ECMA-262, section "The Atomics Object".
 *
 * Words: one, `words[at]`, on a line of its own. Zeroed words are the initial state.
 * Thread contract: any thread, any time.
 * Progress: wait-free. On x86 an ordinary load instruction.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, OperationSpec, Words } from '../../src/contract.ts';

/** The word that tests and micro-benchmarks use; scenarios pass others. */
const WORD: i32 = 0;

export function apply(words: Words, at: i32, value: i32): i32 {
  return Atomics.load(words, at); // LP. [relaxed] orders nothing by itself: what is measured is the load
}

export default {
  kind: 'operation',
  name: 'load',
  title: 'Atomic load',
  family: 'read',
  needs: 'copy',
  atomic: 'atomic',
  progress: 'wait-free',
  useWhen: 'never in earnest: it measures what it costs to look at a word',
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
