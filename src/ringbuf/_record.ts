/**
 * How records lie in a ring of bytes: what spsc-bytes and mpsc-bytes share.
 *
 * The ring is an array of granules of 8 bytes. A record begins on a granule, fills whole granules and never wraps:
 *
 *   word 0   STATE    IN_PROGRESS: claimed, or nothing yet · MESSAGE: committed · PADDING: to be skipped
 *   word 1   LENGTH   bytes of payload
 *   word 2…  payload, rounded up to whole granules
 *
 * What is left at the end of the ring becomes a PADDING record; an aborted record becomes one too. Every position is a
 * whole number of granules and a header is one granule, so a header always fits before the end.
 *
 * The longest message is an eighth of the capacity, as in Agrona: padding and record together are then at most a good
 * third of the ring, so an empty ring takes any legal record wherever its indices stand.
 */
import type { i32 } from '../contract.ts';

export const LENGTH: i32 = 1;
export const HEADER_WORDS: i32 = 2;

export const IN_PROGRESS: i32 = 0;
export const MESSAGE: i32 = 1;
export const PADDING: i32 = 2;

/** What `claim` returns instead of a payload. */
export const NO_ROOM: i32 = -1;
export const TOO_LONG: i32 = -2;

/** Granules of a record with `lengthBytes` of payload, its header included. */
export function granulesOf(lengthBytes: i32): i32 {
  return (1 + ((lengthBytes + 7) >> 3)) | 0;
}

/** Payload bytes of a padding record that fills `granules`. */
export function paddingBytes(granules: i32): i32 {
  return (granules - 1) << 3;
}
