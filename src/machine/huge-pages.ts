/**
 * The size of the pages that memory comes in. Measured threads load this: it imports nothing heavy.
 */
import { EINVAL, MADV_HUGEPAGE, MADV_NOHUGEPAGE, type MemoryCalls, memoryCalls, refusal } from './memory-calls.ts';

/**
 * Asks the kernel to take small pages for this memory, whatever its setting for transparent huge pages: with `always` the
 * first write to any byte places 2 MiB at once, its neighbours' parts included. Counts for pages not yet touched.
 *
 * @returns `null`, or why it could not be done, in one sentence. Never throws.
 */
export function adviseNoHugePages(buffer: ArrayBufferLike, calls: MemoryCalls | string = memoryCalls()): string | null {
  return advise(buffer, MADV_NOHUGEPAGE, calls);
}

/**
 * Asks the kernel to take huge pages, for the parts of this memory that are aligned to them: fewer misses when addresses are
 * translated, but each 2 MiB lie where its first toucher is.
 *
 * @returns `null`, or why it could not be done, in one sentence. Accepted is not granted: the kernel may lack free ones.
 */
export function adviseHugePages(buffer: ArrayBufferLike, calls: MemoryCalls | string = memoryCalls()): string | null {
  return advise(buffer, MADV_HUGEPAGE, calls);
}

/**
 * Why this buffer's memory cannot be placed as a whole; `null`: it can. A small SharedArrayBuffer lies inside the heap, on
 * pages that were touched long ago, and a large one begins 16 bytes into a page.
 */
export function cannotBePlaced(buffer: ArrayBufferLike, calls: MemoryCalls | string = memoryCalls()): string | null {
  if (typeof calls === 'string') return calls;
  const into = calls.address(new Uint8Array(buffer)) % BigInt(calls.pageBytes);
  if (into === 0n) return null;
  return (
    `Expected memory that begins with a page, found a buffer that begins ${into} bytes into one, beside other data: ` +
    'use allocate(), a WebAssembly.Memory or a growable SharedArrayBuffer.'
  );
}

function advise(buffer: ArrayBufferLike, advice: number, calls: MemoryCalls | string): string | null {
  const obstacle = cannotBePlaced(buffer, calls);
  if (obstacle !== null || typeof calls === 'string') return obstacle;
  const errno = calls.advise(calls.address(new Uint8Array(buffer)), buffer.byteLength, advice);
  // A kernel without huge pages knows neither advice, and gives small pages anyway.
  if (errno === 0 || (errno === EINVAL && advice === MADV_NOHUGEPAGE)) return null;
  return refusal('madvise', errno);
}
