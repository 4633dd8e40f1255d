/**
 * How long the slowest reads take: percentiles with the interval that their samples allow. Each sample contains two readings of the clock,
 * which may take longer than the read: medians then tell of the clock, and tails are more alike than the reads are.
 */
import { readLatency } from '../report/latency.ts';
import { duration } from '../report/quantity.ts';
import type { SummaryRow } from '../report/summary.ts';
import type { Interval } from '../stats/interval.ts';
import { wilsonInterval } from '../stats/wilson.ts';

/** One of a hundred takes longer, or one of a thousand. */
const TAIL = 0.99;
const FAR = 0.999;

export interface Tail {
  readonly row: SummaryRow;
  readonly medianNs: number;
  /** One of a thousand takes longer; `null` with too few samples for that. */
  readonly farNs: number | null;
  /** The 99th percentile, in nanoseconds. */
  readonly ns: number;
  readonly low: number;
  readonly high: number;
}

/**
 * `null` where the cell has too few samples. The interval: what the share of samples below the percentile may be by chance, read off the
 * samples. It takes them for independent, which neighbours in time are not, and is often no wider than a tick of the clock, so who compares
 * two had better ask for more than a hair.
 */
export function tailOf(row: SummaryRow): Tail | null {
  const latency = readLatency(row.cell);
  const ns = latency?.supported(TAIL) ?? null;
  if (latency === null || ns === null) return null;
  const { samples } = latency;
  const { low, high } = wilsonInterval(Math.round(TAIL * samples), samples);
  return {
    row,
    medianNs: latency.at(0.5),
    farNs: latency.supported(FAR),
    ns,
    low: latency.at(low),
    high: latency.at(high),
  };
}

/** The shortest tail first. */
export function tailsOf(rows: readonly SummaryRow[]): Tail[] {
  return rows.flatMap((row) => tailOf(row) ?? []).sort((a, b) => a.ns - b.ns);
}

/** How many times as long the first's is. */
export function tailRatio(long: Tail, short: Tail): Interval {
  return { estimate: long.ns / short.ns, low: long.low / short.high, high: long.high / short.low };
}

/** `seqlock 24.0 ns (one of a hundred over 96.0 ns, one of a thousand over 1.20 µs)` */
export function tailText({ row, medianNs, ns, farNs }: Tail): string {
  const far = farNs === null ? '' : `, one of a thousand over ${duration(farNs)}`;
  return `${row.cell.subject} ${duration(medianNs)} (one of a hundred over ${duration(ns)}${far})`;
}
