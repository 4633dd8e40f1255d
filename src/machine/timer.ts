/** Readings taken; about 0.2 ms in all. */
const READINGS = 2_000;

/** What `process.hrtime.bigint()` can resolve and what one reading costs, both in nanoseconds. */
export interface TimerQuality {
  /** Smallest step between two different readings. */
  readonly resolutionNs: number;
  /** Median distance of two readings that follow each other. */
  readonly overheadNs: number;
}

/** Measures the clock on the calling thread. */
export function measureTimer(): TimerQuality {
  const readings = Array.from({ length: READINGS }, () => process.hrtime.bigint());
  const steps = readings
    .slice(1)
    .map((reading, i) => Number(reading - readings[i]))
    .sort((a, b) => a - b);
  return { resolutionNs: steps.find((step) => step > 0) ?? 0, overheadNs: steps[steps.length >> 1] };
}
