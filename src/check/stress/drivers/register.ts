/** Threads that write a register and read it, or only read it: as fast as they can, or with a record of every call. */

import { readInto, writeFrom } from '#subject';
import type { i32, Words } from '../../../contract.ts';
import { isFull, logCall, logReturn } from '../log.ts';
import { ASKED, NEXT_OF, OPS, READ_EVERY, STOP } from '../protocol.ts';
import { draw, linger } from './_draw.ts';
import { FROM, fault, fill, INTO, numberOf, OLD_READ, TORN, TORN_READ, WRITER_BITS } from './_register.ts';

/** Names of operations, for the log. */
const WRITE: i32 = 0;
const READ: i32 = 1;

const WRITERS: i32 = (1 << WRITER_BITS) - 1;

export function share(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const readMask = (mine[READ_EVERY] - 1) | 0; // plain: the thread's own
  let done: i32 = 0;
  let written: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    if (((draw(mine) >> 4) & readMask) === 0) {
      readAndCompare(words, control, mine, self);
    } else {
      written = (written + 1) | 0;
      write(words, mine, written, self);
      mine[NEXT_OF + self] = written; // plain: the thread's own
    }
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

export function read(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let done: i32 = 0;
  // Ends with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) {
    readAndCompare(words, control, mine, self);
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** No writer's value may be older than the last of its values that this thread has seen, or, if it is its own, made. */
function readAndCompare(words: Words, control: Words, mine: Words, self: i32): void {
  readInto(words, self, mine, INTO);
  const number = numberOf(mine);
  const seen: i32 = (NEXT_OF + (number & WRITERS)) | 0;
  const count = number >> WRITER_BITS;
  if (number === TORN) fault(mine, TORN_READ, 0, mine[INTO]);
  else if (count < mine[seen]) fault(mine, OLD_READ, (mine[seen] << WRITER_BITS) | (number & WRITERS), number);
  else {
    mine[seen] = count; // plain: the thread's own
    return;
  }
  Atomics.store(control, STOP, 1); // [relaxed] the main thread reads the rest when the threads have ended
}

function write(words: Words, mine: Words, count: i32, self: i32): void {
  fill(mine, (count << WRITER_BITS) | self);
  mine[ASKED] = count; // plain: read when the thread has ended: the last write that may have been made
  writeFrom(words, self, mine, FROM);
}

/** As `share`, every call recorded, until the log is full or the round ends. */
export function shareWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  const readMask = (mine[READ_EVERY] - 1) | 0; // plain: the thread's own
  let done: i32 = 0;
  let written: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    if (((draw(mine) >> 4) & readMask) === 0) {
      readAndLog(words, mine, log, self);
    } else {
      written = (written + 1) | 0;
      logCall(log, WRITE, (written << WRITER_BITS) | self);
      write(words, mine, written, self);
      logReturn(log, 0);
    }
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

/** As `read`, likewise. */
export function readWatched(words: Words, control: Words, mine: Words, log: Words, self: i32): void {
  let done: i32 = 0;
  // Ends with the log or with the round. [relaxed] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0 && !isFull(log)) {
    readAndLog(words, mine, log, self);
    done = (done + 1) | 0;
    Atomics.store(mine, OPS, done); // [relaxed] the main thread looks whether there is progress
    linger(mine);
  }
}

function readAndLog(words: Words, mine: Words, log: Words, self: i32): void {
  logCall(log, READ, 0);
  readInto(words, self, mine, INTO);
  logReturn(log, numberOf(mine));
}
