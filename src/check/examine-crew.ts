/** Threads that explore programs, one at a time each, so that the caller stays free to be interrupted. */
import { Worker } from 'node:worker_threads';
import type { Examined } from './examine.ts';

/** A program, by what a thread can find it with: its subject's file and its place in the plan. */
export interface ExamineJob {
  readonly subject: string;
  readonly index: number;
  readonly seed: number;
  readonly races?: false;
  readonly schedule?: string;
}

/** What came out; `refused`: the program could not be explored, for this reason. */
export type Answer = Examined | { readonly refused: string; readonly isUsage: boolean };

/**
 * Explore all, in any order; `onAnswer` is called in the order of the jobs.
 *
 * @param signal ends the threads at once.
 * @throws Error when a thread fails for another reason than a program.
 */
export async function examineAll(
  jobs: readonly ExamineJob[],
  threads: number,
  signal: AbortSignal,
  onBegin: (index: number) => void,
  onAnswer: (index: number, answer: Answer) => void,
): Promise<void> {
  const answers = new Map<number, Answer>();
  let next = 0;
  let told = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./examine-worker.ts', import.meta.url), { execArgv: ['--no-warnings'] });
    const stop = (): unknown => worker.terminate();
    signal.addEventListener('abort', stop);
    try {
      while (next < jobs.length && !signal.aborted) {
        const at = next++;
        onBegin(at);
        const answer = await ask(worker, jobs[at]);
        if (answer === null) return;
        answers.set(at, answer);
        for (let first = answers.get(told); first; first = answers.get(told)) onAnswer(told++, first);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
}

/** `null`: the thread was stopped. */
function ask(worker: Worker, job: ExamineJob): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => resolve(null));
    worker.postMessage(job);
  });
}
