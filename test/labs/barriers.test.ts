import { expect, test } from 'vitest';
import lab from '../../labs/barriers/lab.ts';
import { rounds, whereLawsDiffer } from '../../labs/barriers/laws.ts';
import type { BarrierSpec } from '../../src/contract.ts';
import { measured } from '../../src/lab/measured.ts';
import { type PlannedCell, planRun } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import type { Effort } from '../../src/lab/spec.ts';
import { discover } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleRecord } from '../report/sample.ts';
import { runOf } from './planned-runs.ts';

const BLOCKS = 6;
const TRIAL_NS = 100_000_000;

/** What an episode takes on a machine that is known to the nanosecond. */
interface World {
  readonly cpus: number;
  /** A central barrier, for so many threads with a CPU each. */
  linearNs(threads: number): number;
  logarithmicNs(threads: number): number;
  /** How many times as long a barrier that can park takes where nobody has to. */
  readonly parkable: number;
  /** With more threads than CPUs, for each thread. */
  readonly crowdedSpinNs: number;
  readonly crowdedParkNs: number;
}

const USUAL: World = {
  cpus: 8,
  linearNs: (threads) => 40 + 60 * threads,
  logarithmicNs: (threads) => 30 + 70 * rounds(threads),
  parkable: 1.02,
  crowdedSpinNs: 90_000,
  crowdedParkNs: 8_000,
};
const SMALL: World = { ...USUAL, cpus: 2 };

const registry = await discover();

/** A run of the lab's own plan whose trials are the world's, give or take 2 %. */
function runIn(world: World, effort: Effort = 'default', blocks = BLOCKS, threads: number[] | null = null): LabResult {
  const plan = planRun(lab, registry, syntheticTopology({ coresPerL3: world.cpus }), {
    effort,
    subjects: null,
    backends: ['js', 'wasm'],
    threads,
    pin: 'cores',
    capacitySlots: 1024,
  });
  const random = createRandom(7);
  const runs = plan.cells.map((cell) => {
    const trials = Array.from({ length: 2 * blocks }, (_, i) =>
      trialOf(cell, world, i >> 1, 0.98 + 0.04 * random.next()),
    );
    return runOf(cell, trials);
  });
  const sample = sampleRecord();
  const machine = {
    ...sample.machine,
    topology: { ...sample.machine.topology, cpus: world.cpus },
    allowed: { ...sample.machine.allowed, cpus: `0-${world.cpus - 1}` },
  };
  // Through the schema: what the lab writes is what a report can read.
  return readResult(JSON.stringify({ ...sample, machine, ...recordCells(plan, runs) }));
}

function trialOf(cell: PlannedCell, world: World, block: number, noise: number) {
  const ops = Math.round(TRIAL_NS / (costNs(cell, world) * noise));
  const threads = cell.scenario.spec.roles(cell.params).map((role, rank) => ({
    rank,
    role,
    ops: rank === 0 ? ops : 0,
    errors: 0,
    failedTries: 0,
    sum: 0,
    items: ops,
    samples: new Int32Array(0),
    times: {
      startNs: 1_000_000_000n,
      endNs: 1_000_000_000n + BigInt(TRIAL_NS),
      cpuNs: BigInt(TRIAL_NS),
      runDelayNs: 0n,
      voluntarySwitches: 0n,
      involuntarySwitches: 0n,
      migrations: 0n,
      cpu: BigInt(rank % world.cpus),
    },
  }));
  expect(cell.scenario.spec.violations(threads, cell.params, cell.subject.spec)).toEqual([]);
  return measured(threads, block, 0);
}

function costNs({ subject, threads, backend, params }: PlannedCell, world: World): number {
  const { path, waiting } = subject.spec as BarrierSpec;
  const spins = waiting === 'spin';
  if (threads > world.cpus) return threads * (spins ? world.crowdedSpinNs : world.crowdedParkNs);
  const alone = path === 'linear' ? world.linearNs(threads) : world.logarithmicNs(threads);
  return params.workNs + alone * (spins ? 1 : world.parkable) * (backend === 'js' ? 1.5 : 1);
}

/** The record with some cells only. */
function keep(record: LabResult, fits: (cell: Cell) => boolean): LabResult {
  const cells = record.cells.filter(fits);
  const ids = new Set(cells.map((cell) => cell.id));
  const sections = record.sections.map((section) => ({
    ...section,
    cells: section.cells.filter((id) => ids.has(id)),
    baseline: section.baseline !== null && ids.has(section.baseline) ? section.baseline : null,
  }));
  return { ...record, cells, sections };
}

/** A run with one barrier of each kind: a third of the statistics. */
const shortRun = (world: World, blocks?: number, threads?: number[]) =>
  keep(runIn(world, 'default', blocks, threads), ({ subject }) =>
    ['central', 'dissemination', 'parking'].includes(subject),
  );

