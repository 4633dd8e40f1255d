/** A thread that explores programs: takes jobs from its parent until it is terminated. */
import { parentPort } from 'node:worker_threads';
import { subjectAt } from '../registry.ts';
import { examine } from './examine.ts';
import type { Answer, ExamineJob } from './examine-crew.ts';
import { plansFor } from './plans.ts';

/** Errors that are about the program or its schedule, in a sentence. */
const REFUSALS: ReadonlySet<string> = new Set(['CompileError', 'ScheduleError']);

parentPort?.on('message', async (job: ExamineJob) => {
  const answer = await answerTo(job);
  parentPort?.postMessage(answer);
});

async function answerTo({ subject, index, seed, races, schedule }: ExamineJob): Promise<Answer> {
  const plans = await plansFor(await subjectAt(subject));
  if (typeof plans === 'string') throw new Error(`Expected programs for ${subject}, found none.`);
  try {
    return examine(plans[index], {
      seed,
      ...(races === false && { races }),
      ...(schedule && { schedule }),
    });
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.has(error.name))) throw error;
    return { refused: error.message, isUsage: error.name === 'ScheduleError' };
  }
}
