/** `npm run kernels`: compile every scenario with every subject of its kind, so that no lab has to wait for it. */
import { buildKernels } from '../kernel/build.ts';
import { discover } from '../registry.ts';
import { HELP_ONLY, readArguments, usage } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Progress } from './progress.ts';

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), HELP_ONLY);
  if (args.has('help')) {
    process.stdout.write(usage('npm run kernels: compile every scenario with every subject of its kind.', HELP_ONLY));
    return EXIT.done;
  }
  const { words } = args;
  if (words.length > 0) throw new UsageError(`Expected nothing after npm run kernels, found '${words[0]}': drop it.`);
  const { scenarios, subjects } = await discover();
  const pairs = scenarios.flatMap((scenario) => {
    const params = Object.fromEntries(
      Object.entries(scenario.spec.params).map(([name, param]) => [name, param.default]),
    );
    return subjects
      .filter(({ spec }) => spec.kind === scenario.spec.kind && (spec.backends?.includes('wasm') ?? true))
      .filter(({ spec }) => scenario.spec.refuses(spec, params) === null)
      .map((subject) => ({ scenario, subject }));
  });
  const requests = pairs.map(({ scenario, subject }) => ({ entry: scenario.path, subject: subject.path }));
  const progress = new Progress(process.stderr);
  const kernels = await buildKernels(requests, (built, total) => {
    const { scenario, subject } = pairs[built - 1];
    progress.step(built, total, `${scenario.spec.kind}.${scenario.spec.name} with ${subject.spec.name}`);
  });
  progress.end();
  const bytes = kernels.map((kernel) => kernel.length);
  process.stdout.write(`${kernels.length} kernels, ${Math.min(...bytes)} to ${Math.max(...bytes)} bytes.\n`);
  return EXIT.done;
});
