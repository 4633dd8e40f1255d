/**
 * A thread's own record of its operations, in shared words, so that it outlives the thread. In the kernel dialect.
 *
 * An entry's call time is taken before the operation's first access and its return time after the last one; a store to the log stands
 * between the clock and the operation on both sides, so that neither a compiler nor the CPU moves the reading into the
 * operation (without fences recorded histories on ARM64 showed violations that were none: Porcupine, issue 40).
 *
 * Words: CALLS    entries begun; the store of it is the fence before the operation
 *        RETURNS  entries ended: CALLS, or CALLS - 1
 *        FENCE    the fence behind the operation; its value means nothing
 *        ROOM     entries that fit; constant
 *        ENTRIES… name, argument, result, call and return time (nanoseconds, low 32 bits)
 */
import { nowNs } from '../../atomics/clock.ts';
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { i32, Words } from '../../contract.ts';

export const CALLS: i32 = 0;
export const RETURNS: i32 = 1;
export const FENCE: i32 = 2;
export const ROOM: i32 = 3;
export const ENTRIES: i32 = LINE_WORDS;

export const NAME: i32 = 0;
export const ARGUMENT: i32 = 1;
export const RESULT: i32 = 2;
export const CALLED_NS: i32 = 3;
export const RETURNED_NS: i32 = 4;
export const ENTRY_WORDS: i32 = 5;

/** Names of operations, for NAME. */
export const PUSH: i32 = 0;
export const POP: i32 = 1;
export const ADD: i32 = 2;
export const READ: i32 = 3;

function entryAt(nth: i32): i32 {
  return (ENTRIES + Math.imul(nth, ENTRY_WORDS)) | 0;
}

export function isFull(log: Words): boolean {
  return log[CALLS] === log[ROOM]; // plain: the thread's own, as all words here
}

/** The operation begins after this. */
export function logCall(log: Words, name: i32, argument: i32): void {
  const calls = log[CALLS]; // plain: the thread's own, as all words here
  const at = entryAt(calls);
  log[at + NAME] = name;
  log[at + ARGUMENT] = argument;
  log[at + CALLED_NS] = nowNs();
  // [seq-cst] a fence: the clock before it, the operation behind; and [release]: the main thread reads the log of a dead thread
  Atomics.store(log, CALLS, (calls + 1) | 0);
}

/** The operation has ended before this. */
export function logReturn(log: Words, result: i32): void {
  Atomics.store(log, FENCE, 0); // [seq-cst] a fence: the operation before it, the clock behind
  const calls = log[CALLS]; // plain: the thread's own, as all words here
  const at = entryAt((calls - 1) | 0);
  log[at + RETURNED_NS] = nowNs();
  log[at + RESULT] = result;
  Atomics.store(log, RETURNS, calls); // [release] as for CALLS
}

/** Take the last entry back: an operation that failed and changed nothing. */
export function forget(log: Words): void {
  const calls = (log[CALLS] - 1) | 0; // plain: the thread's own
  Atomics.store(log, RETURNS, calls); // [relaxed] nobody reads the log of a thread that runs
  Atomics.store(log, CALLS, calls); // [relaxed] as above
}
