import { Bench } from 'tinybench';
import type { Backend } from '../../src/contract.ts';
import { MicroLoop } from './loop.ts';
import type { MicroRow } from './rows.ts';

/** How long each row is measured. */
export interface MicroSettings {
  readonly trials: number;
  readonly trialMs: number;
}

/** What one operation costs in one back end: the median of the trials, and their median absolute deviation. */
export interface MicroCost {
  readonly backend: Backend;
  readonly medianNs: number;
  readonly madNs: number;
  readonly trials: number;
  readonly operationsPerTrial: number;
}

/** V8 compiles a WebAssembly function again between two calls, never within one: warm up by several calls. */
const WARMUP_CALLS = 8;
const FIRST_COUNT = 1024;
const MOST_GROWTH = 64;
const MOST_COUNT = 2 ** 30;
/** Counts are multiples of every row's burst. */
const COUNT_STEP = 64;

/** @param kernel - the compiled loop for WebAssembly, null for JavaScript. */
export async function measureRow(
  row: MicroRow,
  backend: Backend,
  kernel: WebAssembly.Module | null,
  { trials, trialMs }: MicroSettings,
): Promise<MicroCost> {
  const loop = new MicroLoop(row, kernel);
  try {
    const count = await warmUp(loop, trialMs * 1e6);
    // The whole trial's duration is the sample, so that tinybench's budget is a number of trials.
    const bench = new Bench({ time: 0, iterations: trials, warmup: false, throws: true });
    bench.add(row.operation, async () => ({ overriddenDuration: (await loop.run(count)) / 1e6 }));
    const [{ result }] = await bench.run();
    if (result.state !== 'completed')
      throw new Error(
        `${row.operation}: expected ${trials} finished trials, found a task ${result.state}: run it again.`,
      );
    const toNs = 1e6 / count;
    return {
      backend,
      medianNs: result.latency.p50 * toNs,
      madNs: result.latency.mad * toNs,
      trials,
      operationsPerTrial: count,
    };
  } finally {
    await loop.close();
  }
}

/** Returns how many operations fill a trial. */
async function warmUp(loop: MicroLoop, trialNs: number): Promise<number> {
  let count = FIRST_COUNT;
  for (let call = 0; call < WARMUP_CALLS; call++) {
    const ns = await loop.run(count);
    const wanted = Math.min(count * Math.min(trialNs / ns, MOST_GROWTH), MOST_COUNT);
    count = Math.max(COUNT_STEP, Math.round(wanted / COUNT_STEP) * COUNT_STEP);
  }
  return count;
}
