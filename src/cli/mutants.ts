/** `npm run mutants`: break every kernel in every way that is known to go wrong, and see whether the checks notice. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { EQUIVALENTS, listErrors } from '../check/mutants/equivalents.ts';
import { fromProject } from '../check/mutants/identity.ts';
import { OPERATORS } from '../check/mutants/operators.ts';
import { runMutants } from '../check/mutants/run.ts';
import { scoreOf } from '../check/mutants/score.ts';
import { type Target, targetsOf } from '../check/mutants/targets.ts';
import { discover } from '../registry.ts';
import { type Arguments, type Flags, nameList, readArguments, unknown, usage, wholeNumber } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { mutantsJson, printMutants } from './mutants-print.ts';
import { Output } from './output.ts';

const FLAGS = {
  operator: { type: 'string', what: 'only these operators, such as drop-wake,plain-load' },
  jobs: { type: 'string', what: 'threads that work (default: one for each CPU)' },
  json: { type: 'boolean', what: 'every mutant and what came of it, as JSON on stdout' },
  help: { type: 'boolean', what: 'this text' },
} as const satisfies Flags;

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    const call = 'npm run mutants [-- SUBJECT…] [flags]: do the checks notice when an algorithm is broken?';
    process.stdout.write(usage(call, FLAGS));
    return EXIT.done;
  }
  return mutants(args);
});

async function mutants(args: Arguments): Promise<number> {
  const operator = args.text('operator');
  const names = OPERATORS.map(({ name }) => name);
  const operators = operator === undefined ? names : nameList('operator', operator, names);
  const jobs = args.text('jobs');
  const threads = jobs === undefined ? availableParallelism() : wholeNumber('jobs', jobs, 1, 1024);
  const targets = chosen(targetsOf((await discover()).subjects), args.words);

  const output = new Output(args.has('json'), new AbortController());
  const { outcomes, unsound } = await runMutants(targets, {
    threads,
    wants: (mutant) => operators.includes(mutant.operator),
    onTried: (done, total, what) => output.progress.step(done, total, what),
  });
  output.progress.end();

  const paths = targets.map(({ path }) => fromProject(path));
  const listed = args.words.length === 0 ? EQUIVALENTS : EQUIVALENTS.filter(({ path }) => paths.includes(path));
  const mutants = targets.flatMap((target) => target.mutants);
  const errors = [...unsound, ...listErrors(mutants, listed)];
  if (args.has('json')) process.stdout.write(`${JSON.stringify(mutantsJson(outcomes, errors), null, 2)}\n`);
  else printMutants(output, outcomes, errors);
  await output.flush();
  const { survivors, wronglyListed } = scoreOf(outcomes);
  return survivors.length + wronglyListed.length + errors.length > 0 ? EXIT.incorrect : EXIT.done;
}

/** @throws UsageError for a name of nothing that has mutants. */
function chosen(targets: readonly Target[], words: readonly string[]): readonly Target[] {
  const nameOf = ({ path }: Target): string => basename(path, '.ts');
  const names = targets.map(nameOf);
  for (const word of words)
    if (!names.includes(word)) throw new UsageError(unknown(`subject or shared piece, found '${word}'`, word, names));
  return words.length === 0 ? targets : targets.filter((target) => words.includes(nameOf(target)));
}
