import { expect, test } from 'vitest';
import lab from '../../labs/structures/lab.ts';
import { type MeasuredTrial, measured } from '../../src/lab/measured.ts';
import { type PlannedCell, planRun } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import type { Conclusion, Effort } from '../../src/lab/spec.ts';
import { discover } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleRecord } from '../report/sample.ts';
import { runOf } from './planned-runs.ts';

const TRIAL_NS = 100_000_000;

type Way = 'free' | 'locked';

/** What things cost on a machine that is known to the nanosecond. */
interface World {
  readonly cpus: number;
  /** A call of a thread that is alone. */
  readonly aloneNs: Readonly<Record<Way, number>>;
  /** A call beside others where all take turns, with two threads. */
  readonly turnNs: Readonly<Record<Way, number>>;
  /** How many times as long a turn takes, without a lock, for each doubling of the threads. */
  readonly growth: number;
  /** A call of a stack whose threads may meet beside the top: in turns, divided by as much for each doubling. */
  readonly meeting: number;
  /** A call of a stack whose threads stay away after a failure: in turns of one where they do not, divided by this. */
  readonly away: number;
  /** How many times as long a turn under a lock takes with more threads than CPUs. */
  readonly crowd: number;
  /** An item through a queue that is a list, in turns of one that is an array. */
  readonly list: number;
  /** What a theft takes from the owner. */
  readonly theftNs: number;
  /** How many times as long calls for popular keys take. */
  readonly popular: Readonly<Record<Way, number>>;
  /** Do gets scale? */
  readonly scales: Readonly<Record<Way, boolean>>;
  /** What three gets of a hundred take. */
  readonly tailNs: Readonly<Record<Way, number>>;
}

const USUAL: World = {
  cpus: 2,
  aloneNs: { free: 20, locked: 40 },
  turnNs: { free: 100, locked: 160 },
  growth: 1.4,
  meeting: 1.5,
  away: 1.2,
  crowd: 5,
  list: 3,
  theftNs: 300,
  popular: { free: 1.5, locked: 0.95 },
  scales: { free: true, locked: false },
  tailNs: { free: 400, locked: 3000 },
};
const LARGE: World = { ...USUAL, cpus: 4 };

interface RunOptions {
  readonly effort?: Effort;
  readonly blocks?: number;
  readonly backends?: readonly Cell['backend'][];
  readonly threads?: readonly number[];
}

const registry = await discover();

function planFor(cpus: number, { effort = 'default', backends = ['js', 'wasm'], threads }: RunOptions = {}) {
  return planRun(lab, registry, syntheticTopology({ coresPerL3: cpus }), {
    effort,
    subjects: null,
    backends,
    threads: threads ?? null,
    pin: 'cores',
    capacitySlots: 1024,
  });
}

/** A run of the lab's own plan whose trials are the world's, give or take 2 %. */
function runIn(world: World, options: RunOptions = {}): LabResult {
  const { blocks = 6 } = options;
  const plan = planFor(world.cpus, options);
  const random = createRandom(7);
  const runs = plan.cells.map((cell) => {
    const trials = Array.from({ length: blocks }, (_, block) =>
      trialOf(cell, world, block, 0.98 + 0.04 * random.next()),
    );
    return runOf(cell, trials);
  });
  const sample = sampleRecord();
  const topology = { ...sample.machine.topology, cpus: world.cpus };
  const machine = { ...sample.machine, topology, allowed: { ...sample.machine.allowed, cpus: `0-${world.cpus - 1}` } };
  // Through the schema: what the lab writes is what a report can read.
  return readResult(JSON.stringify({ ...sample, machine, ...recordCells(plan, runs) }));
}

function wayOf({ spec }: PlannedCell['subject']): Way {
  return spec.family === 'locked' || (spec.kind === 'ring' && spec.otherSide === 'lock') ? 'locked' : 'free';
}

