/** A thread that tries mutants: takes jobs from its parent until it is terminated. */
import { parentPort } from 'node:worker_threads';
import { subjectAt } from '../../registry.ts';
import type { Job, Report } from './crew.ts';
import { tryMutant } from './try-mutant.ts';

const say = (report: Report): void => parentPort?.postMessage(report);

parentPort?.on('message', async ({ name, path, text, subjects }: Job) => {
  try {
    const found = await Promise.all(subjects.map(subjectAt));
    say({ tried: await tryMutant(path, text, found, (isOver) => say({ ran: isOver })) });
  } catch (error) {
    say({ defect: `${name}: ${(error as Error).stack}` });
  }
});
