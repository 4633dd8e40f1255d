import { expect, test } from 'vitest';
import lab from '../../labs/latency/lab.ts';
import type { AnySubject } from '../../src/contract.ts';
import type { ThreadTrial } from '../../src/crew/cell.ts';
import { type MeasuredTrial, measured } from '../../src/lab/measured.ts';
import { type PlannedCell, planRun } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import type { Conclusion, Effort } from '../../src/lab/spec.ts';
import { Tour } from '../../src/lab/tour.ts';
import { usablePlaces } from '../../src/machine/distance.ts';
import type { CpuPlace, Topology } from '../../src/machine/types.ts';
import { discover } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { median } from '../../src/stats/median.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleRecord } from '../report/sample.ts';
import { runOf } from './planned-runs.ts';

const TRIAL_NS = 100_000_000;

/** What things cost on a machine that is known to the nanosecond. */
interface World {
  /** What the machine says about itself. */
  readonly topology: Topology;
  /** A hand-over by the cheaper of the two ways on one line. */
  readonly handOverNs: (a: CpuPlace, b: CpuPlace) => number;
  /** How many times as long as that compare-and-swap and two lines take. */
  readonly casTimes: number;
  readonly twoLinesTimes: number;
  /** How many times as long as anywhere else a hand-over takes in the matrix. */
  readonly matrixTimes: number;
  readonly ownNs: number;
  readonly asleepNs: number;
}

/** A machine of two sockets as people know it. */
const byDistance: World['handOverNs'] = (a, b) => {
  if (a.core === b.core) return 8;
  if (a.l3 === b.l3) return 25;
  return a.package === b.package ? 60 : 130;
};

const USUAL = {
  handOverNs: byDistance,
  ...{ casTimes: 0.8, twoLinesTimes: 1.2, matrixTimes: 1.02, ownNs: 4, asleepNs: 12_000 },
};
const SMALL: World = { ...USUAL, topology: syntheticTopology({ coresPerL3: 2 }), handOverNs: () => 60 };
/** 2 × 64 CPUs: two sockets of four L3 caches, each with eight cores of two threads. */
const LARGE: World = {
  ...USUAL,
  topology: syntheticTopology({ packages: 2, l3PerNode: 4, coresPerL3: 8, threadsPerCore: 2 }),
};
const MIDDLE: World = { ...USUAL, topology: syntheticTopology({ packages: 2, coresPerL3: 4, threadsPerCore: 2 }) };
/** 64 cores, of which the machine says that they share one L3. */
const ONE_L3 = syntheticTopology({ coresPerL3: 64 });

interface RunOptions {
  readonly effort?: Effort;
  readonly blocks?: number;
  /** Times that a tour comes to each pair. */
  readonly passes?: number;
  readonly noise?: number;
  readonly seed?: number;
}

const registry = await discover();
const base = sampleRecord();

/** A run of the lab's own plan whose trials are the world's, give or take `noise`. */
function runIn(world: World, options: RunOptions = {}): LabResult {
  const { effort = 'default', blocks = 6, passes = 3, noise = 0.03, seed = 7 } = options;
  const { topology } = world;
  const plan = planRun(lab, registry, topology, {
    effort,
    subjects: null,
    backends: ['js', 'wasm'],
    threads: null,
    pin: 'cores',
    capacitySlots: 1024,
  });
  const random = createRandom(seed);
  const about = () => 1 - noise + 2 * noise * random.next();
  const places = new Map(usablePlaces(topology).map((place) => [place.cpu, place]));
  const handOver = ([a, b]: readonly (number | null)[]) =>
    world.handOverNs(places.get(a ?? -1) as CpuPlace, places.get(b ?? -1) as CpuPlace);
  const runs = plan.cells.map((cell) => {
    const tour = cell.tour && new Tour(cell.tour, random);
    for (const { cpus, ns } of tour?.pairs ?? []) {
      const pairNs = handOver(cpus) * world.matrixTimes * waysTimes(cell.subject.spec, world) * about();
      for (let pass = 0; pass < passes; pass++) ns.push(pairNs * about());
    }
    const usualNs = tour ? median(tour.pairs.map(({ ns }) => median(ns))) : costNs(cell, world, handOver);
    const trials = Array.from({ length: 2 * blocks }, (_, i) => trialOf(cell, usualNs * about(), i >> 1));
    return runOf(cell, trials, { tour });
  });
  const cpus = places.size;
  const machine = {
    ...base.machine,
    topology: { ...base.machine.topology, cpus, places: [...places.values()] },
    allowed: { ...base.machine.allowed, cpus: [...places.keys()].join() },
  };
  // Through the schema: what the lab writes is what a report can read.
  return readResult(JSON.stringify({ ...base, machine, ...recordCells(plan, runs) }));
}