/** Nanoseconds from one operation of all threads to the next. */
function crewNs({ subject, params, threads }: PlannedCell, world: World): number {
  const { spec } = subject;
  const way = wayOf(subject);
  const alone = world.aloneNs[way];
  const doublings = Math.log2(threads) - 1;
  const crowded = threads > world.cpus && way === 'locked' ? world.crowd : 1;
  const turn = way === 'locked' ? world.turnNs.locked * crowded : world.turnNs.free * world.growth ** doublings;
  if (spec.kind === 'deque') {
    const thieves = threads - 1;
    return alone / (1 - Math.min(0.9, (thieves * world.theftNs) / (params.stealEveryNs + 1000)));
  }
  if (spec.kind === 'map') {
    const gets = world.scales[way] ? alone / threads : threads === 1 ? alone : turn;
    const puts = threads === 1 ? alone : turn;
    const reads = params.readPercent / 100;
    return (reads * gets + (1 - reads) * puts) * (params.skewPercent > 0 ? world.popular[way] : 1);
  }
  if (threads === 1) return alone;
  if (spec.kind === 'ring') return spec.progress === 'lock-free' ? turn * world.list : turn;
  if (spec.kind !== 'stack') throw new Error(`Expected a structure, found ${spec.kind}: correct the test.`);
  const top = spec.control ? turn / world.away : turn;
  const meets = spec.meets === 'top-or-pairs';
  return params.thinkNs / threads + (meets ? world.turnNs.free / world.meeting ** doublings : top);
}

/** What a thief gets in a trial. */
const STOLEN = 500;

/** What each thread has done; `all`: operations of all together. Scenarios prove that as much came out as went in. */
function counted({ scenario: { spec }, params }: PlannedCell, all: number): { ops: number; items: number }[] {
  const roles = spec.roles(params);
  if (spec.kind === 'deque')
    return roles.map((_, rank) => {
      const thieves = roles.length - 1;
      return rank === 0
        ? { ops: Math.round(all) - STOLEN * thieves, items: STOLEN * thieves }
        : { ops: STOLEN, items: STOLEN };
    });
  if (spec.kind !== 'ring') return roles.map(() => ({ ops: Math.round(all / roles.length), items: 0 }));
  const each = Math.round(all / params.producers);
  const items = (each * params.producers) / params.consumers;
  return roles.map((role) => (role === 'produce' ? { ops: each, items: each } : { ops: 0, items }));
}

