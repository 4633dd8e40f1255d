/** `npm run explore`: run small programs of each subject in every order, and say what was covered. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Answer, examineAll } from '../check/examine-crew.ts';
import { spaceTimeDiagram } from '../check/explore/space-time.ts';
import { writeWhole } from '../report/write.ts';
import { type Arguments, type Flags, readArguments, seedOf, usage } from './arguments.ts';
import { type Explored, isPass, printExplored, printFailures, printReplay, printSummary } from './explore-print.ts';
import { exploreTasks } from './explore-tasks.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Output } from './output.ts';
import { writableFolder } from './writable-folder.ts';

const FLAGS = {
  quick: { type: 'boolean', what: 'only the programs that npm test explores, too' },
  program: { type: 'string', what: 'only programs whose name contains this' },
  replay: { type: 'string', what: 'one execution again: the schedule that a failure prints' },
  html: { type: 'string', what: 'write a diagram of the first failure to this file' },
  also: { type: 'string', what: 'a file or folder with subjects of your own' },
  'no-races': { type: 'boolean', what: 'look at values only: faster, and blind to plain accesses that nothing orders' },
  seed: { type: 'string', what: 'seed of the schedules that are drawn at random (default: another each time)' },
  json: { type: 'boolean', what: 'events as NDJSON on stdout, all else on stderr' },
  help: { type: 'boolean', what: 'this list' },
} as const satisfies Flags;

const NOTES = [
  'A subject is right for a program when no order breaks it: no data race, no result that no sequence explains, no deadlock, ' +
    'nobody waits for ever. docs/guide/checking.md says what that covers and what not. All subjects take about two minutes.',
  'Exit code 4: something is wrong; 2: the command line; 130: interrupted.',
];

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    const call = 'npm run explore -- [SUBJECT…] [flags]: every order in which small programs can run. No subject: all.';
    process.stdout.write(usage(call, FLAGS, NOTES));
    return EXIT.done;
  }
  return run(args);
});

async function run(args: Arguments): Promise<number> {
  const seed = seedOf(args);
  const diagram = args.text('html') && resolve(args.text('html') ?? '');
  if (diagram) writableFolder(resolve(diagram, '..'));
  const { tasks, without } = await exploreTasks(args);
  const schedule = args.text('replay');
  const races = args.has('no-races') ? ({ races: false } as const) : {};
  const stop = new AbortController();
  const output = new Output(args.has('json'), stop);
  const also = args.text('also');
  const again = `${args.has('no-races') ? '--no-races ' : ''}${also ? `--also ${also} ` : ''}--seed ${seed}`;
  output.event('start', { programs: tasks.length, seed });

  const explored: Explored[] = [];
  let ofSubject: Explored[] = [];
  const endOfSubject = (): void => {
    output.progress.end();
    if (!schedule) printFailures(output, ofSubject, again);
    ofSubject = [];
  };
  const onAnswer = (index: number, answer: Answer): void => {
    if ('refused' in answer && answer.isUsage) throw new UsageError(answer.refused);
    const one: Explored = { ...tasks[index], answer };
    explored.push(one);
    output.progress.end();
    if (schedule) return;
    if (ofSubject.length === 0) output.line(one.subject.spec.name);
    ofSubject.push(one);
    printExplored(output, one);
    if (tasks[index + 1]?.subject !== one.subject) endOfSubject();
  };
  const jobs = tasks.map(({ subject, index }) => ({
    subject: subject.path,
    index,
    seed,
    ...races,
    ...(schedule && { schedule }),
  }));
  const onBegin = (index: number): void => {
    const { subject, planned } = tasks[index];
    // Where the line cannot be redrawn, the results themselves say how far it is.
    if (output.progress.isRedrawn)
      output.progress.step(explored.length, tasks.length, `${subject.spec.name}: ${planned.program.name}`);
  };
  await output.interruptible(
    () => examineAll(jobs, availableParallelism(), stop.signal, onBegin, onAnswer),
    'finished programs',
  );
  endOfSubject();

  if (schedule && explored[0]) printReplay(output, explored[0], again);
  if (diagram) await writeDiagram(output, diagram, explored);
  if (!schedule) printSummary(output, explored, without, tasks.length, seed, stop.signal.aborted);
  await output.flush();
  if (stop.signal.aborted) return EXIT.interrupted;
  return explored.every((one) => isPass(one, schedule !== undefined)) ? EXIT.done : EXIT.incorrect;
}

async function writeDiagram(output: Output, path: string, explored: readonly Explored[]): Promise<void> {
  for (const { subject, planned, answer } of explored) {
    if ('refused' in answer || !answer.exploration.failure) continue;
    await writeWhole(
      path,
      spaceTimeDiagram(`${subject.spec.name}: ${planned.program.name}`, answer.exploration.failure),
    );
    output.line(`Diagram: ${path}`);
    return;
  }
  output.line(`No failure: ${path} was not written.`);
}