const claimOf = (record: LabResult, id: string) => lab.conclude(record).claims.find((claim) => claim.id === id);
const verdicts = (record: LabResult) =>
  Object.fromEntries(lab.conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

const usual = runIn(USUAL);

test('the whole run recommends a barrier for each case, with its cost and ratio', () => {
  const { headline, answers } = lab.conclude(usual);
  expect(headline).toMatch(
    /^Use [a-z-]+, [a-z-]+, [a-z-]+ or [a-z-]+ \(8 threads: 3\d\d ns an episode, 2\.\d+ .* times as fast as central\)/,
  );
  expect(headline).toMatch(
    / and parking \(32 threads: 2\d\d µs .* times as fast as .*\) where there may be more threads\.$/,
  );
  expect(answers).toHaveLength(4);
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z0-9].*\.$/);
});

test('a barrier that is best in both cases is recommended for both', () => {
  const record = keep(usual, ({ subject }) => ['central', 'parking'].includes(subject));
  expect(lab.conclude(record).headline).toMatch(
    /^Use parking whatever the number of threads: .* 8 threads: .*, nor with 32 threads: .* times as fast as central\.$/,
  );
});

test('in the usual world every claim holds, between the numbers of threads where the laws differ', () => {
  expect(new Set(Object.values(verdicts(usual)))).toEqual(new Set(['held']));
  expect(claimOf(usual, 'central-is-linear')?.sentence).toMatch(
    /^From 5 to 8 threads \(1\.60 times the threads, 1\.00 times the rounds\) .* central wasm 1\.5\d .* central js 1\.5\d/,
  );
});

test('where the laws do not hold, the claims say so', () => {
  const swapped = shortRun({ ...USUAL, linearNs: USUAL.logarithmicNs, logarithmicNs: (threads) => 3 * threads ** 2 });
  expect(verdicts(swapped)).toMatchObject({
    'central-is-linear': 'undecided',
    'rounds-are-logarithmic': 'did not hold',
    'parking-survives': 'held',
  });
  const lazy = shortRun({ ...USUAL, crowdedParkNs: 200_000, logarithmicNs: (threads) => 300 * rounds(threads) });
  expect(verdicts(lazy)).toMatchObject({ 'dissemination-wins': 'did not hold', 'parking-survives': 'did not hold' });
});

test('on two CPUs growth is undecided, with the reason, and the rest is decided', () => {
  const small = shortRun(SMALL);
  expect(verdicts(small)).toEqual({
    'dissemination-wins': 'held',
    'central-is-linear': 'undecided',
    'rounds-are-logarithmic': 'undecided',
    'parking-survives': 'held',
  });
  expect(claimOf(small, 'central-is-linear')?.sentence).toMatch(/^With 2 CPUs for the threads it cannot be told: /);
  expect(claimOf(shortRun(USUAL, BLOCKS, [2, 4]), 'central-is-linear')?.sentence).toContain('--threads 3,4');
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = shortRun(USUAL, 3);
  expect(lab.conclude(early).headline).toContain('let the run finish');
  expect(new Set(Object.values(verdicts(early)))).toEqual(new Set(['undecided']));
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = lab.conclude(keep(usual, () => false));
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
  const alone = lab.conclude(shortRun(USUAL, BLOCKS, [4])).headline;
  expect(alone).toMatch(/^Use .*4 threads: .*; this run measured none with more threads than CPUs\.$/);
});

test('a run has few enough cells, whatever the machine', () => {
  for (const cpus of [1, 2, 3, 4, 6, 8, 12, 16, 64, 192]) {
    const counts = lab.threads(cpus);
    expect(counts.length).toBeLessThanOrEqual(4);
    expect(Math.max(...counts)).toBeLessThanOrEqual(64);
    expect(counts.every((count, i) => count >= 2 && (i === 0 || count > counts[i - 1]))).toBe(true);
  }
  expect([1, 2, 4, 8, 64].map(lab.threads)).toEqual([
    [2, 4],
    [2, 4, 8],
    [2, 3, 4, 16],
    [2, 5, 8, 32],
    [2, 33, 64],
  ]);
  expect(usual.cells.length).toBeLessThanOrEqual(50);
  expect(runIn(USUAL, 'quick').cells).toHaveLength(12);
  expect(runIn(USUAL, 'thorough').sections.map(({ id }) => id)).toContain('work');
});

test('the laws are told apart where they differ most, and not where they agree', () => {
  expect(whereLawsDiffer([2, 4])).toBeNull();
  expect(whereLawsDiffer([1, 2, 3])).toBeNull();
  expect(whereLawsDiffer([2, 3, 4])).toEqual({ from: 3, to: 4, linear: 4 / 3, byRounds: 1 });
  expect(whereLawsDiffer([16, 2, 8, 5])).toMatchObject({ from: 5, to: 16 });
});