function trialOf(cell: PlannedCell, world: World, block: number, noise: number): MeasuredTrial {
  const { spec } = cell.scenario;
  const roles = spec.roles(cell.params);
  const done = counted(cell, TRIAL_NS / (crewNs(cell, world) * noise));
  const isSampled = spec.kind === 'map' && cell.params.readPercent > 0;
  const threads = roles.map((role, rank) => {
    // Three of a hundred take long, so that the 99th percentile is among them.
    const samples = Int32Array.from({ length: isSampled ? 1000 : 0 }, (_, i) =>
      i % 100 < 3 ? world.tailNs[wayOf(cell.subject)] * noise : 50,
    );
    return {
      ...{ rank, role, ...done[rank], errors: 0, failedTries: Math.round(done[rank].ops / 4), sum: 0, samples },
      times: {
        ...{ startNs: 1_000_000_000n, endNs: 1_000_000_000n + BigInt(TRIAL_NS), cpuNs: BigInt(TRIAL_NS) },
        ...{ runDelayNs: 0n, voluntarySwitches: 0n, involuntarySwitches: 0n, migrations: 0n, cpu: BigInt(rank) },
      },
    };
  });
  expect(spec.violations(threads, cell.params, cell.subject.spec)).toEqual([]);
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
const all = (verdict: string) => Object.fromEntries(Object.keys(verdicts(usual)).map((id) => [id, verdict]));

/** Whatever happens, texts are texts: no value that is not there, no sentence without an end. */
function expectReadable(record: LabResult): void {
  const { headline, answers, claims } = conclude(record);
  const texts = [headline, ...answers.map(({ answer }) => answer), ...claims.map(({ sentence }) => sentence)];
  for (const text of texts) {
    expect(text).toMatch(/^[A-Z0-9].*\.$/);
    expect(text).not.toMatch(/undefined|null|NaN|Infinity|–|unknown number|,,| {2}|\.\./);
  }
}

const usual = runIn(USUAL);
const large = runIn(LARGE);
const quick = runIn(USUAL, { effort: 'quick' });

test('it says which one to use as what, with a CPU for each thread and with fewer CPUs than threads', () => {
  expectReadable(usual);
  expect(conclude(usual).headline).toMatch(
    /^With 2 threads that do nothing else and each have a CPU, as WebAssembly, use (treiber or elimination|elimination or treiber) as a stack; mpmc-vyukov as a queue, 1\.\d+ \(.*\) times mpmc-mutex; chase-lev as a deque, .* times deque-futex; open-addressing as a map, .* times map-futex\. With 8 threads on 2 CPUs: elimination as a stack; mpmc-vyukov as a queue; open-addressing as a map\.$/,
  );
});

test('the answers tell what sharing costs and what is done in vain', () => {
  const answers = conclude(usual).answers.map(({ answer }) => answer);
  expect(answers).toHaveLength(8);
  expect(answers[0]).toMatch(
    /^Stack: .*stack-futex 6\.\d+ M\/s; queue: mpmc-vyukov .*; deque: chase-lev .*; map: open-addr/,
  );
  expect(answers[1]).toMatch(/^Stack with 8 threads: elimination .*; queue with 8 threads: .*; map with 8 threads: /);
  expect(answers[2]).toMatch(
    /^2 threads make, of the pushes and pops of one, .*treiber (0\.199|0\.20\d) .* times.*; 2 threads make, of the gets of one, open-addressing (1\.9|2\.0)/,
  );
  expect(answers[3]).toMatch(
    /^With 2 threads staying away alone makes treiber-backoff 1\.\d+ \(.*\) times treiber, and meeting beside the top makes elimination 0\.8\d+ \(.*\) times treiber-backoff; with 8 threads /,
  );
  expect(answers[4]).toMatch(
    /^With 2 threads exchanges that fail, for each push or pop: .*treiber 0\.250.*; with 8 threads /,
  );
  expect(answers[4], 'who waits for a lock looks, and makes no exchange').not.toContain('stack-futex');
  expect(answers[5]).toMatch(
    /^With 100 ns of work between calls .* times as fast as stack-futex; with 1\.00 µs of work/,
  );
  expect(answers[6]).toMatch(
    /^Chase-lev .* M\/s alone, 0\.9[5-9]\d .* times that with one thief every 10\.0 µs, who gets 0\.010\d %, 0\.[67]\d+ .* times that with one thief non-stop, who gets 0\.01\d+ %; deque-futex /,
  );
  expect(answers[7]).toMatch(/^Open-addressing 50\.0 ns \(one of a hundred over .*; map-futex 50\.0 ns \(/);
});

test('with four threads each claim is decided; with two it says of what takes more that it does', () => {
  expectReadable(large);
  expect(verdicts(large)).toEqual(all('held'));
  expect(verdicts(usual)).toEqual({
    ...all('held'),
    ...{ 'top-collapses': 'undecided', 'meeting-beats-away': 'did not hold', 'popular-keys': 'undecided' },
  });
  expect(claimOf(usual, 'top-collapses').sentence).toContain('it takes 4, each with a CPU');
  expect(claimOf(large, 'top-collapses').sentence).toMatch(
    /^With 4 threads, of what two do together: treiber(-backoff)? 0\.7\d\d .* times, treiber(-backoff)? 0\.7\d\d .* times, at most 0\.9\d\d is needed; elimination 1\.5/,
  );
  expect(claimOf(large, 'meeting-beats-away').sentence).toMatch(
    /^WebAssembly, 4 threads, .*: elimination of treiber-backoff 1\.7\d .* Of a hundred pushes and pops at most 25\.0 can have met /,
  );
  expect(claimOf(large, 'reads-scale').sentence).toMatch(
    /^WebAssembly: 4 threads make, of the gets of one: open-addressing (3\.9|4\.0)\d* .* times, at least 2\.00 is needed; map-futex 0\.25/,
  );
});

test('where the laws do not hold, the claims say so', () => {
  const other = runIn({
    ...LARGE,
    aloneNs: { free: 40, locked: 20 },
    turnNs: { free: 160, locked: 100 },
    growth: 1,
    meeting: 0.7,
    crowd: 1,
    list: 0.5,
    theftNs: 4000,
    popular: { free: 1, locked: 1.5 },
    scales: { free: false, locked: true },
    tailNs: { free: 3000, locked: 400 },
  });
  expectReadable(other);
  expect(verdicts(other)).toEqual({ ...all('did not hold'), 'no-lock-crowded': expect.any(String) });
});

/** Some kinds only: every cell costs a bootstrap. */
const only = (record: LabResult, kinds: readonly string[]) =>
  change(record, (cell) => (kinds.includes(cell.kind) ? cell : null));

test('one side of a law alone does not make it hold', () => {
  const both = only(runIn({ ...LARGE, scales: { free: true, locked: true }, meeting: 0.7 }), ['stack', 'map']);
  expect(verdicts(both)).toMatchObject({ 'reads-scale': 'did not hold', 'top-collapses': 'did not hold' });
  const slow = only(runIn({ ...LARGE, popular: { free: 1.5, locked: 1.5 } }), ['map']);
  expect(verdicts(slow)).toMatchObject({ 'popular-keys': 'did not hold' });
});

test('what is there to measure only is recommended nowhere, nor does it stand for structures without a lock', () => {
  const away = only(runIn({ ...LARGE, away: 9, turnNs: { free: 300, locked: 60 }, meeting: 1 }), ['stack']);
  const { headline, answers } = conclude(away);
  expect(headline).toContain('stack-futex');
  expect([headline, answers[0].answer, answers[1].answer].join()).not.toContain('treiber-backoff');
  expect(verdicts(away)).toMatchObject({ 'no-lock-seated': 'did not hold', 'meeting-beats-away': 'did not hold' });
});

test('structures under a lock are recommended where they are the fastest', () => {
  const locks = only(runIn({ ...USUAL, turnNs: { free: 300, locked: 60 }, crowd: 0.9 }), ['stack', 'ring']);
  expect(conclude(locks).headline).toMatch(
    /use stack-futex as a stack, .*; mpmc-mutex as a queue, .* With 8 threads on 2 CPUs: stack-futex as a stack; mpmc-mutex as a queue\.$/,
  );
  expect(verdicts(locks)).toMatchObject({ 'no-lock-seated': 'did not hold' });
});

test('a look has what the headline needs, and says nothing of what it left out', () => {
  expectReadable(quick);
  expect(conclude(quick).headline).toMatch(
    /^With 2 threads .* as a stack; mpmc-vyukov as a queue.* as a deque.* as a map, [^.]*\.\d+ \([^)]*\) times map-futex\.$/,
  );
  expect(verdicts(quick)).toEqual({
    ...all('undecided'),
    ...{ 'array-beats-links': 'held', 'no-lock-seated': 'held', 'meeting-beats-away': 'did not hold' },
  });
});

test('JavaScript alone is called by its name', () => {
  const js = runIn(USUAL, { backends: ['js'], effort: 'quick' });
  expectReadable(js);
  expect(conclude(js).headline).toContain(', as JavaScript, ');
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = runIn(LARGE, { blocks: 3 });
  expectReadable(early);
  expect(conclude(early).headline).toContain('let the run finish');
  expect(verdicts(early)).toEqual(all('undecided'));
});

test('one CPU gives no recommendation, and nothing is made up', () => {
  const one = runIn({ ...USUAL, cpus: 1 });
  expectReadable(one);
  expect(conclude(one).headline).toContain('no recommendation');
  expect(verdicts(one)).toMatchObject({ 'no-lock-seated': 'undecided', 'reads-scale': 'undecided' });
});

const silence = (cell: Cell): Cell => ({ ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: 0 })) });
test.for<[what: string, by: (cell: Cell) => Cell | null, expected: (held: object) => object]>([
  ['nothing', () => null, () => all('undecided')],
  ['one thread only', (cell) => (cell.threads === 1 ? cell : null), () => all('undecided')],
  [
    'one subject of each kind',
    (cell) => (/^(treiber|ms-queue|chase-lev|open)/.test(cell.subject) ? cell : null),
    () => ({ ...all('undecided'), 'thieves-cost-little': 'held' }),
  ],
  [
    'a broken map',
    (cell) =>
      cell.subject === 'open-addressing'
        ? { ...cell, checks: { invariantsHeld: false, details: ['1 lookup found a value of another key'] } }
        : cell,
    () => ({ 'reads-scale': 'undecided', 'popular-keys': 'undecided', 'gets-wait': 'undecided' }),
  ],
  [
    'a crew that hung everywhere',
    (cell) => ({ ...cell, trials: [], error: 'Thread 1 (trade) hung.' }),
    () => all('undecided'),
  ],
  ['trials without an operation', silence, () => all('undecided')],
  [
    'one trial without an operation in each cell',
    (cell) => ({ ...cell, trials: cell.trials.map((trial, i) => (i === 2 ? { ...trial, ops: 0 } : trial)) }),
    () => all('undecided'),
  ],
  ['cells without samples', ({ latency, ...cell }) => cell, () => ({ ...all('held'), 'gets-wait': 'undecided' })],
])('a run with %s gives a conclusion', ([, by, expected]) => {
  const record = change(large, by);
  expectReadable(record);
  expect(verdicts(record)).toMatchObject(expected(verdicts(large)));
});

