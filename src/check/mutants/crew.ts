/** Threads that try mutants, one at a time each. */
import { Worker } from 'node:worker_threads';
import type { Tried } from './try-mutant.ts';

export interface Job {
  /** What it is, for people. */
  readonly name: string;
  /** A kernel file, and the text to have instead. */
  readonly path: string;
  readonly text: string;
  /** Paths of the subjects under which to try it. */
  readonly subjects: readonly string[];
}

/** What a thread says: it begins to run a mutant's functions, or has done so; or the outcome. */
export type Report = { readonly ran: boolean } | { readonly tried: Tried } | { readonly defect: string };

/** Running a mutant's functions takes milliseconds, unless they do not end. */
const RUN_MS = 10_000;

/**
 * Try all mutants, in any order; outcomes come back in the order of the jobs.
 *
 * @throws Error when a thread fails for another reason than a mutant.
 */
export async function tryAll(
  jobs: readonly Job[],
  threads: number,
  onTried: (done: number, job: Job) => void,
): Promise<Tried[]> {
  const outcomes: Tried[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    let worker: Worker | null = null;
    try {
      while (next < jobs.length) {
        const at = next++;
        worker ??= new Worker(new URL('./try-worker.ts', import.meta.url));
        outcomes[at] = await tryOn(worker, jobs[at]);
        if (isEndless(outcomes[at])) {
          await worker.terminate();
          worker = null;
        }
        onTried(++done, jobs[at]);
      }
    } finally {
      next = jobs.length; // where one fails the others end, too
      await worker?.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
  return outcomes;
}

const ENDLESS: Tried = { verdict: 'killed', by: 'unit', subject: '', program: '' };

function isEndless(tried: Tried): boolean {
  return tried === ENDLESS;
}

function tryOn(worker: Worker, job: Job): Promise<Tried> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onReport).off('error', onError);
      settle();
    };
    const onReport = (report: Report): void => {
      if ('ran' in report) {
        clearTimeout(timer);
        if (!report.ran) timer = setTimeout(() => end(() => resolve(ENDLESS)), RUN_MS);
      } else if ('tried' in report) end(() => resolve(report.tried));
      else end(() => reject(new Error(report.defect)));
    };
    const onError = (error: Error): void => end(() => reject(error));
    worker.on('message', onReport).on('error', onError);
    worker.postMessage(job);
  });
}
