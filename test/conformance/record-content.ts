/** What the threaded test writes into a record: everything follows from (producer, sequence). */

export const MIN_BYTES = 8;

/** A 32-bit mix; murmur3's finalizer. */
export function mix(a: number, b: number, c: number): number {
  let h = (Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b) ^ Math.imul(c + 1, 0xc2b2ae35)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Length of a record, from `MIN_BYTES` (producer and sequence) to `maxBytes`. */
export function contentBytes(producer: number, sequence: number, maxBytes: number): number {
  return MIN_BYTES + ((mix(producer, sequence, -1) >>> 0) % (maxBytes - MIN_BYTES + 1));
}

export function writeContent(words: Int32Array, at: number, producer: number, sequence: number, bytes: number): void {
  words[at] = producer;
  words[at + 1] = sequence;
  for (let i = 2; i < Math.ceil(bytes / 4); i++) words[at + i] = mix(producer, sequence, i);
}

/** The first word that differs, or -1. */
export function differsAt(words: Int32Array, at: number, producer: number, sequence: number, bytes: number): number {
  if (words[at] !== producer) return 0;
  if (words[at + 1] !== sequence) return 1;
  for (let i = 2; i < Math.ceil(bytes / 4); i++) if (words[at + i] !== mix(producer, sequence, i)) return i;
  return -1;
}
