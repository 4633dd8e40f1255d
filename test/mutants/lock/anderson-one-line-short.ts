/** anderson that reserves a line too little: the last slot lies behind its words. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, LockSpec, Words } from '../../../src/contract.ts';
import type { Mutant } from '../mutant.ts';

const NEXT: i32 = 0;
const MASK: i32 = LINE_WORDS;
const NAP: i32 = LINE_WORDS + 1;
const TURN: i32 = 2 * LINE_WORDS;
const SLOTS: i32 = 3 * LINE_WORDS;

const CLOSED: i32 = 0;
const OPEN: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[MASK] = (slotsFor(threads) - 1) | 0; // plain: not shared yet
  words[SLOTS] = OPEN; // plain: likewise
}

function slotsFor(threads: i32): i32 {
  let slots: i32 = 1;
  while (slots < threads) slots = slots << 1; // ends at the first power of two that suffices
  return slots;
}

function slotAt(slot: i32): i32 {
  return (SLOTS + Math.imul(slot, LINE_WORDS)) | 0;
}

export function lock(words: Words, self: i32): i32 {
  const slot = Atomics.add(words, NEXT, 1) & words[MASK]; // [acq-rel] pairs with every earlier add; MASK is constant after init
  let paused: i32 = 0;
  // [acquire] pairs with unlock's [release] store. Ends when all earlier tickets have left.
  while (Atomics.load(words, slotAt(slot)) !== OPEN) paused = relax(words, NAP, paused, STAY_CLOSE);
  words[slotAt(slot)] = CLOSED; // plain: nobody else looks here in this lap
  words[TURN] = slot; // plain: only the holder writes TURN
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  // [release] pairs with lock's [acquire] load. plain: TURN is the holder's
  Atomics.store(words, slotAt((words[TURN] + 1) & words[MASK]), OPEN);
  return true;
}

export default {
  kind: 'lock',
  name: 'anderson-one-line-short',
  twin: 'anderson',
  caughtBy: 'footprint',
  title: 'Array lock, one line short',
  family: 'mutant',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'nothing',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'anderson, broken' }],
  layout: { NEXT, MASK, NAP, TURN, SLOTS },
  freeRunning: [],
  sizeWords: (threads) => slotAt(slotsFor(threads) - 1), // BROKEN: where the last slot begins
  init,
  lock,
  unlock,
} satisfies Mutant<LockSpec>;
