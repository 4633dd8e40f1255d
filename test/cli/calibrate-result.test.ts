/** What a calibration stores and says once all is measured, on simulated runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printPlan } from '../../src/cli/calibrate-print.ts';
import { finishCalibration } from '../../src/cli/calibrate-result.ts';
import { CalibrationFailed } from '../../src/lab/calibration.ts';
import { planCalibration } from '../../src/lab/calibration-plan.ts';
import { usableFloor } from '../../src/lab/calibration-store.ts';
import type { MeasuredTrial } from '../../src/lab/measured.ts';
import type { PlannedCell } from '../../src/lab/plan.ts';
import type { CellRun } from '../../src/lab/run.ts';
import { discover } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleRecord } from '../report/sample.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { machine } = sampleRecord();
const calibration = planCalibration(await discover(), syntheticTopology({ coresPerL3: 2 }), {
  effort: 'quick',
  pin: 'cores',
});

/** Each visit is up to `spread` times as fast as the slowest, as logarithms evenly. */
function simulate(spread: number): CellRun[] {
  const random = createRandom(3);
  return calibration.plan.cells.map((cell) => ({
    cell,
    trials: Array.from({ length: calibration.settings.blocks }, (_, block) =>
      trialOf(cell, block, 1e6 * spread ** random.next()),
    ),
    reports: [],
    tour: null,
    violations: new Set(),
    warmupTrials: 6,
    measuredMs: 0,
    steady: true,
    error: null,
  }));
}

function trialOf(cell: PlannedCell, block: number, ops: number): MeasuredTrial {
  const times = {
    startNs: 1_000_000_000n,
    endNs: 1_052_000_000n,
    cpu: 0n,
    cpuNs: 52_000_000n,
    voluntarySwitches: 0n,
    involuntarySwitches: 0n,
    runDelayNs: 0n,
    migrations: 0n,
  };
  const threads = cell.scenario.spec.roles(cell.params).map((role, rank) => ({
    rank,
    role,
    ops: Math.round(ops),
    errors: 0,
    failedTries: 0,
    sum: 0,
    items: 0,
    samples: new Int32Array(0),
    times,
  }));
  return { block, pos: 0, startNs: times.startNs, durationNs: 52e6, ops: Math.round(ops), overlap: 1, threads };
}

function finish(runs: CellRun[], folder: string, columns = 400) {
  const lines: string[] = [];
  const events: Record<string, unknown>[] = [];
  const output = {
    columns,
    colour: false,
    line: (text = '') => void lines.push(text),
    event: (type: string, data: Record<string, unknown>) => void events.push({ type, ...data }),
  };
  const about = {
    at: new Date().toISOString(),
    command: 'npm run calibrate -- --quick --pin cores --seed 5',
    machine: { id: machine.id, profile: machine.profile, node: machine.runtime.node },
    pin: 'cores',
    runs,
    seed: 5,
    warnings: [],
  };
  printPlan(output, machine, calibration, 5);
  const code = finishCalibration(output, calibration, about, folder);
  return { code, lines, events };
}

const floorIn = (folder: string) =>
  usableFloor([folder], machine, { ...calibration.settings, pin: 'cores' }).floor?.ratio;

test('one file is stored, the pairs are printed, and the floor is in text and event; the next lab uses it', () => {
  const folder = temporaryFolder();
  const { code, lines, events } = finish(simulate(1.05), folder);
  expect(code).toBe(0);
  const [file, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  const path = join(folder, file);
  const stored = JSON.parse(readFileSync(path, 'utf8'));
  expect(stored).toMatchObject({ trialsPerVisit: 1, trialMs: 52, pin: 'cores' });
  expect(events).toEqual([{ type: 'result', path, calibration: expect.objectContaining({ ratio: stored.ratio }) }]);
  expect(stored).toMatchObject(events[0].calibration as object);
  expect(stored.ratio).toBeGreaterThan(0.01);
  expect(stored.ratio).toBeLessThan(0.05);
  expect(floorIn(folder)).toBe(stored.ratio);
  expect(lines.filter((line) => /, [\w-]+ +(?:js|wasm) +[12] +\d/.test(line))).toHaveLength(calibration.pairs.length);
  expect(lines.at(-1)).toMatch(/^Noise floor: [\d.]+ %, stored in .*; labs on this machine use it for 30 days\.$/);
  const said = lines.join('\n');
  expect(said).toMatch(/Of 100 comparisons .* with a measured floor, for each pair that of the others, [\d.]+ %\./);
});

test('a loud floor is said and not kept, and what was stored before stays; exit code 5', () => {
  const file = `calibration-${machine.id}.json`;
  const folder = temporaryFolder({ [file]: 'stored before' });
  const { code, lines, events } = finish(simulate(4), folder, 60);
  expect(code).toBe(5);
  expect(readdirSync(folder)).toEqual([file]);
  expect(readFileSync(join(folder, file), 'utf8')).toBe('stored before');
  expect(events).toMatchObject([{ type: 'result', path: null }]);
  expect((events[0].calibration as { ratio: number }).ratio).toBeGreaterThan(0.25);
  expect(lines.join(' ')).toMatch(
    /Noise floor: \d+ %\. It is not kept: above 25 % labs would call .* npm run doctor says .* calibrate again when it is quiet\. .*\.$/,
  );
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});

test('cells that were not measured or failed store nothing', () => {
  const folder = temporaryFolder();
  const runs = simulate(1.05);
  expect(() => finish(runs.slice(1), folder)).toThrow(CalibrationFailed);
  expect(() => finish([{ ...runs[0], error: 'Thread 0 hung.' }, ...runs.slice(1)], folder)).toThrow(/Thread 0 hung\.$/);
  expect(readdirSync(folder)).toEqual([]);
});
