/** Where the words of a subject lie whose threads move from CPU to CPU: on pages of their own, each time on another line of the page. */
import { PAGE_BYTES } from '../arena.ts';

/** Lines that follow each other's use lie this far apart: a pair of cache lines, twice. */
const LINE_STEP_BYTES = 256;
const LINES = 16;

/** Bytes to keep for a structure of so many words: whole pages, wherever in the first one it begins. */
export function homeBytes(sizeWords: number): number {
  return (Math.ceil((sizeWords * 4) / PAGE_BYTES) + 1) * PAGE_BYTES;
}

/** Byte offset within the first page. */
export function homeLine(move: number): number {
  return (move % LINES) * LINE_STEP_BYTES;
}
