/** futex whose thread, when its time is up, says that nobody is asleep any more: the others that sleep are forgotten. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { pause } from '../../../src/atomics/pause.ts';
import { parkAtMost } from '../../../src/atomics/timed-park.ts';
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
  // [acquire] pairs with unlock's [release] exchange. Ends when its FREE is found here.
  while (Atomics.exchange(words, STATE, CONTENDED) !== FREE) {
    failed = (failed + 1) | 0;
    park(words, STATE, CONTENDED);
  }
  return failed;
}

export function lockFor(words: Words, self: i32, timeoutUs: i32): boolean {
  if (isTaken(words)) return true;
  let leftUs: i32 = timeoutUs;
  // [acquire] pairs with unlock's [release] exchange. Ends when its FREE is found here, or with the time.
  while (Atomics.exchange(words, STATE, CONTENDED) !== FREE) {
    if (leftUs <= 0) {
      Atomics.compareExchange(words, STATE, CONTENDED, HELD); // BROKEN: it is not the only one. [relaxed]
      return false;
    }
    leftUs = (leftUs - parkAtMost(words, STATE, CONTENDED, leftUs)) | 0;
  }
  return true;
}

export function unlock(words: Words, self: i32): boolean {
  const state = Atomics.exchange(words, STATE, FREE); // [release] pairs with the [acquire] exchanges of whoever gets in
  if (state === CONTENDED) wake(words, STATE, 1);
  return state !== FREE;
}

export default {
  kind: 'lock',
  name: 'futex-tidies-up',
  twin: 'futex',
  caughtBy: 'time-out-beside',
  title: 'Three-state mutex that tidies up',
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
  lockFor,
} satisfies Mutant<LockSpec>;
