/** Where the words of a subject lie whose threads move from CPU to CPU: on pages of their own, each time on another line of the page. */

/** Most moves of one visit: each needs fresh pages, and a page that was touched keeps its place. 512 MiB of addresses with pages of 4 KiB. */
export const MOST_MOVES = 65_536;

/** Lines that follow each other's use lie this far apart: a pair of cache lines, twice. */
const LINE_STEP_BYTES = 256;
const LINES = 16;

/** Bytes to keep for a structure of so many words: whole pages, wherever in the first one it begins. */
export function homeBytes(sizeWords: number, pageBytes: number): number {
  return (Math.ceil((sizeWords * 4) / pageBytes) + 1) * pageBytes;
}

/** Byte offset within the first page. */
export function homeLine(move: number): number {
  return (move % LINES) * LINE_STEP_BYTES;
}
