/** One run of a lab from the request to the report: plan, build kernels, measure, write, print. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { takeControls } from '../lab/controls.ts';
import { type Plan, planRun } from '../lab/plan.ts';
import { recordCells } from '../lab/record.ts';
import { type CellRun, runPlan } from '../lab/run.ts';
import { createRunId } from '../lab/run-id.ts';
import { type Settings, settingsFor } from '../lab/settings.ts';
import type { LabSpec } from '../lab/spec.ts';
import { describeEnvironment, takeSnapshot } from '../machine/environment.ts';
import { describeMachine } from '../machine/fingerprint.ts';
import { warmThreadPool } from '../machine/free-pool.ts';
import { liveRead } from '../machine/read.ts';
import { machineWarnings } from '../machine/warnings.ts';
import { PROJECT } from '../registry.ts';
import { writeIndex } from '../report/index.ts';
import { l3MB } from '../report/l3-size.ts';
import type { LabResult } from '../report/schema.ts';
import { SCHEMA_NAME, SCHEMA_VERSION } from '../report/schema.ts';
import { summarize } from '../report/summary.ts';
import { writeWhole } from '../report/write.ts';
import { writeReport } from '../report/write-report.ts';
import { calibratedFloor } from './calibrated-floor.ts';
import { EXIT, UsageError } from './failure.ts';
import { printMachine, printResult } from './lab-print.ts';
import type { LabRequest } from './lab-request.ts';
import { Output } from './output.ts';
import { compilePlan } from './plan-kernels.ts';

export async function runLab(lab: LabSpec, request: LabRequest): Promise<number> {
  const startedAt = new Date();
  const startMs = performance.now();
  const { topology } = request;
  const machine = describeMachine(topology, request.label === null ? {} : { label: request.label });
  const plan = planRun(lab, request.registry, topology, { ...request.choice, l3MB: l3MB({ machine }) });
  if (plan.cells.length === 0)
    throw new UsageError(
      `Expected something to measure, found nothing: ${plan.notMeasured.map(({ what, reason }) => `${what}: ${reason}`).join('; ')}.`,
    );
  const settings = settingsFor(request.choice.effort, plan.cells, plan.cpus, request.budgetS ?? undefined);
  const before = takeSnapshot();

  const stop = new AbortController();
  const output = new Output(request.json, stop);
  output.event('start', { lab: lab.name, cells: plan.cells.length, blocks: settings.blocks, seed: request.seed });
  printMachine(output, machine, before, plan, request, settings);

  const kernels = await compilePlan(plan, output.progress);
  await warmThreadPool();
  const controlsBefore = takeControls();
  const runs = await output.interruptible(() =>
    runPlan(
      plan,
      kernels,
      settings,
      request.seed,
      {
        visit: (done, total, cell) => output.progress.step(done, total, cell.id),
        trial: (cell, { block, durationNs, ops }) => output.event('trial', { cell: cell.id, block, durationNs, ops }),
      },
      stop.signal,
    ),
  );
  output.progress.end();

  const environment = describeEnvironment(liveRead, before, takeSnapshot(liveRead, before));
  const runId = createRunId(startedAt.getTime());
  const record: LabResult = {
    schema: SCHEMA_NAME,
    schemaVersion: SCHEMA_VERSION,
    runId,
    seriesId: process.env.SLURM_ARRAY_JOB_ID ?? runId,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - startMs),
    complete: !stop.signal.aborted,
    lab: { name: lab.name, ...identity(), configHash: configHash(plan, settings) },
    command: request.command,
    config: {
      seed: request.seed,
      trials: settings.blocks * settings.trialsPerVisit,
      trialMs: settings.trialMs,
      warmupMs: settings.warmupTrialMs * settings.mostWarmupTrials,
      order: 'shuffled-blocks',
      effort: request.choice.effort,
      params: { ...settings, measuredMs: Math.round(runs.reduce((sum, run) => sum + run.measuredMs, 0)) },
    },
    machine,
    environment,
    noiseFloor: calibratedFloor(output, machine, { ...settings, pin: request.choice.pin }, dirname(request.out)),
    controls: [
      ...controlsBefore.map((control) => ({ ...control, name: `${control.name}, before` })),
      ...takeControls().map((control) => ({ ...control, name: `${control.name}, after` })),
    ],
    headline: '',
    answers: [],
    claims: [],
    ...recordCells(plan, runs),
    notMeasured: [...plan.notMeasured],
    warnings: [...machineWarnings(machine, environment), ...pinWarnings(runs)],
  };
  Object.assign(record, lab.conclude(record));

  const stem = join(request.out, runId);
  writeWhole(`${stem}.json`, `${JSON.stringify(record)}\n`);
  const page = await writeReport(`${stem}.json`, record);
  writeIndex(dirname(request.out));
  output.event('result', { record });
  printResult(output, record, summarize(record), { page: relative(process.cwd(), page), stopped: stop.signal.aborted });
  if (request.open) openFile(page);
  await output.flush();
  return exitCode(record, request, stop.signal);
}

function pinWarnings(runs: readonly CellRun[]): LabResult['warnings'] {
  if (runs.every((run) => run.cell.placement.policy === 'none'))
    return [
      {
        code: 'placement/unpinned',
        severity: 'warn',
        message: 'The threads were not pinned: the system may have moved them from CPU to CPU within a trial.',
        evidence: { policy: 'none' },
        cure: process.platform === 'linux' ? 'Leave --pin none out.' : null,
      },
    ];
  const asked = runs.filter((run) => run.cell.placement.policy !== 'none' && run.reports.length > 0);
  const failed = asked.filter((run) => run.reports.some((one) => !one.verified));
  if (failed.length === 0) return [];
  const reason = failed.flatMap((run) => run.reports).find((one) => !one.verified)?.reason ?? 'no reason was given';
  return [
    {
      code: 'placement/unverified',
      severity: 'warn',
      message: `Threads ran unpinned in ${failed.length} of ${asked.length} cells: the system may have moved them.`,
      evidence: { reason },
      cure: null,
    },
  ];
}

/** Version and commit of this checkout; no commit outside a git checkout. */
function identity(): Pick<LabResult['lab'], 'version' | 'commit' | 'dirty'> {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  const git = (...args: string[]) => {
    try {
      return execFileSync('git', ['-C', PROJECT, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
      return null;
    }
  };
  const status = git('status', '--porcelain');
  return {
    version,
    commit: git('rev-parse', '--short', 'HEAD')?.trim() ?? null,
    dirty: status === null ? null : status !== '',
  };
}

/** Whatever must be equal for two runs to be compared: the cells, and how long each was measured. */
function configHash(plan: Plan, settings: Settings): string {
  const cells = plan.cells.map((cell) => [cell.id, cell.params]);
  return `sha256:${createHash('sha256')
    .update(JSON.stringify([cells, settings]))
    .digest('hex')}`;
}

function exitCode(record: LabResult, request: LabRequest, signal: AbortSignal): number {
  if (record.cells.some((cell) => !cell.checks.invariantsHeld || cell.error !== undefined)) return EXIT.incorrect;
  if (signal.aborted) return EXIT.interrupted;
  const inconclusive = summarize(record).some(({ rows }) => rows.some((row) => row.verdict === 'inconclusive'));
  return request.strict && inconclusive ? EXIT.inconclusive : EXIT.done;
}

function openFile(path: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const opener = spawn(command, [...args, path], { detached: true, stdio: 'ignore' });
  opener.on('error', () =>
    process.stderr.write(`Expected ${command} to open the report, found no such program: open it by hand.\n`),
  );
  opener.unref();
}
