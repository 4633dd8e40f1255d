import { expect, test } from 'vitest';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { type SummaryRow, summarize } from '../../src/report/summary.ts';
import { createRandom } from '../../src/stats/random.ts';
import { type CellPlan, sampleCell, sampleRecord } from './sample.ts';

const SEED = Number(process.env.SEED ?? 7);
console.log(`summary tests: SEED=${SEED}`);

/** A record whose only section compares the given cells with the first. */
function recordOf(cells: readonly Cell[], changes: Partial<LabResult> = {}): LabResult {
  const [first] = sampleRecord().sections;
  const section = { ...first, cells: cells.map(({ id }) => id), baseline: cells[0].id };
  return { ...sampleRecord(), cells, sections: [section], ...changes };
}

function cellsOf(...plans: Partial<CellPlan>[]): Cell[] {
  const random = createRandom(SEED);
  return plans.map((plan, at) => {
    const whole = { scenario: 'throughput', subject: `subject-${at}`, backend: 'js' as const, value: 1e7, ...plan };
    return sampleCell(whole, random);
  });
}

function rowsOf(record: LabResult): readonly SummaryRow[] {
  return summarize(record)[0].rows;
}

const codes = (row: SummaryRow) => row.doubts.map(({ code }) => code);

test('a planted ratio is found, and above 1 is better for rates', () => {
  const [base, twice, same] = rowsOf(recordOf(cellsOf({ noise: 0.005 }, { value: 2e7 }, { noise: 0.005 })));
  expect(base).toMatchObject({ verdict: 'baseline', ratio: null });
  expect(twice.verdict).toBe('faster');
  expect(twice.ratio?.estimate).toBeCloseTo(2, 0);
  expect(twice.ratio?.low).toBeLessThan(2.05);
  expect(twice.ratio?.high).toBeGreaterThan(1.95);
  expect(same.verdict).toBe('same');
});

test('above 1 is better for durations too', () => {
  const [, half] = rowsOf(recordOf(cellsOf({ unit: 'ns', value: 100 }, { unit: 'ns', value: 50 })));
  expect(half).toMatchObject({ verdict: 'faster' });
  expect(half.ratio?.estimate).toBeCloseTo(2, 0);
  expect(half.perOpNs).toBeCloseTo(50, -1);
});

test('drift that hits both sides alike cancels in the ratio, and is named', () => {
  const shape = (i: number) => 1 - 0.06 * i;
  const [base, other] = rowsOf(recordOf(cellsOf({ shape }, { shape, value: 2e7 })));
  expect(codes(base)).toContain('noise/drift');
  expect(other.ratio?.high).toBeLessThan(2.1);
  expect(other.ratio?.low).toBeGreaterThan(1.9);
});

test('trials in two groups are named; blocks decide, so a speed that both sides share cancels', () => {
  const shape = (i: number) => (i % 2 === 0 ? 1 : 0.3);
  const [base, inStep, steady] = rowsOf(recordOf(cellsOf({ shape }, { shape, value: 2e7 }, { value: 1e7 })));
  expect(codes(base)).toContain('noise/bimodal');
  expect(inStep.verdict).toBe('faster');
  expect(inStep.ratio?.high).toBeLessThan(2.2);
  expect(steady.verdict).toBe('inconclusive');
});

test('a broken cell has no score and cannot be faster; a crashed one has no result', () => {
  const [base, fast, dead] = cellsOf({}, { value: 9e9 }, {});
  const broken = { ...fast, checks: { invariantsHeld: false, details: ['Item 7 came twice.'] } };
  const crashed = { ...dead, trials: [], error: 'The worker ended with code 1.' };
  const rows = rowsOf(recordOf([base, broken, crashed]));
  expect(rows[1]).toMatchObject({
    verdict: 'broken',
    median: null,
    ratio: null,
    perOpNs: null,
    failure: 'Item 7 came twice.',
  });
  expect(rows[2]).toMatchObject({ verdict: 'no result', median: null, failure: 'The worker ended with code 1.' });
});

test('without a baseline that has a score there is no verdict', () => {
  const [base, other] = cellsOf({}, {});
  const broken = { ...base, checks: { invariantsHeld: false, details: [] } };
  const [summary] = summarize(recordOf([broken, other]));
  expect(summary.baseline).toBeNull();
  expect(summary.rows[1]).toMatchObject({ verdict: null, ratio: null });
});

test('fewer than six blocks give a median but neither interval nor verdict', () => {
  const [base, other] = rowsOf(recordOf(cellsOf({ trials: 5 }, { trials: 5, value: 9e7 })));
  expect(base).toMatchObject({ low: null, high: null, n: 5 });
  expect(other).toMatchObject({ verdict: 'inconclusive', ratio: { low: null, high: null } });
  expect(other.ratio?.estimate).toBeCloseTo(9, 0);
  expect(codes(other)).toContain('stats/few-blocks');
});

test('an interrupted run compares the blocks that both sides finished', () => {
  const [base, other] = cellsOf({}, { value: 2e7 });
  const rows = rowsOf(recordOf([base, { ...other, trials: other.trials.slice(3) }]));
  expect(rows[1].ratio?.estimate).toBeCloseTo(2, 0);
  const apart = { ...other, trials: other.trials.map((trial) => ({ ...trial, block: trial.block + 100 })) };
  expect(rowsOf(recordOf([base, apart]))[1]).toMatchObject({ ratio: null, verdict: 'inconclusive' });
});

test('a trial without progress gives a doubt instead of a ratio', () => {
  const [base, other] = cellsOf({}, { unit: 'ops/s' });
  const trials = other.trials.map((trial, i) => (i === 4 ? { ...trial, ops: 0 } : trial));
  const [, row] = rowsOf(recordOf([base, { ...other, trials }]));
  expect(row).toMatchObject({ ratio: null, low: null, verdict: 'inconclusive' });
  expect(codes(row)).toContain('stats/no-progress');
});

test('the floor is the calibrated one, or an assumption that says so', () => {
  const cells = cellsOf({}, {});
  expect(summarize(recordOf(cells))[0].floor).toEqual({
    ratio: 0.031,
    from: 'measured by calibrate on rings, locks and counters',
  });
  const [assumed] = summarize(recordOf(cells, { noiseFloor: null }));
  expect(assumed.floor.ratio).toBe(0.05);
  expect(assumed.floor.from).toContain('assumed');
});

test('rows are labelled by what tells them apart', () => {
  const cells = cellsOf({ subject: 'ring', params: { slots: 64 } }, { subject: 'ring', params: { slots: 1024 } });
  expect(rowsOf(recordOf(cells)).map(({ label }) => label)).toEqual(['ring, slots=64', 'ring, slots=1024']);
  const labelled = cells.map((cell, at) => ({ ...cell, label: ['small', 'large'][at] }));
  expect(rowsOf(recordOf(labelled)).map(({ label }) => label)).toEqual(['small', 'large']);
});

test('summaries are the same every time', () => {
  const record = recordOf(cellsOf({}, { value: 1.02e7, noise: 0.05 }));
  expect(summarize(record)).toEqual(summarize(record));
});
