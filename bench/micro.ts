/** `npm run bench`: what each operation costs one thread that nobody disturbs, in both back ends. */
import { readArguments } from '../src/cli/arguments.ts';
import { EXIT, runCommand, UsageError } from '../src/cli/failure.ts';
import { Output } from '../src/cli/output.ts';
import { buildKernels } from '../src/kernel/build.ts';
import { discover } from '../src/registry.ts';
import { type MicroSettings, measureRow } from './micro/measure.ts';
import { type MicroRow, microRows } from './micro/rows.ts';
import { type MeasuredRow, microTable } from './micro/table.ts';

const FLAGS = {
  quick: { type: 'boolean', what: 'fewer and shorter trials: at most 15 seconds' },
  json: { type: 'boolean', what: 'the figures as JSON on stdout, all else on stderr' },
  help: { type: 'boolean', what: 'this list' },
} as const;

const DEFAULT: MicroSettings = { trials: 15, trialMs: 10 };
const QUICK: MicroSettings = { trials: 5, trialMs: 3 };

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.words.length > 0)
    throw new UsageError(`Expected flags only, found '${args.words[0]}': see npm run bench -- --help.`);
  if (args.has('help')) {
    const flags = Object.entries(FLAGS).map(([flag, { what }]) => `  --${flag.padEnd(5)}  ${what}\n`);
    process.stdout.write(`npm run bench -- [flags]\n\n${flags.join('')}`);
    return EXIT.done;
  }
  const settings = args.has('quick') ? QUICK : DEFAULT;
  const stop = new AbortController();
  const output = new Output(args.has('json'), stop);
  const rows = microRows((await discover()).subjects);
  const kernels = await compile(rows, output);
  const measured = await output.interruptible(() => measureAll(rows, kernels, settings, output, stop.signal));
  output.progress.end();
  output.line(microTable(measured));
  output.line(
    `\nMedian ± median absolute deviation of ${settings.trials} trials of about ${settings.trialMs} ms; nothing is subtracted:`,
  );
  output.line(`the empty loop is what the loop itself costs. Node ${process.versions.node}.`);
  output.event('result', {
    node: process.versions.node,
    v8: process.versions.v8,
    settings,
    rows: measured.map(figures),
  });
  await output.flush();
  return stop.signal.aborted ? EXIT.interrupted : EXIT.done;
});

async function measureAll(
  rows: readonly MicroRow[],
  kernels: ReadonlyMap<string, WebAssembly.Module>,
  settings: MicroSettings,
  output: Output,
  signal: AbortSignal,
): Promise<MeasuredRow[]> {
  const measured: MeasuredRow[] = [];
  for (const [done, row] of rows.entries()) {
    output.progress.step(done, rows.length, row.operation);
    const costs = [];
    for (const backend of row.backends) {
      if (signal.aborted) return measured;
      costs.push(
        await measureRow(row, backend, backend === 'wasm' ? (kernels.get(keyOf(row)) ?? null) : null, settings),
      );
    }
    measured.push({ row, costs });
  }
  return measured;
}

/** One module for each loop file and subject. */
async function compile(rows: readonly MicroRow[], output: Output): Promise<Map<string, WebAssembly.Module>> {
  const unique = new Map(rows.filter((row) => row.backends.includes('wasm')).map((row) => [keyOf(row), row]));
  const requests = [...unique.values()].map(({ entry, subject }) => ({
    entry,
    ...(subject && { subject: subject.path }),
  }));
  const wasm = await buildKernels(requests, (built, total) => output.progress.step(built, total, 'kernels'));
  output.progress.end();
  return new Map([...unique.keys()].map((key, i) => [key, new WebAssembly.Module(wasm[i])]));
}

function keyOf({ entry, subject }: MicroRow): string {
  return `${entry}\0${subject?.path ?? ''}`;
}

function figures({ row, costs }: MeasuredRow): object {
  return {
    group: row.group,
    operation: row.operation,
    subject: row.subject?.spec.name ?? null,
    burst: row.burst,
    costs,
  };
}
