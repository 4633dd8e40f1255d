/** seqlock whose tenth write never begins, while reads go on: who waits for a new value waits for ever. */
import { pause } from '../../../src/atomics/pause.ts';
import type { i32, RegisterSpec, Words } from '../../../src/contract.ts';
import { init as initWhole, readInto as read, writeFrom as write } from '../../../src/registers/seqlock.ts';
import type { Mutant } from '../mutant.ts';

const SEQUENCE: i32 = 0;
const VALUE_WORDS: i32 = 1;
const VALUE: i32 = 3;

export function init(words: Words, threads: i32, valueWords: i32): void {
  initWhole(words, threads, valueWords);
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  return read(words, self, into, at);
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  while (Atomics.load(words, SEQUENCE) === 18) pause(); // BROKEN. [relaxed]
  return write(words, self, from, at);
}

export default {
  kind: 'register',
  name: 'seqlock-stops-writing',
  twin: 'seqlock',
  caughtBy: 'fresh',
  title: 'Sequence lock that writes nine times',
  family: 'mutant',
  values: 'whole',
  readersWrite: 'nothing',
  readersMeetWriter: 'wait-and-retry',
  writersWaitFor: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'seqlock, broken' }],
  layout: { SEQUENCE, VALUE_WORDS, VALUE },
  freeRunning: ['SEQUENCE'],
  copies: () => 1,
  sizeWords: (_threads, valueWords) => VALUE + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies Mutant<RegisterSpec>;
