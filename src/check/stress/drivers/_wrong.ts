import type { i32, Words } from '../../../contract.ts';
import { EXPECTED, FOUND, STOP, WRONG } from '../protocol.ts';

/** A thread has seen what must not be: note the first such thing, and end the round while the traces are fresh. */
export function wrong(control: Words, mine: Words, code: i32, expected: i32, found: i32): void {
  if (mine[WRONG] !== 0) return; // plain: the thread's own, as the next three
  mine[WRONG] = code;
  mine[EXPECTED] = expected;
  mine[FOUND] = found;
  Atomics.store(control, STOP, 1); // [relaxed] the main thread reads the rest when the threads have ended
}
