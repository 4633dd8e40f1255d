import { expect, test } from 'vitest';
import { movesOf } from '../../src/report/moves.ts';
import { renderPng } from '../../src/report/png.ts';
import type { Cell } from '../../src/report/schema.ts';
import { build, recordOf, type ThreadCellPlan, threadCell } from './thread-cells.ts';

const PLAN = { scenario: 'throughput', subject: 'spsc-cached', backend: 'wasm', value: 1e8, threads: 2 } as const;
const views = { x: null, views: ['placements'] };

type Evidence = Partial<Cell['trials'][number]['perThread'][number]>;

/** A cell at a place; `evidence` says what each thread did in a trial, by trial and rank. Two trials are one visit. */
function cellAt(
  policy: string,
  cpus: readonly (number | null)[],
  plan: Partial<ThreadCellPlan> = {},
  evidence: (trial: number, rank: number) => Evidence = (_trial, rank) => ({ cpu: cpus[rank] ?? rank }),
): Cell {
  const cell = threadCell({ ...PLAN, trials: 12, label: `spsc-cached, ${policy}`, ...plan });
  const pinned = policy !== 'none';
  const trials = cell.trials.map((trial, i) => ({
    ...trial,
    block: i >> 1,
    durationNs: 100e6,
    ops: Math.round((trial.ops / trial.durationNs) * 100e6),
    perThread: trial.perThread.map((thread, rank) => ({ ...thread, migrations: 0, ...evidence(i, rank) })),
  }));
  const placement = { ...cell.placement, policy, cpus: [...cpus], pinned, verified: pinned };
  return { ...cell, id: `${cell.id}/${policy}`, trials, placement };
}

const pinned = cellAt('cores', [0, 2]);
const wandering = cellAt('none', [null, null], { value: 5e7 }, (trial, rank) => ({
  cpu: trial === 3 ? 1 : rank,
  migrations: trial < 3 && rank === 0 ? 4 : 0,
  runDelayNs: 10e6,
}));
const together = cellAt('0', [0, 0], { value: 2e6 });
const oneOfEach = recordOf([wandering, pinned, together], views);

test('placements: each cell against its pinned twin, with what its threads did meanwhile', async () => {
  const { sentence, table, chart, datasets } = await build('placements', oneOfEach);
  expect(sentence).toMatch(/^Farthest from its pinned twin is spsc-cached, 0: 0\.0(19|20)\d+ times as good \(0\.0/);
  // 12 moves in 12 trials of 100 ms.
  expect(sentence).toContain('Threads moved most in spsc-cached, none: 10.0 times a second, in 3 of 12 trials.');
  expect(sentence).toContain('most often in spsc-cached, none: in 8.3 % of the trials.');
  expect(table?.rows.map((row) => [row[0], row[3], ...row.slice(6)])).toEqual([
    ['spsc-cached, none', expect.stringMatching(/^0\.(49|50)/), '10.0', '25 %', '8.3 %', '10 %'],
    ['spsc-cached, cores', 'itself', '0', '0.0 %', '0.0 %', expect.any(String)],
    ['spsc-cached, 0', expect.stringMatching(/^0\.0(19|20)/), '0', '0.0 %', '100 %', expect.any(String)],
  ]);
  for (const row of table?.rows ?? []) expect(row).toHaveLength(table?.head.length ?? 0);
  expect(datasets.map(({ label, data }) => [label, data.length])).toEqual([
    ['a CPU for each thread, all the time', 1],
    ['threads shared a CPU', 2],
  ]);
  expect(datasets[1].data[0].figure).toMatch(/^0\.\d+, 10\.0\/s$/);
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  if (chart) expect(renderPng(chart).readUInt32BE(16)).toBe(1380);
});

test('placements: twins have the same back end, threads and parameters, and stand together', async () => {
  const js = [cellAt('cores', [0, 2], { backend: 'js' }), cellAt('none', [null, null], { backend: 'js', value: 1e8 })];
  const { table } = await build('placements', recordOf([pinned, js[0], wandering, js[1]], views));
  expect(table?.rows.map(([name, , , ratio]) => [name, ratio.slice(0, 3)])).toEqual([
    ['spsc-cached, cores, WebAssembly', 'its'],
    ['spsc-cached, none, WebAssembly', expect.stringMatching(/^0\.[45]/)],
    ['spsc-cached, cores, JavaScript', 'its'],
    ['spsc-cached, none, JavaScript', expect.stringMatching(/^(1\.0|0\.9)/)],
  ]);
});

test('without counted migrations, a thread that a trial finds elsewhere has moved at least once', async () => {
  const uncounted = cellAt('none', [null, null], {}, (trial, rank) => ({
    migrations: null,
    cpu: trial === 1 ? 1 - rank : rank,
  }));
  // Six visits, one step each, and one of them saw both threads elsewhere.
  expect(movesOf(uncounted)).toEqual({ counted: false, moves: 2, moved: 1, trials: 6, seconds: expect.closeTo(0.6) });
  const { sentence, table } = await build('placements', recordOf([pinned, uncounted], views));
  expect(sentence).toContain('This system does not count moves');
  expect(table?.rows[1].slice(6, 8)).toEqual(['≥ 3.33', '≥ 17 %']);
});

test('a change of CPU between two visits is no move: their threads are not the same ones', () => {
  const visits = cellAt('none', [null, null], {}, (trial, rank) => ({
    migrations: null,
    cpu: (rank + (trial >> 1)) % 2,
  }));
  expect(movesOf(visits)).toMatchObject({ moves: 0, trials: 6 });
});

test('a system that tells nothing of its threads is told so', async () => {
  const nothing = () => ({ cpu: null, migrations: null, runDelayNs: null });
  const cells = [cellAt('cores', [0, 2], {}, nothing), cellAt('none', [null, null], {}, nothing)];
  const { sentence, table, datasets } = await build('placements', recordOf(cells, views));
  expect(sentence).toContain('The record does not tell whether threads moved.');
  expect(table?.rows.map((row) => row.slice(6))).toEqual([Array(4).fill('–'), Array(4).fill('–')]);
  expect(datasets.map(({ label }) => label)).toEqual(['not known']);
});

test('where no pinning was confirmed, there is no pinned twin to compare with', async () => {
  const unverified = { ...pinned, placement: { ...pinned.placement, verified: false } };
  const js = [cellAt('none', [null, null], { backend: 'js' })];
  const all = [wandering, ...js, unverified];
  const { sentence, chart, table } = await build('placements', recordOf(all, views));
  expect(sentence).toMatch(/^No cell was confirmed as pinned\. Threads moved most in /);
  expect(chart).toBeNull();
  expect(table?.rows.map((row) => row.slice(3, 5))).toEqual(Array(3).fill(['–', '–']));
  // Those that are alike stand together all the same.
  expect(table?.rows.map(([name]) => name.includes('JavaScript'))).toEqual([false, false, true]);
});

test('a cell that was broken is left out; none at all is said', async () => {
  const broken = { ...wandering, error: 'It hung.' };
  expect((await build('placements', recordOf([pinned, broken], views))).sentence).toMatch(
    /^No cell has a twin that ran elsewhere\. No thread changed its CPU in 12 trials\.$/,
  );
  expect(await build('placements', recordOf([broken], views))).toMatchObject({ chart: null, table: null });
});
