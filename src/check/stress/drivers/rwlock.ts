/** Threads that take a reader-writer lock: to read, to write, or now for this and now for that. */

import { readLock, readUnlock, writeLock, writeUnlock } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { NOT_ALONE, OPS, STOP, SUM, TAKEN_OVER } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { ENTRIES, INSIDE, section } from './_section.ts';
import { wrong } from './_wrong.ts';

export function read(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends with the round: whoever is inside leaves. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) readSection(words, control, mine, self);
}

export function write(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends as in `read`. [relaxed] as there
  while (Atomics.load(control, STOP) === 0) writeSection(words, control, mine, self);
}

export function readAndWrite(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  // Ends as in `read`. [relaxed] as there
  while (Atomics.load(control, STOP) === 0) {
    if ((draw(mine) & 16) === 0) readSection(words, control, mine, self);
    else writeSection(words, control, mine, self);
  }
}

function writeSection(words: Words, control: Words, mine: Words, self: i32): void {
  writeLock(words, self);
  section(control, mine, self);
  writeUnlock(words, self);
  linger(mine);
}

/** Finds no writer inside, and that none comes meanwhile. SUM counts the sections of this kind, which OPS counts, too. */
function readSection(words: Words, control: Words, mine: Words, self: i32): void {
  readLock(words, self);
  const there = Atomics.load(control, INSIDE); // [relaxed] atomic, so that no compiler takes it for the next look; the lock orders it
  if (there !== 0) wrong(control, mine, NOT_ALONE, self, (there - 1) | 0);
  const entries = Atomics.load(control, ENTRIES); // [relaxed] as above
  linger(mine);
  const now = Atomics.load(control, INSIDE); // [relaxed] as above
  const isAsBefore = Atomics.load(control, ENTRIES) === entries; // [relaxed] as above; otherwise a writer has come and gone
  if (now !== 0 || !isAsBefore) wrong(control, mine, TAKEN_OVER, self, (now - 1) | 0);
  mine[SUM] = (mine[SUM] + 1) | 0; // plain: the thread's own
  Atomics.store(mine, OPS, (mine[OPS] + 1) | 0); // [relaxed] the main thread looks whether there is progress
  readUnlock(words, self);
  linger(mine);
}
