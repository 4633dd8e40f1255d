/** What `npm run explore` is asked to explore. */
import type { Planned } from '../check/plan.ts';
import { plansFor } from '../check/plans.ts';
import { discover, type FoundSubject } from '../registry.ts';
import { type Arguments, unknown } from './arguments.ts';
import { UsageError } from './failure.ts';

export interface Task {
  readonly subject: FoundSubject;
  readonly planned: Planned;
  /** The program's place in its subject's plan. */
  readonly index: number;
}

export interface NotExplored {
  readonly name: string;
  readonly reason: string;
}

/** @throws UsageError when nothing is left to explore, or more than one program to replay. */
export async function exploreTasks(
  args: Arguments,
): Promise<{ readonly tasks: readonly Task[]; readonly without: readonly NotExplored[] }> {
  const also = args.text('also');
  const { subjects } = await discover(also ? [also] : []);
  const { tasks, without } = await plannedTasks(chosen(subjects, args.words), args);
  if (tasks.length === 0 && without.length > 0) {
    const [{ name, reason }] = without;
    throw new UsageError(
      `Expected a subject with something to explore, found ${name}: ${reason[0].toLowerCase()}${reason.slice(1)}`,
    );
  }
  if (tasks.length === 0)
    throw new UsageError(
      `Expected a program whose name contains '${args.text('program')}', found none: drop --program to see all names.`,
    );
  if (args.text('replay') && tasks.length !== 1)
    throw new UsageError(
      `Expected one program to replay, found ${tasks.length}: name the subject, and its program with --program.`,
    );
  return { tasks, without };
}

function chosen(subjects: readonly FoundSubject[], names: readonly string[]): readonly FoundSubject[] {
  if (names.length === 0) return subjects;
  return [...new Set(names)].map((name) => {
    const found = subjects.find(({ spec }) => spec.name === name);
    if (found) return found;
    const known = subjects.map(({ spec }) => spec.name);
    throw new UsageError(unknown(`subject, found '${name}'`, name, known));
  });
}

async function plannedTasks(subjects: readonly FoundSubject[], args: Arguments) {
  const wanted = args.text('program') ?? '';
  const tasks: Task[] = [];
  const without: NotExplored[] = [];
  for (const subject of subjects) {
    const plans = await plansFor(subject);
    if (typeof plans === 'string') without.push({ name: subject.spec.name, reason: plans });
    else
      for (const [index, planned] of plans.entries())
        if ((planned.tier === 'quick' || !args.has('quick')) && planned.program.name.includes(wanted))
          tasks.push({ subject, planned, index });
  }
  // A whole name means that program, also where others' names contain it.
  const exact = tasks.filter(({ planned }) => planned.program.name === wanted);
  return { tasks: exact.length > 0 ? exact : tasks, without };
}
