import { expect, test } from 'vitest';
import { conclude } from '../../labs/counters/conclude.ts';
import lab from '../../labs/counters/lab.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { labResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sampleCell, sampleRecord } from '../report/sample.ts';

/** What a run found: millions of operations a second as JavaScript and WebAssembly, by threads, for two CPUs. */
const ADDING: Record<string, Record<number, readonly [js: number, wasm: number]>> = {
  'fetch-add': { 1: [80, 400], 2: [50, 220], 8: [300, 900] },
  striped: { 1: [80, 350], 2: [150, 660], 8: [150, 660] },
  'per-thread': { 1: [250, 900], 2: [490, 1500], 8: [490, 1500] },
  register: { 1: [100, 100], 2: [190, 190], 8: [190, 190] },
};
const ONE_WORD = {
  'fetch-add': ADDING['fetch-add'],
  'cas-loop': { 2: [30, 90] as const },
  'cas-backoff': { 2: [45, 200] as const },
  locked: { 2: [9, 20] as const },
};
const READING = { 'fetch-add': { 2: [60, 120] as const }, striped: { 2: [25, 90] as const } };

/** Descriptor fields that tell the counters apart. */
const COUNTERS: Record<string, { progress: string; updates: string; cells: string; control?: string }> = {
  'fetch-add': { progress: 'wait-free', updates: 'exact', cells: 'one' },
  'cas-loop': { progress: 'lock-free', updates: 'exact', cells: 'one' },
  'cas-backoff': { progress: 'lock-free', updates: 'exact', cells: 'one' },
  locked: { progress: 'blocking', updates: 'exact', cells: 'one' },
  striped: { progress: 'wait-free', updates: 'exact', cells: 'several' },
  'per-thread': { progress: 'wait-free', updates: 'exact', cells: 'per-thread' },
  register: { progress: 'wait-free', updates: 'none', cells: 'per-thread', control: 'yes' },
  plain: { progress: 'wait-free', updates: 'lossy', cells: 'one', control: 'yes' },
};

interface Found {
  readonly adding?: typeof ADDING;
  readonly oneWord?: Record<string, Record<number, readonly [number, number]>>;
  readonly reading?: Record<string, Record<number, readonly [number, number]>>;
  /** Of a hundred additions, as JavaScript and WebAssembly. */
  readonly lost?: readonly [js: number, wasm: number];
  readonly blocks?: number;
}

/** Only what is given is measured: every cell costs a bootstrap. */
function run({ adding = {}, oneWord = {}, reading = {}, lost, blocks = 10 }: Found): LabResult {
  const random = createRandom(5);
  const cells = (scenario: string, found: NonNullable<Found['reading']>): Cell[] =>
    Object.entries(found).flatMap(([subject, byThreads]) =>
      Object.entries(byThreads).flatMap(([threads, millions]) =>
        (['js', 'wasm'] as const).map((backend, at): Cell => {
          const plan = { scenario, subject, backend, value: millions[at] * 1e6, noise: 0.01, trials: blocks };
          const params = { threads: Number(threads), ...(subject === 'cas-backoff' ? { maxPauses: 64 } : {}) };
          const cell = sampleCell({ ...plan, params }, random);
          const id = `counters/counter.${scenario}/${subject}/${backend}/${threads}`;
          return { ...cell, id, kind: 'counter', threads: Number(threads), params };
        }),
      ),
    );
  const losing = lost
    ? cells('add', { plain: { 2: [200, 600] } }).map((cell, at) => ({
        ...cell,
        trials: cell.trials.map((trial) => ({ ...trial, figures: { lost: Math.round((trial.ops * lost[at]) / 100) } })),
      }))
    : [];
  const parts = { adding: cells('add', adding), 'one-word': cells('add', oneWord), 'lost-updates': losing };
  const byId = new Map<string, Cell>();
  const sections = Object.entries({ ...parts, reading: cells('read', reading) }).map(([id, of]) => {
    for (const cell of of) if (!byId.has(cell.id)) byId.set(cell.id, cell);
    const spec = lab.sections.find((section) => section.id === id);
    if (!spec) throw new Error(`Expected a section ${id} in the lab, found none.`);
    const { title, question, law, scenario, views, x } = spec;
    return { id, title, question, law, scenario, views, x, cells: of.map((cell) => cell.id), baseline: null };
  });
  const [subject] = sampleRecord().subjects;
  const subjects = Object.entries(COUNTERS).map(([name, { progress, ...facts }]) => ({
    ...subject,
    name,
    progress,
    facts,
  }));
  return { ...sampleRecord(), sections, subjects, cells: [...byId.values()] };
}

/** Everything, measured once for all tests. */
const usual = run({ adding: ADDING, oneWord: ONE_WORD, reading: READING, lost: [40, 20] });
/** Some counters of the first section with other figures. */
const change = (some: typeof ADDING): typeof ADDING => ({ ...ADDING, ...some });

const claimOf = (record: LabResult, id: string) => {
  const claim = conclude(record).claims.find((one) => one.id === id);
  if (!claim) throw new Error(`Expected a claim ${id}, found none.`);
  return claim;
};

