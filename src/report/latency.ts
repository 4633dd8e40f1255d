import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { Cell } from './schema.ts';

/** A cell's latency samples. Percentiles come from the histogram; they are never averaged. */
export interface Latency {
  readonly samples: number;
  /** Nanoseconds at quantile `q` from 0 to 1, as fine as the histogram is. */
  at(q: number): number;
  /** `null` where fewer than one sample is expected beyond `q`, so that the figure would be the maximum under another name. */
  supported(q: number): number | null;
}

/** `null`: the cell has no histogram, or one without samples, or one that cannot be decoded. */
export function readLatency(cell: Cell): Latency | null {
  if (cell.latency === undefined) return null;
  const histogram = decode(cell.latency.hdr);
  if (histogram === null || histogram.totalCount === 0) return null;
  const samples = histogram.totalCount;
  const at = (q: number) => (q <= 0 ? histogram.minNonZeroValue : histogram.getValueAtPercentile(q * 100));
  return { samples, at, supported: (q) => (samples * (1 - q) >= 1 - 1e-9 ? at(q) : null) };
}

function decode(text: string) {
  try {
    return decodeFromCompressedBase64(text, 64, false);
  } catch {
    return null;
  }
}
