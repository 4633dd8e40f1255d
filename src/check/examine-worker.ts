/** A thread that explores programs: takes jobs from its parent until it is terminated. */
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { AnySubject } from '../contract.ts';
import { examine } from './examine.ts';
import type { Answer, ExamineJob } from './examine-crew.ts';
import { plansFor } from './plans.ts';

/** Errors that are about the program or its schedule, in a sentence. */
const REFUSALS: ReadonlySet<string> = new Set(['CompileError', 'KernelError', 'ScheduleError']);

parentPort?.on('message', async (job: ExamineJob) => {
  const answer = await answerTo(job);
  parentPort?.postMessage(answer);
});

async function answerTo({ subject, index, seed, races, schedule }: ExamineJob): Promise<Answer> {
  const { default: spec } = (await import(pathToFileURL(subject).href)) as { default: AnySubject };
  const plans = await plansFor({ path: subject, spec });
  if (typeof plans === 'string') throw new Error(`Expected programs for ${spec.name}, found none.`);
  try {
    const { exploration, complaint } = examine(plans[index], {
      seed,
      ...(races === false && { races }),
      ...(schedule && { schedule }),
    });
    return { exploration, complaint };
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.has(error.name))) throw error;
    return { refused: error.message, isUsage: error.name === 'ScheduleError' };
  }
}
