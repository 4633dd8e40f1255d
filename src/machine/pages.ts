/**
 * Where the pages of shared memory lie, by the kernel's own account. A page has no place until a thread writes to it
 * for the first time; then it lies on that thread's node, unless the kernel was told otherwise. Measured threads load
 * this: it imports nothing heavy, and a few pages cost some 10 µs to ask for.
 */
import { EFAULT, ENOENT, type MemoryCalls, memoryCalls, refusal, type View } from './memory-calls.ts';

/** The smallest page of any system; where pages are larger, some are touched more than once. */
const SMALLEST_PAGE_BYTES = 4_096;

/** Most pages that one query asks for; of a larger range it takes this many, evenly spaced. */
const MOST_PAGES = 65_536;

/** A part of a view, in bytes from its beginning. */
export interface ByteRange {
  readonly from: number;
  readonly bytes: number;
}

/** Where a piece of memory lies, as a result file keeps it. */
export interface MemoryReport {
  /** `null`: no page has been written to, or the kernel does not tell. */
  readonly node: number | 'several' | null;
  /** Pages asked for: all that the memory lies on, or 65,536 of them, evenly spaced; `null`: the kernel does not tell. */
  readonly pages: number | null;
  /** How many of these have been written to; `null` likewise. */
  readonly touched: number | null;
  /** The kernel said so; else `reason` holds why it did not, in one sentence. */
  readonly verified: boolean;
  readonly reason: string | null;
}

/**
 * The NUMA node of each page that the view lies on, in order; pages are of the kernel's size, and the first and the last may
 * hold other data too. `null`: nobody has written to the page yet (a page that was only read has no memory of its own).
 * A range of more than 65,536 pages is sampled. Where the system does not tell, the reason, in one sentence.
 *
 * @throws RangeError where `range` is not inside the view.
 */
export function pageNodes(
  view: View,
  range: ByteRange = { from: 0, bytes: view.byteLength },
  calls: MemoryCalls | string = memoryCalls(),
): (number | null)[] | { readonly reason: string } {
  const { from, bytes } = range;
  if (!Number.isInteger(from) || !Number.isInteger(bytes) || from < 0 || bytes < 0 || from + bytes > view.byteLength)
    throw new RangeError(
      `Expected a range inside the view's ${view.byteLength} bytes, found ${bytes} bytes from ${from}: correct it.`,
    );
  if (typeof calls === 'string') return { reason: calls };
  if (bytes === 0) return [];
  const addresses = pageAddresses(calls.address(view) + BigInt(from), bytes, calls.pageBytes);
  const status = new Int32Array(addresses.length);
  const errno = calls.queryPages(addresses, status);
  if (errno !== 0) return { reason: refusal('move_pages', errno) };
  // EFAULT: the page of zeros, which all pages share that have been read and not written.
  const strange = status.find((node) => node < 0 && node !== -ENOENT && node !== -EFAULT);
  if (strange !== undefined) return { reason: refusal('move_pages for a page', -strange) };
  return Array.from(status, (node) => (node < 0 ? null : node));
}

/** On which NUMA node the view's memory lies, in sum. Never throws. */
export function whereIs(view: View, calls: MemoryCalls | string = memoryCalls()): MemoryReport {
  const nodes = pageNodes(view, undefined, calls);
  if (!Array.isArray(nodes)) return { node: null, pages: null, touched: null, verified: false, reason: nodes.reason };
  const touched = nodes.filter((node) => node !== null);
  const [node = null, ...others] = new Set(touched);
  return {
    node: others.length > 0 ? 'several' : node,
    pages: nodes.length,
    touched: touched.length,
    verified: true,
    reason: null,
  };
}

/**
 * Writes to each page that the view lies on, so that those nobody has written to come from the calling thread's NUMA
 * node, or from where mbind sent them. Pages that have a place keep it. One page takes some 2 µs, most of it the kernel's.
 *
 * Changes no word, whatever it holds and whoever uses it meanwhile: 0 is replaced by 0, anything else stays. A plain store
 * of 0 would be right in fresh memory only. A plain load with a store of what it gave could undo another thread's write
 * between the two, and maps the shared page of zeros first: two faults a page, and on many kernels no huge page.
 */
export function touch(view: View): void {
  const step = SMALLEST_PAGE_BYTES / view.BYTES_PER_ELEMENT;
  // [relaxed] the write is for the kernel alone
  for (let i = 0; i < view.length; i += step) Atomics.compareExchange(view, i, 0, 0);
  // [relaxed] the same: a view may begin in the middle of a page and end in one that no step has met
  if (view.length > 0) Atomics.compareExchange(view, view.length - 1, 0, 0);
}

/** The first byte of each page, or of evenly spaced ones, the first page included. */
function pageAddresses(start: bigint, bytes: number, pageBytes: number): BigUint64Array {
  const into = Number(start % BigInt(pageBytes));
  const pages = Math.ceil((into + bytes) / pageBytes);
  const first = start - BigInt(into);
  const count = Math.min(pages, MOST_PAGES);
  return BigUint64Array.from(
    { length: count },
    (_, i) => first + BigInt(Math.floor((i * pages) / count)) * BigInt(pageBytes),
  );
}
