/** What the threads of one trial did, put together. */
import type { ThreadTrial } from '../crew/cell.ts';

/** A trial as measured, in its place. */
export interface MeasuredTrial {
  readonly block: number;
  /** Position of the visit within its block. */
  readonly pos: number;
  readonly startNs: bigint;
  /** From the first thread's start to the last thread's end. */
  readonly durationNs: number;
  readonly ops: number;
  /** The value in the metric's unit, where it is not operations over duration. */
  readonly value?: number;
  /** Codes of doubts; absent: none. */
  readonly warnings?: readonly string[];
  /** Share of that time in which all threads ran. */
  readonly overlap: number;
  readonly threads: readonly ThreadTrial[];
}

/** The union of the threads' windows is the duration, so that nobody's early end makes the rest look fast. */
export function measured(threads: readonly ThreadTrial[], block: number, pos: number): MeasuredTrial {
  const starts = threads.map((one) => one.times.startNs);
  const ends = threads.map((one) => one.times.endNs);
  const startNs = least(starts);
  const durationNs = Number(-least(ends.map((end) => -end)) - startNs);
  const together = Number(least(ends) + least(starts.map((start) => -start)));
  return {
    block,
    pos,
    startNs,
    durationNs,
    ops: threads.reduce((sum, one) => sum + one.ops, 0),
    overlap: Math.max(0, together / durationNs),
    threads,
  };
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (a < b ? a : b));
}
