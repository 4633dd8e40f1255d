/** rw-distributed that reserves a line too little: the last reader's lies behind its words. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
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
  Atomics.store(words, mine, INSIDE); // [seq-cst] before the load of WRITER; against writeLock's store of WRITER before its look here
  // LP when it finds no writer. [seq-cst] as above; sees what the last writer wrote, as an [acquire] of writeUnlock's [release] store.
  const writer = Atomics.load(words, WRITER);
  if (writer === NO_WRITER) return 0;
  Atomics.store(words, mine, writer); // [release] what we read in earlier sections was not written later; pairs with writeLock's load
  let paused: i32 = 0;
  // LP otherwise. [acquire] sees what that writer wrote; pairs with writeUnlock's store of WRITER, or the next writer's, which has seen
  // it. Ends when that writer has left; it does not wait for us, and the next one does.
  while (Atomics.load(words, WRITER) === writer) paused = relax(words, NAP, paused, STAY_CLOSE);
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
  name: 'rw-distributed-one-line-short',
  twin: 'rw-distributed',
  caughtBy: 'footprint',
  title: 'Distributed reader-writer lock, a line short',
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
  sizeWords: (threads) => readerAt(threads - 1), // BROKEN: without the last,
  init,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} satisfies Mutant<RwLockSpec>;
