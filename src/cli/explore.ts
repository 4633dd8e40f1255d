/** `npm run explore`: run small programs of each subject in every order, and say what was covered. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Examined, examine } from '../check/examine.ts';
import { spaceTimeDiagram } from '../check/explore/space-time.ts';
import type { Planned } from '../check/plan.ts';
import { plansFor } from '../check/plans.ts';
import { discover, type FoundSubject } from '../registry.ts';
import { type Arguments, type Flags, readArguments, seedOf, unknown, usage } from './arguments.ts';
import { printExamined, printFailure, printSummary } from './explore-print.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Output } from './output.ts';

const FLAGS = {
  quick: { type: 'boolean', what: 'only the programs that npm test explores, too' },
  program: { type: 'string', what: 'only programs whose name contains this' },
  replay: { type: 'string', what: 'one execution again: the schedule that a failure prints' },
  html: { type: 'string', what: 'write a diagram of the first failure to this file' },
  also: { type: 'string', what: 'a file or folder with subjects of your own' },
  seed: { type: 'string', what: 'seed of the schedules that are drawn at random' },
  json: { type: 'boolean', what: 'events as NDJSON on stdout, all else on stderr' },
  help: { type: 'boolean', what: 'this list' },
} as const satisfies Flags;

interface Task {
  readonly subject: FoundSubject;
  readonly planned: Planned;
}

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(
      usage(
        'npm run explore -- [SUBJECT…] [flags]: every order in which small programs can run. No subject: all.',
        FLAGS,
        [
          'A subject is right for a program when no order breaks it: no data race, no result that no sequence explains, no deadlock, ' +
            'nobody waits for ever. docs/guide/checking.md says what that covers and what not.',
        ],
      ),
    );
    return EXIT.done;
  }
  return run(args);
});

async function run(args: Arguments): Promise<number> {
  const seed = seedOf(args);
  const also = args.text('also');
  const subjects = chosen(await discover(also ? [also] : []).then((registry) => registry.subjects), args.words);
  const stop = new AbortController();
  const output = new Output(args.has('json'), stop);
  const { tasks, without } = await tasksOf(subjects, args);
  const schedule = args.text('replay');
  if (schedule && tasks.length !== 1)
    throw new UsageError(
      `Expected one program to replay, found ${tasks.length}: name the subject, and its program with --program.`,
    );
  output.event('start', { subjects: subjects.length, programs: tasks.length, seed });
  const examined: { subject: FoundSubject; result: Examined }[] = [];
  await output.interruptible(async () => {
    for (const [i, { subject, planned }] of tasks.entries()) {
      if (stop.signal.aborted) break;
      if (tasks[i - 1]?.subject !== subject) output.line(subject.spec.name);
      // Where the line cannot be redrawn, the results themselves say how far it is.
      if (process.stderr.isTTY) output.progress.step(i, tasks.length, `${subject.spec.name}: ${planned.program.name}`);
      await new Promise((resume) => setImmediate(resume)); // an interrupt is noticed between two programs
      const result = examine(planned, { seed, ...(schedule && { schedule }) });
      examined.push({ subject, result });
      output.progress.end();
      printExamined(output, subject, result);
    }
  });
  output.progress.end();
  const failed = examined.filter(({ result }) => !result.passed);
  for (const { subject, result } of failed)
    printFailure(output, subject, result, `${also ? `--also ${also} ` : ''}--seed ${seed}`);
  const path = args.text('html');
  const shown = examined.find(({ result }) => result.exploration.failure);
  if (path && shown?.result.exploration.failure) {
    const { name } = shown.result.planned.program;
    await writeFile(
      resolve(path),
      spaceTimeDiagram(`${shown.subject.spec.name}: ${name}`, shown.result.exploration.failure),
    );
    output.line(`Diagram: ${resolve(path)}`);
  } else if (path) output.line(`No failure: ${path} was not written.`);
  if (!schedule)
    printSummary(
      output,
      examined.map(({ result }) => result),
      without,
      tasks.length,
      seed,
    );
  await output.flush();
  if (stop.signal.aborted) return EXIT.interrupted;
  return failed.length > 0 ? EXIT.incorrect : EXIT.done;
}

function chosen(subjects: readonly FoundSubject[], names: readonly string[]): readonly FoundSubject[] {
  if (names.length === 0) return subjects;
  return names.map((name) => {
    const found = subjects.find(({ spec }) => spec.name === name);
    if (found) return found;
    throw new UsageError(
      unknown(
        `subject, found '${name}'`,
        name,
        subjects.map(({ spec }) => spec.name),
      ),
    );
  });
}

async function tasksOf(subjects: readonly FoundSubject[], args: Arguments) {
  const wanted = args.text('program') ?? '';
  const tasks: Task[] = [];
  const without: { name: string; reason: string }[] = [];
  for (const subject of subjects) {
    const plans = await plansFor(subject);
    if (typeof plans === 'string') without.push({ name: subject.spec.name, reason: plans });
    else
      for (const planned of plans)
        if ((planned.tier === 'quick' || !args.has('quick')) && planned.program.name.includes(wanted))
          tasks.push({ subject, planned });
  }
  if (tasks.length === 0 && wanted)
    throw new UsageError(
      `Expected a program whose name contains '${wanted}', found none: drop --program to see all names.`,
    );
  // A whole name means that program, also where others' names contain it.
  const exact = tasks.filter(({ planned }) => planned.program.name === wanted);
  return { tasks: exact.length > 0 ? exact : tasks, without };
}
