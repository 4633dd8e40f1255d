// The WebAssembly twin of pause.ts. A full fence is the only single instruction of bounded length that engines keep:
// on x86 it waits until the store buffer is empty, some tens of cycles. It orders more than pause() promises.
@inline export function pause(): void {
  atomic.fence();
  atomic.fence();
}
