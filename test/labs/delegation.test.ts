import { expect, test } from 'vitest';
import lab from '../../labs/delegation/lab.ts';
import type { DelegationSpec } from '../../src/contract.ts';
import { CAPACITY, NOTHING } from '../../src/delegation/_object.ts';
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

/** What things cost on a machine that is known to the nanosecond. */
interface World {
  readonly cpus: number;
  readonly transferNs: number;
  /** An operation of a thread that is alone, and what any operation takes beside line transfers. */
  readonly ownNs: number;
  /** Sections that a thread runs before the lock goes to another, by how threads wait. */
  readonly streak: Readonly<Record<DelegationSpec['waiting'], number>>;
  /** How many times as long an operation takes with more threads than CPUs. */
  readonly crowdTimes: (spec: DelegationSpec) => number;
}

const USUAL: World = {
  cpus: 2,
  transferNs: 60,
  ownNs: 10,
  streak: { spin: 1, 'spin-then-park': 4, park: 1 },
  crowdTimes: ({ runs, waiting }) =>
    waiting === 'spin-then-park' ? 1.5 : { caller: 60, 'one-of-the-callers': 3, server: 30 }[runs],
};
/** Many threads, and no lock that a thread gets twice in a row. */
const LARGE: World = { ...USUAL, cpus: 16, streak: { ...USUAL.streak, 'spin-then-park': 1 } };

interface RunOptions {
  readonly effort?: Effort;
  readonly blocks?: number;
  readonly backends?: readonly Cell['backend'][];
}

const registry = await discover();

