/**
 * A copy for each thread, which alone reads and writes it, on lines of its own: what reads cost at the least, and how they would scale if
 * nothing were shared.
 *
 * Source: this project's control. Differs from a register in that no thread ever sees what another one wrote.
 *
 * Words (each group on a line of its own):
 *   VALUE_WORDS  words of the value      STRIDE  words from one copy to the next; both constant after init
 *   COPIES…      a copy for each thread, filled up to whole lines
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one. Progress: wait-free.
 * A read is one plain copy of as many words: the floor under all reads, locked, optimistic or announced.
 */
import { copyWords } from '../atomics/copy.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, RegisterSpec, Words } from '../contract.ts';
import { wholeLines } from './_copy.ts';

const VALUE_WORDS: i32 = 0;
const STRIDE: i32 = 1;
const COPIES: i32 = LINE_WORDS;

export function init(words: Words, threads: i32, valueWords: i32): void {
  words[VALUE_WORDS] = valueWords; // plain: not shared yet
  words[STRIDE] = wholeLines(valueWords); // plain: not shared yet
}

export function readInto(words: Words, self: i32, into: Words, at: i32): i32 {
  copyWords(into, at, words, copyOf(words, self), words[VALUE_WORDS]); // LP. plain: this thread's own; constant after init
  return 0;
}

export function writeFrom(words: Words, self: i32, from: Words, at: i32): i32 {
  copyWords(words, copyOf(words, self), from, at, words[VALUE_WORDS]); // LP. plain: this thread's own; constant after init
  return 0;
}

function copyOf(words: Words, self: i32): i32 {
  return (COPIES + Math.imul(self, words[STRIDE])) | 0; // plain: constant after init
}

export default {
  kind: 'register',
  name: 'own-copy',
  title: 'A copy for each thread, nothing shared',
  family: 'control',
  values: 'none',
  readersWrite: 'nothing',
  readersMeetWriter: 'go-on',
  writersWaitFor: 'nothing',
  progress: 'wait-free',
  control: true,
  useWhen:
    'never to tell others anything: it is the floor under all reads, and shows how they would scale if nothing were shared',
  restrictions: ['no thread sees what another one wrote'],
  sources: [{ who: 'this project', year: 2026, what: 'a control: reads with nothing shared' }],
  layout: { VALUE_WORDS, STRIDE, COPIES },
  freeRunning: [],
  copies: (threads) => threads,
  sizeWords: (threads, valueWords) => COPIES + threads * wholeLines(valueWords),
  init,
  readInto,
  writeFrom,
} satisfies RegisterSpec;
