/**
 * Arithmetic in registers instead of an addition: how CPUs scale when threads share nothing.
 *
 * Two CPUs of a machine may be two threads of one core, or share its power: then even this does not double. What a counter's threads
 * gain together is to be held against it. A call makes STEPS dependent multiplications, about as long as an atomic add, and begins
 * with what the last call found, so that no CPU overlaps two calls and no compiler leaves one out.
 *
 * Words:
 *   STATE…  what the last call found, one for each thread, a line each; written and read by that thread alone
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one. Progress: wait-free.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import { work } from '../../src/atomics/work.ts';
import type { CounterSpec, i32, Words } from '../../src/contract.ts';

const STATE: i32 = 0;

/** Multiplication and addition take 4 cycles, so 20 in all: between an atomic add as WebAssembly and one as JavaScript. */
const STEPS: i32 = 5;

export function add(words: Words, self: i32, amount: i32): i32 {
  const at = (STATE + Math.imul(self, LINE_WORDS)) | 0;
  words[at] = work(STEPS, (words[at] + amount) | 0); // plain: this thread's own
  return 0;
}

export function read(words: Words): i32 {
  return 0;
}

export default {
  kind: 'counter',
  name: 'register',
  title: 'Arithmetic in registers',
  family: 'control',
  updates: 'none',
  cells: 'per-thread',
  reads: 'quiescent',
  progress: 'wait-free',
  control: true,
  useWhen: 'never: it counts nothing, and shows how the CPUs scale by themselves',
  restrictions: ['it counts nothing'],
  sources: [{ who: 'this project', year: 2026, what: 'dependent multiplications, nothing shared' }],
  layout: { STATE },
  freeRunning: [],
  sizeWords: (threads) => threads * LINE_WORDS,
  add,
  read,
} satisfies CounterSpec;