function waysTimes(subject: AnySubject, world: World): number {
  if (subject.kind !== 'signal') return 1;
  if (subject.lines === 2) return world.twoLinesTimes;
  return subject.writes === 'compare-exchange' ? world.casTimes : 1;
}

function costNs(
  { subject: { spec }, backend, placement }: PlannedCell,
  world: World,
  handOver: (cpus: readonly (number | null)[]) => number,
): number {
  const addedByJs = backend === 'js' ? 20 : 0;
  if (spec.kind === 'eventcount') return world.asleepNs;
  if (spec.kind === 'operation') return (spec.atomic === 'atomic' ? world.ownNs : 1) + addedByJs;
  return handOver(placement.cpus) * waysTimes(spec, world) + 2 * addedByJs;
}

function trialOf({ scenario: { spec }, params, subject }: PlannedCell, ns: number, block: number): MeasuredTrial {
  const roles = spec.roles(params);
  const turns = subject.spec.kind === 'signal' ? roles.length : 1;
  const ops = Math.round(TRIAL_NS / ns / turns);
  const threads = roles.map((role, rank): ThreadTrial => {
    const counts = { errors: 0, failedTries: 0, sum: 0, items: ops };
    const none = { cpuNs: BigInt(TRIAL_NS), runDelayNs: 0n, voluntarySwitches: 0n, involuntarySwitches: 0n };
    const sample = spec.value === 'median-sample' ? [ns * (spec.perSample?.(params) ?? 1)] : [];
    return {
      ...{ rank, role, ops: rank < turns ? ops : 0, ...counts, samples: Int32Array.from(sample) },
      times: { startNs: 10n ** 9n, endNs: 10n ** 9n + BigInt(TRIAL_NS), ...none, migrations: 0n, cpu: BigInt(rank) },
    };
  });
  expect(spec.violations(threads, params, subject.spec)).toEqual([]);
  return measured(threads, block, 0);
}

/** The record with other cells, or with some only. */
function change(record: LabResult, by: (cell: Cell) => Cell | null): LabResult {
  const cells = record.cells.flatMap((cell) => by(cell) ?? []);
  const ids = new Set(cells.map((cell) => cell.id));
  const sections = record.sections.map((section) => ({
    ...section,
    cells: section.cells.filter((id) => ids.has(id)),
    baseline: section.baseline !== null && ids.has(section.baseline) ? section.baseline : null,
  }));
  return { ...record, cells, sections };
}

