/** `npm run calibrate`: measure equal cells as if they were two, and keep how far apart they look for later verdicts. */
import { resolve } from 'node:path';
import { CalibrationFailed } from '../lab/calibration.ts';
import { planCalibration } from '../lab/calibration-plan.ts';
import { usualPin } from '../lab/plan.ts';
import { runPlan } from '../lab/run.ts';
import { describeEnvironment, takeSnapshot } from '../machine/environment.ts';
import { describeMachine } from '../machine/fingerprint.ts';
import { warmThreadPool } from '../machine/free-pool.ts';
import { POLICIES, place } from '../machine/placement.ts';
import { liveRead } from '../machine/read.ts';
import { readTopology } from '../machine/topology.ts';
import { machineWarnings } from '../machine/warnings.ts';
import { discover } from '../registry.ts';
import { type Arguments, type Flags, readArguments, seedOf, usage } from './arguments.ts';
import { printPlan } from './calibrate-print.ts';
import { finishCalibration } from './calibrate-result.ts';
import { REPORTS } from './calibrated-floor.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Output } from './output.ts';
import { compilePlan } from './plan-kernels.ts';
import { writableFolder } from './writable-folder.ts';

const FLAGS = {
  quick: { type: 'boolean', what: 'fewer pairs, at most 15 seconds: a higher floor, to be safe' },
  pin: { type: 'string', what: `${POLICIES.join(', ')}, or CPUs such as 0,1 (default cores)` },
  seed: { type: 'string', what: 'seed of the order of cells and of the draws' },
  out: { type: 'string', what: 'folder that keeps the floor (default reports/)' },
  json: { type: 'boolean', what: 'events as NDJSON on stdout, all else on stderr' },
  help: { type: 'boolean', what: 'this list' },
} as const satisfies Flags;

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(
      usage('npm run calibrate -- [flags]: how far apart do equal cells look here? Labs use the answer.', FLAGS),
    );
    return EXIT.done;
  }
  if (args.words.length > 0)
    throw new UsageError(`Expected flags after npm run calibrate --, found '${args.words[0]}': see --help.`);
  return calibrate(args);
});

async function calibrate(args: Arguments): Promise<number> {
  const at = new Date().toISOString();
  const topology = readTopology();
  const effort = args.has('quick') ? 'quick' : 'default';
  const pin = args.text('pin') ?? usualPin(topology);
  const seed = seedOf(args);
  // Flags are judged before the folders of subjects are read: a broken subject must not hide what is wrong with a flag.
  place(topology, pin, 2);
  const folder = writableFolder(resolve(args.text('out') ?? REPORTS));
  const calibration = planCalibration(await discover(), topology, { effort, pin });
  const { plan, settings } = calibration;
  if (plan.cells.length === 0)
    throw new UsageError(`Expected cells that fit --pin ${pin}, found none: choose another policy.`);
  const machine = describeMachine(topology);
  const before = takeSnapshot();

  const stop = new AbortController(); // aborted when the reader of stdout goes away
  const output = new Output(args.has('json'), stop);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(interrupted(output)));
  output.event('start', { pairs: calibration.pairs.length, blocks: settings.blocks, seed });
  printPlan(output, machine, calibration, seed);

  const kernels = await compilePlan(plan, output.progress);
  await warmThreadPool();
  const progress = {
    visit: (done: number, total: number, cell: { id: string }) => output.progress.step(done, total, cell.id),
    trial: () => {},
  };
  const runs = await runPlan(plan, kernels, settings, seed, progress, stop.signal);
  output.progress.end();
  if (stop.signal.aborted) return interrupted(output);

  const environment = describeEnvironment(liveRead, before, takeSnapshot(liveRead, before));
  const flags = `${effort === 'quick' ? '--quick ' : ''}--pin ${pin} --seed ${seed}`;
  const calibrated = {
    at,
    command: `npm run calibrate -- ${flags}`,
    machine: { id: machine.id, profile: machine.profile, node: machine.runtime.node },
    pin,
    runs,
    seed,
    warnings: machineWarnings(machine, environment),
  };
  try {
    return finishCalibration(output, calibration, calibrated, folder);
  } catch (error) {
    if (!(error instanceof CalibrationFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.incorrect;
  } finally {
    await output.flush();
  }
}

/** Half a calibration is none: nothing is kept. */
function interrupted({ progress }: Output): number {
  progress.end();
  process.stderr.write('Interrupted: nothing was stored.\n');
  return EXIT.interrupted;
}
