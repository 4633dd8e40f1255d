/**
 * Words that everybody reads and writes one by one, with no coordination: a read may see parts of two writes.
 *
 * Source: Lamport, "Concurrent reading and writing", CACM 20(11), 1977, whose subject is what such reads can see. Broken on purpose:
 * it is the floor of optimistic reads, which load as many words atomically and look whether they belong together. What a plain read costs,
 * which needs somebody to keep writers away, own-copy shows.
 *
 * Words:
 *   VALUE_WORDS  words of the value; constant after init. On the value's line, which every call fetches anyway
 *   VALUE…       the value; written by every thread
 *
 * Thread contract: none that helps; one thread reads what it wrote. Progress: wait-free.
 */
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { loadValue, storeValue } from './_copy.ts';

const VALUE_WORDS: i32 = 0;
const VALUE: i32 = 1;

export function init(words: Words, threads: i32, valueWords: i32): void {
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  loadValue(words, VALUE, words[VALUE_WORDS], into, at); // plain: constant after init. No LP: that is the mistake
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  storeValue(words, VALUE, words[VALUE_WORDS], from, at); // plain: constant after init. No LP, likewise
  return 0;
}

export default {
  kind: 'register',
  name: 'uncoordinated',
  title: 'Words without coordination (broken)',
  family: 'control',
  values: 'torn',
  readersWrite: 'nothing',
  readersMeetWriter: 'go-on',
  writersWaitFor: 'nothing',
  progress: 'wait-free',
  control: true,
  useWhen: 'never for a value of several words: it is broken, and there to be seen tearing values',
  restrictions: ['a read may return parts of several writes'],
  sources: [{ who: 'Lamport', year: 1977, what: 'Concurrent reading and writing, CACM 20(11)' }],
  layout: { VALUE_WORDS, VALUE },
  freeRunning: [],
  copies: () => 1,
  sizeWords: (_threads, valueWords) => VALUE + valueWords,
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
