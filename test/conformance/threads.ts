import { pathToFileURL } from 'node:url';
import { type Transferable, Worker } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { AnySubject, Backend } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { BoundFunction } from '../../src/kernel/instantiate.ts';

/** A thread has not ended: it waits for something that will not come. */
const HANG_MS = 40_000;

/**
 * Start one worker of `file` for each entry, and wait for the one message that each sends.
 * Fails when a worker fails, or when one hangs; then all are ended.
 */
export async function runThreads<Result>(
  file: URL,
  threads: readonly { data: unknown; transfer?: readonly object[] }[],
): Promise<Result[]> {
  const workers = threads.map(
    ({ data, transfer }) =>
      new Worker(file, { workerData: data, transferList: [...(transfer ?? [])] as Transferable[], execArgv: [] }),
  );
  let watchdog: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      Promise.all(
        workers.map(
          (worker, rank) =>
            new Promise<Result>((resolve, reject) => {
              worker.once('message', resolve);
              worker.once('error', reject);
              worker.once('exit', (code) => reject(new Error(`thread ${rank} ended without a result, code ${code}`)));
            }),
        ),
      ),
      new Promise<never>((_, reject) => {
        watchdog = setTimeout(() => reject(new Error('a thread waits for ever: nobody woke or served it')), HANG_MS);
      }),
    ]);
  } finally {
    clearTimeout(watchdog);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** In a worker: the functions of the subject in `path`. */
export async function bindInThread(
  path: string,
  backend: Backend,
  memory: WebAssembly.Memory,
): Promise<Record<string, BoundFunction>> {
  const { default: spec } = (await import(pathToFileURL(path).href)) as { default: AnySubject };
  return bindSubject({ path, spec }, backend, memory);
}

/**
 * In a worker: go on when all `threads` have come here for the `nth` time (from 1), so that short runs overlap.
 * `arrivals` starts as two zeroed words; the second is only slept on.
 */
export function meet(arrivals: Int32Array, threads: number, nth = 1): void {
  Atomics.add(arrivals, 0, 1);
  for (let spins = 0; Atomics.load(arrivals, 0) < threads * nth; ) spins = relax(arrivals, 1, spins, STAY_CLOSE);
}