test('what was not measured is not made up', () => {
  const { headline, answers } = conclude(change(usual, () => null));
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
});

test('every kind is compared with its like under a lock, whatever else is added to the registry', () => {
  for (const { spec, cells } of planFor(2).sections) {
    const ways = new Set(cells.map(({ subject }) => wayOf(subject)));
    expect([...ways].sort(), spec.id).toEqual(['free', 'locked']);
  }
});

test('speed-ups have their single thread whatever counts are asked for', () => {
  for (const threads of [[2], [2, 8], [8]]) {
    const { sections } = planFor(2, { threads });
    for (const id of ['stack', 'map-threads']) {
      const section = sections.find(({ spec }) => spec.id === id);
      expect([...new Set(section?.cells.map((cell) => cell.threads))], `${id} ${threads}`).toEqual([1, ...threads]);
    }
  }
});

test('cells that several sections share are called the same in all of them', () => {
  const { sections } = planFor(4, { effort: 'thorough' });
  for (const { spec, cells } of sections.filter(({ spec }) => spec.kind === 'map'))
    for (const { subject, params, label } of cells) {
      const skew = params.skewPercent === 0 ? '' : `, Zipf ${params.skewPercent / 100}`;
      expect(label, spec.id).toBe(`${subject.spec.name}, ${params.readPercent} % gets${skew}`);
    }
});

test('thread counts: one, two, as many as CPUs and four times as many, at most the sixteen that scenarios tell apart', () => {
  expect(lab.threads(1)).toEqual([1, 2, 4]);
  expect(lab.threads(2)).toEqual([1, 2, 8]);
  expect(lab.threads(4)).toEqual([1, 2, 4, 16]);
  expect(lab.threads(64)).toEqual([1, 2, 16]);
  expect(planFor(64).notMeasured.map(({ what }) => what)).toEqual(['A map with more threads than CPUs']);
});
