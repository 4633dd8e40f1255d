/** Try the mutants of several files, after the files as they are: what fails unbroken says nothing about its mutants. */
import { readFileSync } from 'node:fs';
import type { FoundSubject } from '../../registry.ts';
import { type Job, tryAll } from './crew.ts';
import { fromProject } from './identity.ts';
import type { Mutant } from './mutant.ts';
import type { Outcome } from './score.ts';
import type { Target } from './targets.ts';
import type { Tried } from './try-mutant.ts';

export interface Run {
  readonly outcomes: readonly Outcome[];
  /** Subjects that fail as they are, a sentence each. Their mutants were not tried. */
  readonly unsound: readonly string[];
}

export interface RunOptions {
  readonly threads: number;
  readonly wants: (mutant: Mutant) => boolean;
  readonly onTried: (done: number, total: number, what: string) => void;
}

export async function runMutants(targets: readonly Target[], { threads, wants, onTried }: RunOptions): Promise<Run> {
  const subjects = [...new Set(targets.flatMap((target) => target.subjects))];
  const asTheyAre = subjects.map(({ path }) => jobOf('unbroken', path, readFileSync(path, 'utf8'), [path]));
  const chosen = targets.map((target) => ({ ...target, mutants: target.mutants.filter(wants) }));
  const total = asTheyAre.length + chosen.reduce((sum, { mutants }) => sum + mutants.length, 0);
  const report = (done: number, { name }: Job) => onTried(done, total, name);

  const unbroken = await tryAll(asTheyAre, threads, report);
  const sound = new Set(subjects.filter((_, i) => unbroken[i].verdict !== 'killed'));
  const unsound = subjects.flatMap((subject, i) => complaint(subject, unbroken[i]));

  const work = chosen.flatMap(({ mutants, subjects: under }) => {
    const paths = under.filter((subject) => sound.has(subject)).map(({ path }) => path);
    return paths.length === 0
      ? []
      : mutants.map((mutant) => ({ mutant, job: jobOf(mutant.operator, mutant.path, mutant.text, paths) }));
  });
  const jobs = work.map(({ job }) => job);
  const tried = await tryAll(jobs, threads, (done, job) => report(asTheyAre.length + done, job));
  return { outcomes: work.map(({ mutant }, i) => ({ mutant, tried: tried[i] })), unsound };
}

function jobOf(what: string, path: string, text: string, subjects: readonly string[]): Job {
  return { name: `${fromProject(path)} ${what}`, path, text, subjects };
}

function complaint({ path, spec }: FoundSubject, tried: Tried): string[] {
  if (tried.verdict !== 'killed') return [];
  const where = tried.program && ` with ${tried.program}`;
  const next = `npm run explore -- ${spec.name} shows how.`;
  return [`${fromProject(path)}: expected it to pass as it is, found ${tried.by}${where}: ${next}`];
}
