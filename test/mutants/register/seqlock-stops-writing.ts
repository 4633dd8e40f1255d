/** seqlock whose tenth write never begins, while reads go on: who waits for a new value waits for ever. */
import { pause } from '../../../src/atomics/pause.ts';
import type { i32, RegisterSpec, Words } from '../../../src/contract.ts';
import { loadValue, storeValue } from '../../../src/registers/_copy.ts';
import type { Mutant } from '../mutant.ts';

const SEQUENCE: i32 = 0;
const VALUE_WORDS: i32 = 1;
const VALUE: i32 = 2;

export function init(words: Words, threads: i32, valueWords: i32): void {
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  // Ends when no writer came between two looks.
  while (true) {
    const sequence = Atomics.load(words, SEQUENCE); // [acquire]
    loadValue(words, VALUE, words[VALUE_WORDS], into, at); // plain: constant after init
    if ((sequence & 1) === 0 && Atomics.load(words, SEQUENCE) === sequence) return 0; // [relaxed]
    pause();
  }
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  let sequence = Atomics.load(words, SEQUENCE); // [relaxed]
  while (sequence === 18) pause(); // BROKEN
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
