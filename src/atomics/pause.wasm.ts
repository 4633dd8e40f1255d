// The WebAssembly twin of pause.ts. WebAssembly has no PAUSE; this is a bounded delay about as long as JavaScript's call
// (`npm run bench` shows both), which no compiler removes: STEPS dependent loads (4 to 5 cycles each, always in the
// first-level cache) of address 0, which holds 0, because the arena leaves its first page empty.
const STEPS: i32 = 48;

@inline export function pause(): void {
  let address: usize = 0;
  for (let step: i32 = 0; step < STEPS; step++) address = atomic.load<u32>(address);
}
