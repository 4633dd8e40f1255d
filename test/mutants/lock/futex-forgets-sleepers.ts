/** futex whose woken thread takes the lock as HELD: whoever else sleeps is forgotten. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import { park, wake } from '../../../src/atomics/wait.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const STATE: i32 = 0;
const SPINS: i32 = LINE_WORDS;

const FREE: i32 = 0;
const HELD: i32 = 1;
const CONTENDED: i32 = 2;

export function init(words: Words, threads: i32): void {
  words[SPINS] = 100; // plain: not shared yet
}

function isTaken(words: Words): boolean {
  // [acquire] pairs with unlock's [release] exchange.
  return Atomics.compareExchange(words, STATE, FREE, HELD) === FREE;
}

/** Look for a while. */
function isTakenSoon(words: Words): boolean {
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    if (isTaken(words)) return true;
    pause();
  }
  return false;
}

export function lock(words: Words, self: i32): i32 {
  if (isTaken(words)) return 0;
  let failed: i32 = 1;
  if (isTakenSoon(words)) return failed;
  // BROKEN: the lock is taken as HELD although others may be asleep. Ends when an unlock's FREE is found here.
  while (!isTaken(words)) {
    failed = (failed + 1) | 0;
    Atomics.compareExchange(words, STATE, HELD, CONTENDED); // [relaxed] tells the holder that somebody may be asleep
    park(words, STATE, CONTENDED);
  }
  return failed;
}

export function unlock(words: Words, self: i32): boolean {
  const state = Atomics.exchange(words, STATE, FREE); // [release] pairs with the [acquire] exchanges of whoever gets in
  if (state === CONTENDED) wake(words, STATE, 1);
  return state !== FREE;
}

export default {
  kind: 'lock',
  name: 'futex-forgets-sleepers',
  twin: 'futex',
  caughtBy: 'wake-up',
  title: 'Three-state mutex that forgets who else sleeps',
  family: 'mutant',
  fairness: 'none',
  waiting: 'spin-then-park',
  sharedBy: 'many',
  detects: 'free-unlock',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'futex, broken' }],
  layout: { STATE, SPINS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: 100, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => 2 * LINE_WORDS,
  init,
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