function planFor(cpus: number, { effort = 'default', backends = ['js', 'wasm'] }: RunOptions = {}) {
  return planRun(lab, registry, syntheticTopology({ coresPerL3: cpus }), {
    effort,
    subjects: null,
    backends,
    threads: null,
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

function trialOf(cell: PlannedCell, world: World, block: number, noise: number): MeasuredTrial {
  const { spec } = cell.scenario;
  const roles = spec.roles(cell.params);
  const asking = roles.filter((role) => role !== 'serve').length;
  const crewNs = costOf(cell, world) * noise;
  const ops = Math.round(TRIAL_NS / crewNs / asking);
  const moves = spec.name.startsWith('structure');
  const first = roles.findIndex((role) => role !== 'serve');
  const threads = roles.map((role, rank) => {
    const serving = role === 'serve';
    // The proof of those that ask is an operation, too.
    const items = moves ? 0 : serving ? asking * ops + 1 : ops;
    const waits = (_: unknown, i: number) => crewNs * asking * (i % 100 < 3 ? 10 : 1);
    return {
      ...{ rank, role, ops: serving ? 0 : ops, failedTries: 0, errors: 0, items },
      sum: rank === first && !moves ? asking * ops : 0,
      samples: Int32Array.from({ length: serving || moves ? 0 : 1000 }, waits),
      times: {
        ...{ startNs: 1_000_000_000n, endNs: 1_000_000_000n + BigInt(TRIAL_NS), cpuNs: BigInt(TRIAL_NS) },
        ...{ runDelayNs: 0n, voluntarySwitches: 0n, involuntarySwitches: 0n, migrations: 0n, cpu: BigInt(rank) },
      },
    };
  });
  expect(spec.violations(threads, cell.params, cell.subject.spec)).toEqual([]);
  return measured(threads, block, 0);
}

/** Nanoseconds from one operation of all threads to the next. */
function costOf({ subject: { spec }, params, threads }: PlannedCell, world: World): number {
  if (spec.kind !== 'delegation') throw new Error(`Expected a delegation, found ${spec.kind}: correct the test.`);
  const { transferNs, ownNs, streak } = world;
  const lines = params.operation === NOTHING ? 1 : 2;
  const transfers = {
    caller: lines / streak[spec.waiting],
    'one-of-the-callers': 2 / (threads + 1),
    server: 2 / (threads - 1),
  };
  const added = threads === 1 ? 0 : transferNs * transfers[spec.runs];
  const crowded = threads > world.cpus ? world.crowdTimes(spec) : 1;
  return (ownNs + (params.insideNs ?? 0) + added) * crowded;
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
const answerOf = (record: LabResult, question: RegExp) => {
  const found = conclude(record).answers.find((one) => question.test(one.question));
  if (!found) throw new Error(`Expected an answer to ${question}, found none: correct the test.`);
  return found.answer;
};
const verdicts = (record: LabResult) =>
  Object.fromEntries(conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

/** Whatever happens, texts are texts: no value that is not there, no sentence without an end. */
function expectReadable(record: LabResult): void {
  const { headline, answers, claims } = conclude(record);
  const texts = [headline, ...answers.map(({ answer }) => answer), ...claims.map(({ sentence }) => sentence)];
  for (const text of texts) {
    expect(text).toMatch(/^\S.*\.$/);
    expect(text).not.toMatch(/null|undefined|NaN|Infinity|–|: ;|^;|false/);
  }
}

/** Subjects that say this of themselves, as a pattern. */
function named(fits: (subject: DelegationSpec) => boolean): string {
  const specs = registry.ofKind('delegation').map(({ spec }) => spec as DelegationSpec);
  return `(?:${specs
    .filter(fits)
    .map(({ name }) => name)
    .join('|')})`;
}
const MUTEX = named(({ waiting }) => waiting === 'spin-then-park');
const SPIN = named(({ runs, waiting }) => runs === 'caller' && waiting === 'spin');
const COMBINING = named(({ runs }) => runs === 'one-of-the-callers');
const SERVER = named(({ runs }) => runs === 'server');
const DELEGATES = named(({ runs }) => runs !== 'caller');
const isNamed = (pattern: string, { subject }: Cell) => new RegExp(`^${pattern}$`).test(subject);

const usual = runIn(USUAL);
const large = runIn(LARGE);
const quick = runIn(USUAL, { effort: 'quick' });
/** The part of the usual run that the conclusion reads: intervals of fewer cells take less time. */
const some = change(usual, (cell) => (cell.backend === 'wasm' && !/structure/.test(cell.scenario) ? cell : null));
const UNDECIDED = {
  'short-sections': 'undecided',
  'long-sections': 'undecided',
  'two-threads': 'undecided',
  'combining-survives': 'undecided',
};
const slower = (times: number, cell: Cell): Cell => ({
  ...cell,
  trials: cell.trials.map((trial) => ({ ...trial, ops: Math.round(trial.ops / times) })),
});

test('with two threads the headline says whom to let run the section, and that delegation does not pay', () => {
  expectReadable(usual);
  const { headline, answers } = conclude(usual);
  expect(headline).toMatch(
    new RegExp(
      `^Use ${MUTEX} for sections of any length \\(up to 10\\.0 µs\\): with 2 threads that each have a CPU, as WebAssembly; from 10\\.0 µs on it hardly matters\\. ` +
        `Delegation does not pay here: with the shortest sections ${COMBINING} makes 0\\.[78]\\d+ .* times the operations of ${MUTEX}, the best lock\\. ` +
        `With 8 threads on 2 CPUs and empty sections: ${MUTEX}\\.$`,
    ),
  );
  expect(answers).toHaveLength(7);
  expect(answerOf(usual, /by the length/)).toMatch(
    new RegExp(
      `^2 threads, with only an addition inside ${MUTEX}, [34]\\d\\.\\d ns an operation, of those that delegate ${COMBINING}, .*; with 10\\.0 µs inside \\S+, 10\\.\\d µs an operation, `,
    ),
  );
  expect(answerOf(usual, /touches the object/)).toMatch(
    new RegExp(
      `${SPIN} [67]\\d\\.\\d ns without, 1[23]\\d ns with an addition; .*${SERVER} 1[23]\\d ns without, 1[23]\\d`,
    ),
  );
  expect(answerOf(usual, /alone/)).not.toMatch(new RegExp(SERVER));
  expect(answerOf(usual, /queue/)).toMatch(new RegExp(`^Queue with 2 threads: ${MUTEX} .*; stack with 2 threads: `));
  expect(answerOf(usual, /survives/)).toMatch(
    new RegExp(`^With 8 threads on 2 CPUs ${MUTEX} 2\\d\\.\\d M/s, 0\\.6\\d+ times that with 2; .*${SPIN} .*$`),
  );
  expect(answerOf(usual, /How long/)).toMatch(/one of a hundred over/);
});

test('where delegation loses with two threads, the answer gives the reason in numbers', () => {
  const why = answerOf(usual, /two threads/);
  expect(why).toMatch(new RegExp(`with ${SERVER} one thread asks and one serves: an operation takes 1[23]\\d ns`));
  expect(why).toMatch(/so about 6\d\.\d ns a line transfer, and there is never a second request to run with it; /);
  expect(why).toMatch(
    new RegExp(
      `under ${MUTEX} an operation takes 2\\d\\.\\d ns \\((?:9|10)\\.\\d+ ns for one thread alone\\), less than a line transfer: a thread runs about 2\\.[5-7] sections or more before`,
    ),
  );
  expect(answerOf(large, /two threads/)).toMatch(
    /, the time of 1\.[01] line transfers: the lock has time to change hands/,
  );
});

test('with sixteen threads that hand the lock over each time, every claim holds and delegation pays', () => {
  expectReadable(large);
  expect(verdicts(large)).toEqual({
    'short-sections': 'held',
    'long-sections': 'held',
    'two-threads': 'held',
    'combining-survives': 'held',
  });
  expect(claimOf(large, 'short-sections').sentence).toMatch(
    new RegExp(
      `^WebAssembly, 16 threads, where a line transfer takes about 6\\d\\.\\d ns, throughput .* lock: ${DELEGATES} of .* with only an addition inside [67]\\.\\d.* times; at least 1\\.03 is needed\\.$`,
    ),
  );
  expect(conclude(large).headline).toMatch(
    new RegExp(
      `^Use ${DELEGATES}(?: or ${DELEGATES})? for sections of any length .* Delegation pays here: .* With 64 threads on 16`,
    ),
  );
});

test('a section is short while it is shorter than a line transfer, which the server tells', () => {
  expect(Object.keys(claimOf(large, 'short-sections').evidence)).toHaveLength(1);
  const far = runIn({ ...LARGE, transferNs: 300 });
  expect(Object.keys(claimOf(far, 'short-sections').evidence)).toHaveLength(2);
  const untold = change(large, (cell) => (isNamed(SERVER, cell) ? null : cell));
  expect(Object.keys(claimOf(untold, 'short-sections').evidence)).toHaveLength(1);
  expect(claimOf(untold, 'short-sections').sentence).toContain('16 threads, throughput');
});

test('where the laws do not hold, the claims say so', () => {
  expect(verdicts(usual)).toEqual({
    'short-sections': 'did not hold',
    'long-sections': 'held',
    'two-threads': 'did not hold',
    'combining-survives': 'held',
  });
  const late = change(some, (cell) => (isNamed(SERVER, cell) && cell.params.insideNs > 0 ? slower(1.4, cell) : cell));
  expect(verdicts(late)['long-sections']).toBe('did not hold');
  const asleep = change(some, (cell) => (isNamed(COMBINING, cell) && cell.threads === 8 ? slower(15, cell) : cell));
  expect(verdicts(asleep)['combining-survives']).toBe('did not hold');
  expect(claimOf(asleep, 'combining-survives').sentence).toMatch(
    new RegExp(`8 threads on 2 CPUs, throughput: ${COMBINING} of ${SERVER} .*; ${COMBINING} of ${SPIN} `),
  );
});

test('each length whose best strategy is another one gets its own advice', () => {
  const dear = change(some, (cell) =>
    isNamed(MUTEX, cell) && cell.scenario === 'asking' && cell.params.insideNs > 0 ? slower(3, cell) : cell,
  );
  expect(conclude(dear).headline).toMatch(
    new RegExp(`^Use ${MUTEX} for the shortest sections, .* from 100 ns on: with 2 threads`),
  );
  expect(conclude(dear).headline).not.toContain('hardly matters');
});

test('a look has what the headline needs, and says nothing of what it left out', () => {
  expectReadable(quick);
  expect(conclude(quick).headline).toMatch(
    new RegExp(
      `^Use ${MUTEX} for sections of any length \\(up to 1\\.00 µs\\): .* Delegation does not pay here: .*lock\\.$`,
    ),
  );
  expect(verdicts(quick)).toEqual({ ...UNDECIDED, 'short-sections': 'did not hold' });
});

test('JavaScript alone is called by its name', () => {
  const js = runIn(USUAL, { backends: ['js'] });
  expectReadable(js);
  expect(conclude(js).headline).toContain('with 2 threads that each have a CPU, as JavaScript');
  expect(verdicts(js)).toEqual(verdicts(usual));
});

test('one CPU has a recommendation for more threads than CPUs, and none for others', () => {
  const one = runIn({ ...USUAL, cpus: 1 });
  expectReadable(one);
  expect(conclude(one).headline).toMatch(new RegExp(`^With 4 threads on 1 CPU use ${MUTEX}\\.$`));
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = runIn(LARGE, { blocks: 3 });
  expectReadable(early);
  expect(conclude(early).headline).toContain('let the run finish');
  expect(verdicts(early)).toEqual(UNDECIDED);
});

const broken = (cell: Cell): Cell => ({ ...cell, checks: { invariantsHeld: false, details: ['1 answer was wrong'] } });
const silence = (cell: Cell): Cell => ({ ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: 0 })) });
test.for<[what: string, by: (cell: Cell) => Cell | null, expected: Record<string, string>]>([
  ['nothing', () => null, UNDECIDED],
  ['one thread only', (cell) => (cell.threads === 1 ? cell : null), UNDECIDED],
  ['locks alone', (cell) => (isNamed(DELEGATES, cell) ? null : cell), { ...UNDECIDED, 'long-sections': 'held' }],
  ['no lock', (cell) => (isNamed(DELEGATES, cell) ? cell : null), { ...UNDECIDED, 'long-sections': 'held' }],
  [
    'a server that is broken',
    (cell) => (isNamed(SERVER, cell) ? broken(cell) : cell),
    { 'long-sections': 'undecided', 'combining-survives': 'undecided', 'two-threads': 'did not hold' },
  ],
  ['no combining', (cell) => (isNamed(COMBINING, cell) ? null : cell), { 'combining-survives': 'undecided' }],
  ['a crew that hung everywhere', (cell) => ({ ...cell, trials: [], error: 'Thread 1 (ask) hung.' }), UNDECIDED],
  ['trials without an operation', silence, UNDECIDED],
  [
    'one trial without an operation in each cell',
    (cell) => ({ ...cell, trials: cell.trials.map((trial, i) => (i === 2 ? { ...trial, ops: 0 } : trial)) }),
    UNDECIDED,
  ],
  ['short sections alone', (cell) => (cell.params.insideNs > 0 ? null : cell), { 'long-sections': 'undecided' }],
  ['cells without samples', ({ latency, ...cell }) => (latency ? cell : null), { 'long-sections': 'held' }],
  ['one strategy', (cell) => (isNamed(MUTEX, cell) ? cell : null), UNDECIDED],
])('a run with %s gives a conclusion', ([, by, expected]) => {
  const record = change(some, by);
  expectReadable(record);
  expect(verdicts(record)).toMatchObject(expected);
});

test('what was not measured is not made up', () => {
  const { headline, answers } = conclude(change(usual, () => null));
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
});

test('empty operations are those that do nothing to the object, and the object has a place for each thread', () => {
  const { cells } = planFor(16);
  const empty = cells.filter(({ params }) => params.operation === NOTHING);
  expect(new Set(empty.map(({ threads }) => threads))).toEqual(new Set([1, 2, 16, 64]));
  for (const cpus of [1, 16, 256]) expect(Math.max(...lab.threads(cpus))).toBeLessThanOrEqual(CAPACITY);
});

test('where a server is one of the threads, every label of empty operations says that not all ask', () => {
  const { sections } = planFor(16, { effort: 'thorough' });
  const labels = sections
    .flatMap(({ cells }) => cells)
    .filter(({ params }) => params.operation === NOTHING)
    .map(({ subject, label }) => [(subject.spec as DelegationSpec).runs, subject.spec.name, label] as const);
  for (const [runs, name, label] of labels) expect(label).toBe(runs === 'server' ? `${name}, all but one ask` : name);
});

test('a look is about two lengths of the section; a default run measures every strategy in every section', () => {
  const look = planFor(2, { effort: 'quick' });
  expect(look.sections.map(({ spec }) => spec.id)).toEqual(['section-length']);
  expect(new Set(look.cells.map(({ params }) => params.insideNs))).toEqual(new Set([0, 1000]));
  const { sections, notMeasured } = planFor(2);
  expect(sections.map(({ spec }) => spec.id)).toEqual(['threads', 'section-length', 'structure', 'crowded', 'latency']);
  expect(notMeasured).toEqual([]);
  const names = registry.ofKind('delegation').map(({ spec }) => spec.name);
  for (const { spec, cells } of sections)
    expect(new Set(cells.map(({ subject }) => subject.spec.name)), spec.id).toEqual(new Set(names));
});

test('thread counts: one, two, as many as CPUs and four times as many, at most 64', () => {
  expect(lab.threads(1)).toEqual([1, 2, 4]);
  expect(lab.threads(2)).toEqual([1, 2, 8]);
  expect(lab.threads(16)).toEqual([1, 2, 16, 64]);
  expect(lab.threads(256)).toEqual([1, 2, 64]);
});
