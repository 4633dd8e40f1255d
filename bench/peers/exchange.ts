/**
 * One atomic exchange and no lock: the least that taking a lock can cost. It excludes nobody.
 *
 * Words: STATE. `lock` exchanges it and ignores what it finds; `unlock` does nothing.
 */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../src/contract.ts';

const STATE: i32 = 0;

export function lock(words: Words, self: i32): i32 {
  Atomics.exchange(words, STATE, 1); // [relaxed] orders nothing: one thread, and nothing is protected
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  return true;
}

export default {
  kind: 'lock',
  name: 'exchange',
  title: 'One atomic exchange',
  family: 'control',
  fairness: 'none',
  waiting: 'spin',
  sharedBy: 1,
  detects: 'nothing',
  control: true,
  progress: 'wait-free',
  useWhen: 'never: it is the floor under all locks',
  restrictions: ['it excludes nobody'],
  sources: [
    {
      who: 'Ecma International',
      year: 2017,
      what: 'ECMA-262, Atomics.exchange',
      url: 'https://tc39.es/ecma262/#sec-atomics.exchange',
    },
  ],
  layout: { STATE },
  freeRunning: [],
  sizeWords: () => LINE_WORDS,
  lock,
  unlock,
} satisfies LockSpec;