test('the record that these tests make is a valid one', () => {
  expect(labResult.safeParse(usual).error).toBeUndefined();
});

test('it recommends the fastest counter at as many threads as CPUs, and says who had better keep the shared word', () => {
  const { headline, answers } = conclude(usual);
  expect(headline).toMatch(/^Use per-thread where threads add all the time: 2 of them make .* times fetch-add\./);
  expect(headline).toMatch(/Where somebody reads often, keep fetch-add: it is read 2\.\d+ .* times as fast\.$/);
  expect(answers).toHaveLength(5);
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z0-9].*\.$/);
});

test('counters that cannot be told apart are both named, and a shared word that wins is recommended', () => {
  const alike = run({ adding: change({ striped: ADDING['per-thread'] }) });
  expect(conclude(alike).headline).toMatch(/ or .*, which this run cannot tell apart, where .* times fetch-add\.$/);
  const shared = run({ adding: change({ 'fetch-add': { 2: [900, 2000] } }) });
  expect(conclude(shared).headline).toMatch(/^Use fetch-add: /);
  const equal = run({ adding: change({ 'fetch-add': { 2: ADDING['per-thread'][2] } }) });
  expect(conclude(equal).headline).toContain('does not decide');
});

test('a shared word that gets slower with threads holds the claim, one that gets faster refutes it', () => {
  const claim = claimOf(usual, 'shared-slows');
  expect(claim.verdict).toBe('held');
  expect(claim.sentence).toMatch(/WebAssembly: 2 threads make 0\.5\d+ .* times the additions of one in fetch-add/);
  expect(claim.evidence['fetch-add wasm, 2 / 1']).toBeCloseTo(0.55, 1);
  const faster = run({ adding: { 'fetch-add': { 1: [80, 400], 2: [150, 700] } } });
  expect(claimOf(faster, 'shared-slows').verdict).toBe('did not hold');
});

test('sharded words are held against what the CPUs give: 1.3 is linear where the control reaches 1.3', () => {
  expect(claimOf(usual, 'sharded-scales').verdict).toBe('held');
  const oneCore = { striped: { 1: [80, 350], 2: [104, 455] }, register: { 1: [100, 100], 2: [130, 130] } } as const;
  expect(claimOf(run({ adding: oneCore }), 'sharded-scales').verdict).toBe('held');
  const behind = { striped: oneCore.striped, register: ADDING.register };
  expect(claimOf(run({ adding: behind }), 'sharded-scales').verdict).toBe('did not hold');
  expect(claimOf(run({ adding: { striped: ADDING.striped } }), 'sharded-scales').verdict).toBe('undecided');
});

test('compare-exchange is judged by the loop without back-off', () => {
  const claim = claimOf(usual, 'retry-loses');
  expect(claim.verdict).toBe('held');
  expect(Object.keys(claim.evidence)).toContain('fetch-add wasm / cas-loop wasm');
  expect(Object.keys(claim.evidence)).toContain('cas-backoff wasm / cas-loop wasm');
});

test('lost additions are told of a hundred; a run that lost none proves nothing', () => {
  const claim = claimOf(usual, 'plain-loses');
  expect(claim.verdict).toBe('held');
  expect(claim.sentence).toMatch(
    /^JavaScript, 2 threads: 40\.0 \(40\.0 to 40\.0\) of a hundred additions were lost; WebA/,
  );
  const lucky = claimOf(run({ lost: [0, 0] }), 'plain-loses');
  expect(lucky.verdict).toBe('undecided');
  expect(lucky.sentence).toContain('which proves nothing');
});

test('reading is judged by its own section', () => {
  expect(claimOf(usual, 'sharded-reads').verdict).toBe('held');
  const cheap = { ...READING, striped: { 2: [90, 200] as const } };
  expect(claimOf(run({ adding: ADDING, reading: cheap }), 'sharded-reads').verdict).toBe('did not hold');
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = run({ adding: ADDING, oneWord: ONE_WORD, reading: READING, lost: [40, 20], blocks: 3 });
  const { headline, claims } = conclude(early);
  expect(headline).toContain('let the run finish');
  const undecided = claims.filter(({ verdict }) => verdict === 'undecided').map(({ id }) => id);
  expect(undecided.sort()).toEqual(['retry-loses', 'sharded-reads', 'sharded-scales', 'shared-slows']);
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude({ ...usual, cells: [], sections: [] });
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});

test('thread counts: few, up to four times the CPUs and 64, the number of CPUs among them', () => {
  expect(lab.threads(1)).toEqual([1, 2, 4]);
  expect(lab.threads(2)).toEqual([1, 2, 8]);
  expect(lab.threads(64)).toEqual([1, 2, 64]);
  for (let cpus = 1; cpus <= 256; cpus++) {
    const counts = lab.threads(cpus);
    expect(counts.length).toBeLessThanOrEqual(4);
    expect(counts).toContain(Math.min(cpus, 64));
    expect(Math.max(...counts)).toBe(Math.min(4 * cpus, 64));
    expect(new Set(counts).size).toBe(counts.length);
  }
});
