/** stack-futex that takes one item more than it has slots. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, StackSpec, Words } from '../../../src/contract.ts';
import { LOCK_WORDS, lock, unlock } from '../../../src/locks/futex.ts';
import type { Mutant } from '../mutant.ts';

const COUNT: i32 = LOCK_WORDS;
const CAPACITY: i32 = LOCK_WORDS + LINE_WORDS;
const SLOTS: i32 = LOCK_WORDS + 2 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, threads: i32): void {
  words[CAPACITY] = capacitySlots; // plain: not shared yet
}

// plain: every access below is ordered by the mutex.

export function push(words: Words, self: i32, value: i32): i32 {
  const failed = lock(words, self);
  const count = words[COUNT];
  const isFree = count <= words[CAPACITY]; // BROKEN: one too many
  if (isFree) {
    words[SLOTS + count] = value;
    words[COUNT] = (count + 1) | 0;
  }
  unlock(words, self);
  return isFree ? failed : -1;
}

export function pop(words: Words, self: i32, into: Words, at: i32): i32 {
  const failed = lock(words, self);
  const count = words[COUNT];
  const isFilled = count > 0;
  if (isFilled) {
    into[at] = words[SLOTS + count - 1];
    words[COUNT] = (count - 1) | 0;
  }
  unlock(words, self);
  return isFilled ? failed : -1;
}

export default {
  kind: 'stack',
  name: 'futex-one-too-many',
  twin: 'stack-futex',
  caughtBy: 'capacity',
  title: 'Array under a mutex, one item too many',
  family: 'mutant',
  meets: 'top',
  refusals: 'exact',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'stack-futex, broken' }],
  layout: { COUNT, CAPACITY, SLOTS },
  freeRunning: [],
  sizeWords: (capacitySlots) => SLOTS + capacitySlots,
  init,
  push,
  pop,
} satisfies Mutant<StackSpec>;
