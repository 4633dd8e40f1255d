/** A seqlock whose readers remember what they have read, and look again only every tenth time. */
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
  const count = words[VALUE_WORDS]; // plain: constant after init
  const kept = (VALUE + Math.imul((self + 1) | 0, (count + 1) | 0)) | 0;
  const uses = (kept + count) | 0;
  // plain: `kept` and `uses` are this thread's own
  if (words[uses] === 0) look(words, kept, count);
  words[uses] = words[uses] === 9 ? 0 : (words[uses] + 1) | 0; // BROKEN: others may have written since
  loadValue(words, kept, count, into, at);
  return 0;
}

function look(words: Words, kept: i32, count: i32): void {
  // Ends when no writer came between two looks.
  while (true) {
    const sequence = Atomics.load(words, SEQUENCE); // [acquire]
    if ((sequence & 1) === 0) {
      loadValue(words, VALUE, count, words, kept);
      if (Atomics.load(words, SEQUENCE) === sequence) return; // [relaxed]
    }
    pause();
  }
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
  name: 'seqlock-with-memory',
  twin: 'seqlock',
  caughtBy: 'fresh',
  title: 'Sequence lock with a memory',
  family: 'mutant',
  values: 'whole',
  readersWrite: 'nothing',
  readersMeetWriter: 'wait-and-retry',
  writersWaitFor: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'seqlock, broken' }],
  layout: { SEQUENCE, VALUE_WORDS },
  freeRunning: ['SEQUENCE'],
  copies: (threads) => threads + 1,
  sizeWords: (threads, valueWords) => VALUE + (threads + 1) * (valueWords + 1),
  init,
  readInto,
  writeFrom,
} satisfies Mutant<RegisterSpec>;
