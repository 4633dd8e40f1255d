import { expect, test } from 'vitest';
import { CalibrationFailed, type MeasuredPair, noiseOf } from '../../src/lab/calibration.ts';
import { planCalibration } from '../../src/lab/calibration-plan.ts';
import { BUDGET_S, expectedS } from '../../src/lab/settings.ts';
import { discover } from '../../src/registry.ts';
import type { Cell } from '../../src/report/schema.ts';
import { falsePositiveRate, LEAST_FLOOR } from '../../src/stats/noise-floor.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { type CellPlan, sampleCell } from '../report/sample.ts';

const registry = await discover();

/** Pairs as `npm run calibrate` measures them, but of simulated trials. */
function pairsOf(count: number, plan: (pair: number, random: Random) => Partial<CellPlan>, seed = 1): MeasuredPair[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, pair): MeasuredPair => {
    const backend = pair % 2 === 0 ? 'js' : 'wasm';
    const cell = (): Cell => ({
      ...sampleCell(
        { scenario: 'throughput', subject: `ring-${pair}`, backend, value: 1e7, trials: 12, ...plan(pair, random) },
        random,
      ),
      threads: pair < 2 ? 1 : 2,
    });
    return [cell(), { ...cell(), id: `ring-${pair}/again` }];
  });
}

test('equal cells that scatter little give a small floor, noisy ones a larger one, the same for the same seed', () => {
  const quiet = noiseOf(
    pairsOf(4, () => ({ noise: 0.005 })),
    1,
  );
  const noisy = noiseOf(
    pairsOf(4, () => ({ noise: 0.1 })),
    1,
  );
  expect(quiet.ratio).toBeLessThan(0.02);
  expect(noisy.ratio).toBeGreaterThan(0.05);
  expect(noisy).toEqual(
    noiseOf(
      pairsOf(4, () => ({ noise: 0.1 })),
      1,
    ),
  );
});

test('on a machine of two speeds the measured floor makes fewer false positives than the assumed one', () => {
  const pairs = pairsOf(4, (_, random) => {
    const fast = Array.from({ length: 12 }, () => random.next() < 0.5);
    return { noise: 0.01, shape: (trial) => (fast[trial] ? 1.5 : 1) };
  });
  const { ratio, falsePositives } = noiseOf(pairs, 1);
  expect(ratio).toBeGreaterThan(0.3);
  expect(falsePositives.comparisons).toBe(80);
  expect(falsePositives.measured).toBeLessThanOrEqual(falsePositives.assumed);
  expect(falsePositives.measured).toBeLessThan(0.05);
});

test('no pair is judged by a floor that it has set itself', () => {
  // Three quiet pairs, and one whose second cell is always half as fast again: its own floor would hide that.
  let planned = 0;
  const pairs = pairsOf(4, () => {
    const value = planned++ === 1 ? 1.5e7 : 1e7;
    return { noise: 0.002, value };
  });
  const { ratio, pairs: noises, falsePositives } = noiseOf(pairs, 9); // a seed that draws such a comparison
  const inSample = falsePositiveRate(
    noises.flatMap(({ drawn }) => drawn),
    ratio,
  );
  const wrong = falsePositiveRate(noises[0].drawn, LEAST_FLOOR);
  expect(wrong).toBeGreaterThan(inSample);
  expect(falsePositives.measured).toBeCloseTo(wrong / 4, 12);
});

test('every class has a floor of its own; the loud one shows', () => {
  const { classes, pairs } = noiseOf(
    pairsOf(4, (pair) => ({ noise: pair % 2 === 0 ? 0.1 : 0.005 })),
    1,
  );
  expect(pairs.map(({ drawn }) => drawn.length)).toEqual([20, 20, 20, 20]);
  expect(classes.map(({ name, pairs }) => [name, pairs])).toEqual([
    ['1 thread', 2],
    ['2 threads', 2],
    ['js', 2],
    ['wasm', 2],
  ]);
  const floor = (name: string) => classes.find((one) => one.name === name)?.ratio ?? 0;
  expect(floor('js')).toBeGreaterThan(2 * floor('wasm'));
});

test.each<[what: string, spoil: Partial<Cell>, message: RegExp]>([
  [
    'a broken invariant',
    { checks: { invariantsHeld: false, details: ['3 items were lost'] } },
    /^No noise floor: ring-0, throughput \(js\) gave no result\. 3 items were lost\.$/,
  ],
  ['an error', { error: 'Thread 0 hung.' }, /gave no result\. Thread 0 hung\.$/],
  ['no trial', { trials: [] }, /gave no result\. No trial was finished\.$/],
])('%s leaves no floor, with one sentence why', (_, spoil, message) => {
  const [[cell, again]] = pairsOf(1, () => ({}));
  const run = () => noiseOf([[cell, { ...again, ...spoil }]], 1);
  expect(run).toThrow(CalibrationFailed);
  expect(run).toThrow(message);
});

test('a trial without progress, and too few blocks, leave no floor', () => {
  const [[cell, again]] = pairsOf(1, () => ({}));
  const stalled = again.trials.map((trial, i) => (i === 3 ? { ...trial, ops: 0 } : trial));
  expect(() => noiseOf([[cell, { ...again, trials: stalled }]], 1)).toThrow(/made no progress/);
  expect(() => noiseOf([[cell, { ...again, trials: again.trials.slice(8) }]], 1)).toThrow(/blocks are missing/);
});

const machine = (cpus: number) => syntheticTopology({ coresPerL3: cpus });

test.each(['quick', 'default'] as const)(
  '%s: each cell is planned twice under two ids, within the budget',
  (effort) => {
    const { plan, pairs, settings } = planCalibration(registry, machine(2), { effort, pin: 'cores' });
    expect(plan.cells).toHaveLength(2 * pairs.length);
    expect(new Set(plan.cells.map(({ id }) => id)).size).toBe(plan.cells.length);
    for (const [cell, again] of pairs) expect({ ...again, id: cell.id }).toEqual(cell);
    expect(plan.sections.map(({ cells }) => cells)).toEqual([plan.cells]);
    expect(settings.blocks).toBeGreaterThanOrEqual(6);
    expect(expectedS(settings, plan.cells, 2)).toBeLessThan(BUDGET_S[effort]);
    expect(new Set(plan.cells.map(({ backend }) => backend))).toEqual(new Set(['js', 'wasm']));
    expect(new Set(plan.cells.map(({ threads }) => threads))).toEqual(new Set([1, 2]));
  },
);

test('one CPU: only cells of one thread are measured, and what is left out is said', () => {
  const { plan } = planCalibration(registry, machine(1), { effort: 'default', pin: 'cores' });
  expect(new Set(plan.cells.map(({ threads }) => threads))).toEqual(new Set([1]));
  expect(plan.notMeasured.length).toBeGreaterThan(0);
});
