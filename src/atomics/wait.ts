import type { i32, Words } from '../contract.ts';

/**
 * Parking: the only way to sleep on a word. WebAssembly's twin (wait.wasm.ts) uses the same waiter lists, so that
 * threads of both kinds wake each other.
 *
 * No wake-up is lost if the waker changes the word before it calls `wake`: the engine compares the word with
 * `expected` under the lock of its waiter list, so either the waiter sees the change or the waker sees the waiter.
 * V8 keeps one list and one mutex for the whole process: never call `wake` without knowing that somebody sleeps.
 */

export const WOKEN: i32 = 0;
export const CHANGED: i32 = 1;
export const TIMED_OUT: i32 = 2;

/** Sleep while `words[index] === expected`, until woken. May return early: look at the word again. */
export function park(words: Words, index: i32, expected: i32): void {
  Atomics.wait(words, index, expected); // pairs with wake, through the engine's waiter list
}

/** `park` for at most `timeoutUs` microseconds. Returns `WOKEN`, `CHANGED` (the word differed) or `TIMED_OUT`. */
export function parkFor(words: Words, index: i32, expected: i32, timeoutUs: i32): i32 {
  const outcome = Atomics.wait(words, index, expected, timeoutUs / 1000); // pairs with wake
  return outcome === 'ok' ? WOKEN : outcome === 'not-equal' ? CHANGED : TIMED_OUT;
}

/** Wake up to `count` threads parked on `words[index]`. Returns how many there were. */
export function wake(words: Words, index: i32, count: i32): i32 {
  return Atomics.notify(words, index, count); // pairs with park and parkFor
}
