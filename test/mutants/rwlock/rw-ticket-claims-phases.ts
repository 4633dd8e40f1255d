/** rw-ticket that says that readers and writers take turns: a writer keeps apart the readers before it and behind it. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, RwLockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const CAME: i32 = 0;
const GONE: i32 = LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS;

const WRITER: i32 = 1;
const READER: i32 = 0x10000;
const WRITERS: i32 = 0xffff;

export function readLock(words: Words, self: i32): i32 {
  const writers = Atomics.add(words, CAME, READER) & WRITERS; // [relaxed] decides the order
  let paused: i32 = 0;
  // [acquire] pairs with writeUnlock's [release] store of GONE. Ends when all writers that came earlier have left.
  while ((Atomics.load(words, GONE) & WRITERS) !== writers) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function readUnlock(words: Words, self: i32): void {
  Atomics.add(words, GONE, READER); // [release] pairs with writeLock's [acquire] load of GONE
}

export function writeLock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, CAME, WRITER); // [relaxed] decides the order
  let paused: i32 = 0;
  // [acquire] pairs with writeUnlock's store and readUnlock's adds. Ends when all that came earlier have left.
  while (Atomics.load(words, GONE) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  return 0;
}

export function writeUnlock(words: Words, self: i32): void {
  const gone = words[GONE]; // plain: only this thread is inside
  Atomics.store(words, GONE, (gone + WRITER) | 0); // [release] pairs with the [acquire] loads of GONE
}

export default {
  kind: 'rwlock',
  name: 'rw-ticket-claims-phases',
  twin: 'rw-phase-fair',
  caughtBy: 'turns',
  title: 'Reader-writer ticket lock that claims phases',
  family: 'mutant',
  prefers: 'phases',
  readersWrite: 'shared-line',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'rw-phase-fair, broken' }],
  layout: { CAME, GONE, NAP },
  freeRunning: ['CAME', 'GONE'],
  sizeWords: () => 3 * LINE_WORDS,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies Mutant<RwLockSpec>;
