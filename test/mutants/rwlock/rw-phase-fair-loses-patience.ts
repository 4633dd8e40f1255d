/** rw-phase-fair whose readers go in when they have waited for long. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, RwLockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const RIN: i32 = 0;
const ROUT: i32 = LINE_WORDS;
const WIN: i32 = 2 * LINE_WORDS;
const WOUT: i32 = 3 * LINE_WORDS;
const NAP: i32 = 4 * LINE_WORDS;
const LOCK_WORDS: i32 = 5 * LINE_WORDS;

const READER: i32 = 4;
const WRITER_BITS: i32 = 3;
const NO_WRITER: i32 = 0;
/** With the parity of its ticket in the lowest bit. */
const WRITER: i32 = 2;

const PATIENCE: i32 = 1000;

export function readLock(words: Words, self: i32): i32 {
  // LP when it finds no writer. [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] `and`. It need not show
  // a writer that comes that we are here: that writer's add to the same word does.
  const writer = Atomics.add(words, RIN, READER) & WRITER_BITS;
  if (writer === NO_WRITER) return 0;
  let paused: i32 = 0;
  let looks: i32 = 0;
  // [acquire] pairs with writeUnlock's [release] `and`. BROKEN: ends after PATIENCE looks, too.
  while (looks < PATIENCE && (Atomics.load(words, RIN) & WRITER_BITS) === writer) {
    looks = (looks + 1) | 0;
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
  return 0;
}

export function readUnlock(words: Words, self: i32): void {
  // LP. [release] what we have read was not written later; pairs with writeLock's [acquire] load of ROUT.
  Atomics.add(words, ROUT, READER);
}

export function writeLock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, WIN, 1); // [relaxed] decides the order; WOUT carries what writers wrote
  let paused: i32 = 0;
  // [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] store of WOUT.
  // Ends when all writers with earlier tickets have left.
  while (Atomics.load(words, WOUT) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  // [relaxed] decides which readers come before us; ROUT shows when they have left. The bits are 0: the last writer cleared them.
  const readers = Atomics.add(words, RIN, WRITER | (ticket & 1));
  paused = 0;
  // LP. [acquire] readers have read; pairs with readUnlock's [release] adds.
  // Ends when all readers that came before the add have left; those who come now wait.
  while (Atomics.load(words, ROUT) !== readers) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function writeUnlock(words: Words, self: i32): void {
  const ticket = words[WOUT]; // plain: only the writer inside writes WOUT, and that is this thread
  // LP for readers. [release] publishes what the writer wrote; pairs with readLock's [acquire]. Before WOUT: the next writer adds its
  // bits to none.
  Atomics.and(words, RIN, ~WRITER_BITS);
  // LP for writers. [release] publishes what the writer wrote, and that the bits are cleared; pairs with writeLock's [acquire] load.
  Atomics.store(words, WOUT, (ticket + 1) | 0);
}

export default {
  kind: 'rwlock',
  name: 'rw-phase-fair-loses-patience',
  twin: 'rw-phase-fair',
  caughtBy: 'long-hold',
  title: 'Phase-fair reader-writer lock that loses patience',
  family: 'mutant',
  prefers: 'phases',
  readersWrite: 'shared-line',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'rw-phase-fair, broken' }],
  layout: { RIN, ROUT, WIN, WOUT, NAP },
  freeRunning: ['RIN', 'ROUT', 'WIN', 'WOUT'],
  sizeWords: () => LOCK_WORDS,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies Mutant<RwLockSpec>;
