import { expect, test } from 'vitest';
import lab from '../../labs/waiting/lab.ts';
import { measured } from '../../src/lab/measured.ts';
import { type PlannedCell, planRun } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { discover } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sampleRecord } from '../report/sample.ts';
import { runOf } from './planned-runs.ts';

const BLOCKS = 6;
const TRIAL_NS = 100_000_000;
const CPUS = 2;

/** What a thread would measure on a machine that is known to the nanosecond. */
interface World {
  /** Until a spinning thread sees the count, until a sleeping one runs, until the event loop has called back. */
  readonly seeNs: number;
  readonly wakeNs: number;
  readonly callNs: number;
  /** CPU time of going to sleep and of being woken. */
  readonly sleepCpuNs: number;
  readonly advanceNs: number;
  readonly notifyNs: number;
  /** How many times longer a notify takes beside another one. */
  readonly unrelated: number;
  /** How many times longer everything takes that spins with more threads than CPUs. */
  readonly crowded: number;
}

const USUAL: World = {
  seeNs: 200,
  wakeNs: 6000,
  callNs: 12_000,
  sleepCpuNs: 9000,
  advanceNs: 20,
  notifyNs: 70,
  unrelated: 3,
  crowded: 1000,
};

const registry = await discover();
const topology = readTopology();

/** A run of the lab's own plan whose trials are the world's, give or take 2 %. */
function runIn(world: World, effort: 'quick' | 'default' = 'default', blocks = BLOCKS): LabResult {
  const plan = planRun(lab, registry, topology, {
    effort,
    subjects: null,
    backends: ['js', 'wasm'],
    threads: [2, 4, 8],
    pin: 'none',
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
  const machine = { ...sample.machine, topology: { ...sample.machine.topology, cpus: CPUS } };
  // Through the schema: what the lab writes is what a report can read.
  return readResult(JSON.stringify({ ...sample, machine, ...recordCells(plan, runs) }));
}

function trialOf(cell: PlannedCell, world: World, block: number, noise: number) {
  const { opNs, cpuNs } = costOf(cell, world);
  const ops = Math.round(TRIAL_NS / (opNs * noise));
  const sampled = cell.scenario.spec.value === 'median-sample';
  const threads = cell.scenario.spec.roles(cell.params).map((role, rank) => ({
    rank,
    role,
    ops: rank === 1 ? ops : 0,
    errors: 0,
    failedTries: 0,
    sum: 0,
    items: ops,
    samples: new Int32Array(rank === 1 && sampled ? 100 : 0).fill(opNs * noise),
    times: {
      startNs: 1_000_000_000n,
      endNs: 1_000_000_000n + BigInt(TRIAL_NS),
      cpuNs: BigInt(Math.round(cpuNs * ops * noise)),
      runDelayNs: 0n,
      voluntarySwitches: 0n,
      involuntarySwitches: 0n,
      migrations: 0n,
      cpu: BigInt(rank),
    },
  }));
  return measured(threads, block, 0);
}

function costOf({ subject, scenario, params, threads }: PlannedCell, world: World): { opNs: number; cpuNs: number } {
  const { waiting, wakes } = subject.spec as unknown as { waiting: string; wakes: string };
  const spins = waiting === 'spin' || (waiting === 'spin-then-park' && (params.gapUs ?? 0) < 10);
  if (scenario.spec.name === 'interference') {
    const notifyNs = wakes === 'always' ? world.notifyNs * (params.others === 1 ? world.unrelated : 1) : 0;
    return { opNs: world.advanceNs + notifyNs, cpuNs: 0 };
  }
  if (scenario.spec.name === 'ping-pong') return { opNs: 2 * (spins ? world.seeNs : world.wakeNs), cpuNs: 0 };
  if (waiting === 'event-loop') return { opNs: world.callNs, cpuNs: world.sleepCpuNs };
  if (!spins) return { opNs: world.wakeNs * (threads - 1), cpuNs: world.sleepCpuNs };
  const opNs = world.seeNs * (threads > CPUS ? world.crowded : 1);
  return { opNs, cpuNs: 1000 * params.gapUs + opNs };
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

const verdicts = (record: LabResult) =>
  Object.fromEntries(lab.conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

const usual = runIn(USUAL);

test('the whole run says from which wait on to sleep, and what that costs', () => {
  const { headline, answers } = lab.conclude(usual);
  // Sleeping costs 9 µs: half of what spinning burns in the first gap above 18 µs.
  expect(headline).toMatch(
    /^Sleep \(park\) where waits last 30 µs or more: a wake-up burns [89]\.\d+ µs of CPU time instead of [23]\d\.\d µs/,
  );
  expect(headline).toMatch(/a sleeper learns of an advance after [56]\.\d+ µs, a spinner after (19|20)\d ns/);
  expect(headline).toMatch(/use spin-then-park: in waits of 3 µs it learns after (19|20)\d ns\.$/);
  expect(answers).toHaveLength(5);
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z0-9].*\.$/);
});

test('in the usual world every claim holds, each by its own rows', () => {
  expect(new Set(Object.values(verdicts(usual)))).toEqual(new Set(['held']));
  const without = verdicts(keep(usual, ({ subject }) => subject !== 'park-always-wake'));
  expect(Object.entries(without).filter(([, verdict]) => verdict === 'undecided')).toHaveLength(3);
  expect(without['sleeping-pays']).toBe('held');
});

test('a look has what the headline needs, and says nothing of what it left out', () => {
  const quick = runIn(USUAL, 'quick');
  expect(lab.conclude(quick).headline).toMatch(/^Sleep \(park\) where waits last 100 µs or more: /);
  expect(verdicts(quick)).toMatchObject({ 'sleeping-pays': 'held', 'event-loop': 'held', crowded: 'undecided' });
});

test('where sleeping costs more than the longest wait, spinning is recommended', () => {
  const slow = runIn({ ...USUAL, sleepCpuNs: 900_000 });
  expect(lab.conclude(slow).headline).toMatch(/^Spin \(pause\): even in waits of 1000 µs /);
  expect(verdicts(slow)['sleeping-pays']).toBe('did not hold');
});

test('a slow-down that a subject without notifies shares is no evidence against notifies', () => {
  const record = runIn({ ...USUAL, unrelated: 1 });
  expect(verdicts(record)).toMatchObject({ 'unrelated-notifies-js': 'did not hold', 'waiters-count': 'held' });
  const cells = record.cells.map((cell) =>
    cell.scenario === 'interference' && cell.params.others === 1
      ? { ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: trial.ops / 4 })) }
      : cell,
  );
  expect(verdicts({ ...record, cells })['unrelated-notifies-js']).toBe('undecided');
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = runIn(USUAL, 'default', 3);
  expect(lab.conclude(early).headline).toContain('let the run finish');
  expect(new Set(Object.values(verdicts(early)))).toEqual(new Set(['undecided']));
});

test('a system that tells no CPU time is told so, and the wake-ups are told nevertheless', () => {
  const cells = usual.cells.map((cell) => ({
    ...cell,
    trials: cell.trials.map((trial) => ({
      ...trial,
      perThread: trial.perThread.map((thread) => ({ ...thread, cpuNs: null })),
    })),
  }));
  expect(lab.conclude({ ...usual, cells }).headline).toMatch(
    /does not tell the CPU time of threads.* a spinner after /,
  );
  expect(verdicts({ ...usual, cells })['sleeping-pays']).toBe('undecided');
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = lab.conclude(keep(usual, () => false));
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});
