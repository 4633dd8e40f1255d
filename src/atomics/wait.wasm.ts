// The WebAssembly twin of wait.ts: memory.atomic.wait32 and notify, timeouts in nanoseconds.
export const WOKEN: i32 = 0;
export const CHANGED: i32 = 1;
export const TIMED_OUT: i32 = 2;

export function park(words: Words, index: i32, expected: i32): void {
  memory.atomic.wait32(changetype<usize>(words) + (<usize>index << 2), expected, -1);
}

export function parkFor(words: Words, index: i32, expected: i32, timeoutUs: i32): i32 {
  return memory.atomic.wait32(changetype<usize>(words) + (<usize>index << 2), expected, <i64>timeoutUs * 1000);
}

export function wake(words: Words, index: i32, count: i32): i32 {
  return atomic.notify(changetype<usize>(words) + (<usize>index << 2), count);
}
