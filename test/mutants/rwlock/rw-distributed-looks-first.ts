/** rw-distributed whose readers look for a writer before they say that they are there. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { i32, RwLockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const WRITER: i32 = 0;
const NEXT: i32 = LINE_WORDS;
const SERVING: i32 = 2 * LINE_WORDS;
const THREADS: i32 = 3 * LINE_WORDS;
const NAP: i32 = 3 * LINE_WORDS + 1;
const READERS: i32 = 4 * LINE_WORDS;

const NO_WRITER: i32 = 0;
/** With the parity of its ticket in the lowest bit. */
const A_WRITER: i32 = 2;

const OUTSIDE: i32 = 0;
const INSIDE: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

function readerAt(thread: i32): i32 {
  return (READERS + Math.imul(thread, LINE_WORDS)) | 0;
}

export function readLock(words: Words, self: i32): i32 {
  const mine = readerAt(self);
  let paused: i32 = 0;
  // [acquire] pairs with writeUnlock's store of WRITER. Ends when no writer is inside or next.
  while (Atomics.load(words, WRITER) !== NO_WRITER) paused = relax(words, NAP, paused, STAY_CLOSE);
  parkFor(words, NAP, 0, 1); // to be sure that somebody else looks meanwhile
  Atomics.store(words, mine, INSIDE); // BROKEN: a writer may have come and looked here already. [seq-cst]
  return 0;
}

export function readUnlock(words: Words, self: i32): void {
  // LP. [release] what we have read was not written later; pairs with writeLock's [acquire] load.
  Atomics.store(words, readerAt(self), OUTSIDE);
}

export function writeLock(words: Words, self: i32): i32 {
  const ticket = Atomics.add(words, NEXT, 1); // [relaxed] decides the order; SERVING carries what writers wrote
  let paused: i32 = 0;
  // [acquire] sees what the last writer wrote; pairs with writeUnlock's [release] store of SERVING.
  // Ends when all writers with earlier tickets have left.
  while (Atomics.load(words, SERVING) !== ticket) paused = relax(words, NAP, paused, STAY_CLOSE);
  const writer = A_WRITER | (ticket & 1);
  Atomics.store(words, WRITER, writer); // [seq-cst] before the looks at the readers; against readLock's store before its load of WRITER
  const threads = words[THREADS]; // plain: constant after init
  // LP at the last look. Ends after so many readers.
  for (let i: i32 = 0; i < threads; i++) letGo(words, readerAt(i), writer);
  return 0;
}

/** Wait until the reader at `at` is outside, or waits for `writer`, which is the caller. */
function letGo(words: Words, at: i32, writer: i32): void {
  // [seq-cst] see writeLock; what the reader has read in the section before was not written later, as an [acquire] of its [release] store.
  let state: i32 = Atomics.load(words, at);
  let paused: i32 = 0;
  // Ends when the reader has left its section, or has looked at WRITER.
  while (state !== OUTSIDE && state !== writer) {
    paused = relax(words, NAP, paused, STAY_CLOSE);
    state = Atomics.load(words, at); // [acquire] as above: after one look that shows the reader's announcement
  }
}

export function writeUnlock(words: Words, self: i32): void {
  const ticket = words[SERVING]; // plain: only the writer inside writes SERVING, and that is this thread
  // LP for readers. [release] publishes what the writer wrote; pairs with readLock's loads. Before SERVING: the next writer's own
  // store comes later.
  Atomics.store(words, WRITER, NO_WRITER);
  // LP for writers. [release] publishes what the writer wrote; pairs with writeLock's [acquire] load of SERVING.
  Atomics.store(words, SERVING, (ticket + 1) | 0);
}

export default {
  kind: 'rwlock',
  name: 'rw-distributed-looks-first',
  twin: 'rw-distributed',
  caughtBy: 'exclusion',
  title: 'Distributed reader-writer lock that looks first',
  family: 'mutant',
  prefers: 'phases',
  readersWrite: 'own-line',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'rw-distributed, broken' }],
  layout: { WRITER, NEXT, SERVING, THREADS, NAP, READERS },
  freeRunning: ['NEXT', 'SERVING'],
  sizeWords: (threads) => readerAt(threads),
  init,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies Mutant<RwLockSpec>;
