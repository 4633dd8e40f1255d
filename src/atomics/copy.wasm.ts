// The WebAssembly twin of copy.ts. memory.copy is a call out of the kernel, so short copies are loops.
const BULK_WORDS: i32 = 32;

@inline export function copyWords(to: Words, toAt: i32, from: Words, fromAt: i32, count: i32): void {
  const target = changetype<usize>(to) + (<usize>toAt << 2);
  const source = changetype<usize>(from) + (<usize>fromAt << 2);
  if (count >= BULK_WORDS) {
    memory.copy(target, source, <usize>count << 2);
    return;
  }
  for (let i: i32 = 0; i < count; i++) store<i32>(target + (<usize>i << 2), load<i32>(source + (<usize>i << 2)));
}