/** Intervals take their time: each record is concluded once. */
const concluded = new WeakMap<LabResult, Conclusion>();
function conclude(record: LabResult): Conclusion {
  const conclusion = concluded.get(record) ?? lab.conclude(record);
  concluded.set(record, conclusion);
  return conclusion;
}
const claimOf = (record: LabResult, id: string) => {
  const claim = conclude(record).claims.find((one) => one.id === id);
  if (!claim) throw new Error(`Expected a claim ${id}, found none: correct the test.`);
  return claim;
};
const verdicts = (record: LabResult) =>
  Object.fromEntries(conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

/** Whatever happens, texts are texts: no value that is not there, no sentence without an end. */
function expectReadable(record: LabResult): void {
  const { headline, answers, claims } = conclude(record);
  const texts = [headline, ...answers.map(({ answer }) => answer), ...claims.map(({ sentence }) => sentence)];
  for (const text of texts) {
    expect(text).toMatch(/^\S.*\.$/);
    expect(text).not.toMatch(/null|undefined|NaN|Infinity|–/);
  }
}

const large = runIn(LARGE);
const small = runIn(SMALL);
/** Fewer cells, whose intervals take less time. */
const middle = runIn(MIDDLE, { effort: 'quick', blocks: 3 });
const quick = runIn(SMALL, { effort: 'quick', blocks: 3 });

test('on two sockets every claim holds, and the headline tells the nearest and the farthest', () => {
  expectReadable(large);
  expect(verdicts(large)).toEqual({
    'matrix-is-near-the-best': 'held',
    'transfer-costs-more': 'held',
    'farther-is-dearer': 'held',
    'topology-is-honest': 'held',
    'one-trip-or-two': 'held',
    'one-line-is-enough': 'held',
  });
  const { headline, answers } = conclude(large);
  expect(headline).toMatch(
    /^A hand-over takes [\d.]+ ns to the nearest CPU \(.*\) and [\d.]+ ns to the farthest \(.*\), 1[5-7]\.\d times as long; an atomic .* takes [34]\.\d\d ns\.$/,
  );
  expect(answers[0].answer).toMatch(/[\d.]+ ns \(64 pairs\); .* \(4,?096 pairs\)\.$/);
  expect(answers[1].answer).toMatch(/^Cas-one-line .*; store-one-line .*; store-two-lines .*\.$/);
  expect(claimOf(large, 'farther-is-dearer').evidence).toMatchObject({ 'SMT siblings': expect.closeTo(6.5, 0) });
});

test('on two CPUs there is one pair: its latency is told, and what needs several distances is undecided', () => {
  expectReadable(small);
  const { headline, answers } = conclude(small);
  expect(headline).toMatch(/^A hand-over to another CPU \(same L3\) takes [\d.]+ ns here; an atomic .*\.$/);
  expect(answers[0].answer).toMatch(/\(1 pair\)\.$/);
  expect(verdicts(small)).toEqual({
    'matrix-is-near-the-best': 'held',
    'transfer-costs-more': 'held',
    'farther-is-dearer': 'undecided',
    'topology-is-honest': 'undecided',
    'one-trip-or-two': 'held',
    'one-line-is-enough': 'held',
  });
});

test('where the laws do not hold, the claims say so', () => {
  const other = runIn({ ...SMALL, casTimes: 1.4, twoLinesTimes: 0.8, matrixTimes: 1.6, ownNs: 40 });
  expect(verdicts(other)).toMatchObject({
    'matrix-is-near-the-best': 'did not hold',
    'transfer-costs-more': 'did not hold',
    'one-trip-or-two': 'did not hold',
    'one-line-is-enough': 'did not hold',
  });
  const insideOut = runIn({ ...LARGE, handOverNs: (a, b) => 200 - byDistance(a, b) }, { effort: 'quick' });
  expect(verdicts(insideOut)).toMatchObject({ 'farther-is-dearer': 'did not hold', 'topology-is-honest': 'held' });
});

test.for<[what: string, groupOf: (cpu: number) => number, farNs: number]>([
  ['some cores that are far from all others', (cpu) => Number(cpu < 6), 60],
  ['four L3 caches', (cpu) => cpu >> 4, 60],
  ['two L3 caches', (cpu) => cpu >> 5, 60],
  ['two L3 caches that are near each other', (cpu) => cpu >> 5, 40],
  ['siblings', (cpu) => cpu >> 1, 60],
])('a machine that calls its cores alike and has %s is found out', ([, groupOf, farNs]) => {
  const lying = runIn(
    { ...USUAL, topology: ONE_L3, handOverNs: (a, b) => (groupOf(a.cpu) === groupOf(b.cpu) ? 25 : farNs) },
    { effort: 'quick' },
  );
  expectReadable(lying);
  expect(claimOf(lying, 'topology-is-honest').verdict).toBe('did not hold');
  expect(claimOf(lying, 'farther-is-dearer').verdict).toBe('undecided');
});

test('one pair that is slow stands out, and is named', () => {
  const strange = runIn(
    { ...USUAL, topology: ONE_L3, handOverNs: ({ cpu: a }, { cpu: b }) => (a + b === 40 && a === 11 ? 70 : 25) },
    { effort: 'quick' },
  );
  const { verdict, sentence, evidence } = claimOf(strange, 'topology-is-honest');
  expect(verdict).toBe('did not hold');
  expect(sentence).toMatch(/^1 of 2,?016 pairs .* CPUs 11 and 29: [\d.]+ ns where same L3 usually takes [\d.]+ ns\.$/);
  expect(evidence).toMatchObject({ strangers: 1 });
});

test('noise alone makes no distance and no stranger', () => {
  const flat = { ...LARGE, handOverNs: () => 60 };
  expect(verdicts(runIn(flat, { effort: 'quick', noise: 0.1 }))).toMatchObject({
    'farther-is-dearer': 'undecided',
    'topology-is-honest': 'held',
  });
});

test('few pairs at a distance do not make it dearer by chance', () => {
  // A core with two threads and two without a sibling that may be used: one pair of siblings, five others.
  const few = syntheticTopology({ coresPerL3: 3, threadsPerCore: 2, allowed: '0-3' });
  const decided = Array.from({ length: 20 }, (_, seed) =>
    runIn({ ...USUAL, topology: few, handOverNs: () => 60 }, { effort: 'quick', seed, blocks: 1 }),
  ).filter((record) => claimOf(record, 'farther-is-dearer').verdict !== 'undecided');
  expect(decided.length).toBeLessThanOrEqual(2);
});

test('one pass gives the figures, and one block decides nothing that needs an interval', () => {
  const early = runIn(LARGE, { effort: 'quick', passes: 1, blocks: 1 });
  expectReadable(early);
  expect(conclude(early).headline).toMatch(/^A hand-over takes [\d.]+ ns to the nearest CPU/);
  expect(verdicts(early)).toMatchObject({
    'transfer-costs-more': 'undecided',
    'one-trip-or-two': 'undecided',
    'one-line-is-enough': 'undecided',
    'farther-is-dearer': 'held',
    'topology-is-honest': 'held',
  });
});

test('a matrix of some pairs only is read as it is', () => {
  const some = change(middle, (cell) => {
    const pairs = cell.pairs?.filter((_, i) => i % 5 === 2);
    return pairs ? { ...cell, pairs } : cell;
  });
  expectReadable(some);
  expect(verdicts(some)).toMatchObject({ 'topology-is-honest': 'held' });
});

test.for<[what: string, by: (cell: Cell) => Cell | null, expected: Record<string, string>]>([
  [
    'nothing',
    () => null,
    {
      'matrix-is-near-the-best': 'undecided',
      'transfer-costs-more': 'undecided',
      'farther-is-dearer': 'undecided',
      'topology-is-honest': 'undecided',
      'one-trip-or-two': 'undecided',
      'one-line-is-enough': 'undecided',
    },
  ],
  ['no matrix', (cell) => (cell.pairs ? null : cell), { 'matrix-is-near-the-best': 'undecided' }],
  ['a matrix without pairs', (cell) => (cell.pairs ? { ...cell, pairs: [] } : cell), {}],
  [
    'a matrix whose pairs have no figure',
    (cell) => (cell.pairs ? { ...cell, pairs: cell.pairs.map((pair) => ({ ...pair, ns: [] })) } : cell),
    { 'farther-is-dearer': 'undecided', 'topology-is-honest': 'undecided' },
  ],
  [
    'a matrix of a broken hand-over',
    (cell) => (cell.pairs ? { ...cell, checks: { invariantsHeld: false, details: ['1 turn came too early'] } } : cell),
    { 'matrix-is-near-the-best': 'undecided', 'topology-is-honest': 'undecided' },
  ],
  [
    'a crew that hung everywhere',
    (cell) => ({ ...cell, trials: [], error: 'Thread 1 (pong) hung.' }),
    { 'transfer-costs-more': 'undecided', 'matrix-is-near-the-best': 'undecided' },
  ],
  ['JavaScript alone', (cell) => ({ ...cell, backend: 'js' }), { 'transfer-costs-more': 'undecided' }],
  [
    'one way only',
    (cell) => (/store-two|cas-one/.test(cell.subject) ? null : cell),
    { 'one-trip-or-two': 'undecided' },
  ],
  [
    'trials without a hand-over',
    (cell) => ({ ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: 0 })) }),
    { 'transfer-costs-more': 'undecided' },
  ],
  [
    'threads that were not pinned',
    (cell) => ({ ...cell, placement: { ...cell.placement, cpus: [null, null] } }),
    { 'matrix-is-near-the-best': 'undecided' },
  ],
])('a run with %s gives a conclusion', ([, by, expected]) => {
  for (const record of [change(quick, by), change(middle, by)]) {
    expectReadable(record);
    expect(verdicts(record)).toMatchObject(expected);
  }
});

test('a record that does not say where its CPUs are has no distances', () => {
  const { places, ...topology } = middle.machine.topology;
  const lost = { ...middle, machine: { ...middle.machine, topology } };
  expect(places).toHaveLength(16);
  expectReadable(lost);
  expect(verdicts(lost)).toMatchObject({ 'farther-is-dearer': 'undecided' });
});

test('pairs whose distance is not told are not called the farthest', () => {
  // Nodes are told, packages are not: what two nodes share is not known.
  const partial = syntheticTopology({ packages: 2, coresPerL3: 4 }, (files) => {
    for (const path of Object.keys(files)) if (path.endsWith('package_cpus')) delete files[path];
  });
  expectReadable(runIn({ ...USUAL, topology: partial }, { effort: 'quick' }));
});
