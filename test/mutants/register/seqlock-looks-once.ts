/** seqlock whose reader looks at the sequence once: a write may begin while it copies. */
import { pause } from '../../../src/atomics/pause.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { i32, RegisterSpec, Words } from '../../../src/contract.ts';
import { loadValue, storeValue } from '../../../src/registers/_copy.ts';
import type { Mutant } from '../mutant.ts';

const SEQUENCE: i32 = 0;
const VALUE_WORDS: i32 = 1;
const NAP: i32 = 2;
const VALUE: i32 = 3;

export function init(words: Words, threads: i32, valueWords: i32): void {
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  while ((Atomics.load(words, SEQUENCE) & 1) !== 0) pause(); // [acquire] ends when nobody writes
  const half = words[VALUE_WORDS] >> 1; // plain: constant after init
  loadValue(words, VALUE, half, into, at);
  parkFor(words, NAP, 0, 1); // only to be sure that somebody writes meanwhile
  loadValue(words, (VALUE + half) | 0, (words[VALUE_WORDS] - half) | 0, into, (at + half) | 0); // plain: constant after init
  return 0; // BROKEN: no second look
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  let sequence = Atomics.load(words, SEQUENCE); // [relaxed]
  // Ends when nobody else writes, and this thread's exchange succeeds. [acquire]
  while ((sequence & 1) !== 0 || Atomics.compareExchange(words, SEQUENCE, sequence, sequence | 1) !== sequence) {
    pause();
    sequence = Atomics.load(words, SEQUENCE); // [relaxed]
  }
  storeValue(words, VALUE, words[VALUE_WORDS], from, at); // plain: constant after init
  Atomics.store(words, SEQUENCE, (sequence + 2) | 0); // [release]
  return 0;
}

export default {
  kind: 'register',
  name: 'seqlock-looks-once',
  twin: 'seqlock',
  caughtBy: 'whole',
  title: 'Sequence lock that looks once',
  family: 'mutant',
  values: 'whole',
  readersWrite: 'nothing',
  readersMeetWriter: 'wait-and-retry',
  writersWaitFor: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'seqlock, broken' }],
  layout: { SEQUENCE, VALUE_WORDS, NAP, VALUE },
  freeRunning: ['SEQUENCE'],
  copies: () => 1,
  sizeWords: (_threads, valueWords) => VALUE + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies Mutant<RegisterSpec>;
