import { expect, test } from 'vitest';
import { cellValues, failureOf, nsPerOp, trialValue, valuesByBlock } from '../../src/report/value.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sampleCell } from './sample.ts';

const rate = sampleCell({ scenario: 's', subject: 'a', backend: 'js', value: 1e6 }, createRandom(1));
const latency = sampleCell({ scenario: 's', subject: 'a', backend: 'js', value: 100, unit: 'ns' }, createRandom(1));
const trial = { ...rate.trials[0], ops: 1000, durationNs: 500_000 };

test('a trial is worth operations per second, or nanoseconds per operation', () => {
  expect(trialValue(rate, trial)).toBe(2e6);
  expect(trialValue(latency, trial)).toBe(500);
});

test('both units give nanoseconds per operation', () => {
  expect(nsPerOp(rate, 2e6)).toBe(500);
  expect(nsPerOp(latency, 500)).toBe(500);
});

test('values keep the measured order, and are grouped by block', () => {
  const trials = [0, 1, 0].map((block, i) => ({ ...trial, block, ops: 1000 * (i + 1) }));
  const cell = { ...rate, trials };
  expect(cellValues(cell)).toEqual([2e6, 4e6, 6e6]);
  expect([...valuesByBlock(cell)]).toEqual([
    [0, [2e6, 6e6]],
    [1, [4e6]],
  ]);
});

test('a cell has no score when it crashed, broke an invariant, ran no trial or mostly stood still', () => {
  const stalled = { ...trial, ops: 0 };
  expect(failureOf(rate)).toBeNull();
  expect(failureOf({ ...rate, error: 'It hung.' })).toBe('It hung.');
  expect(failureOf({ ...rate, checks: { invariantsHeld: false, details: ['Item 3 was lost.'] } })).toBe(
    'Item 3 was lost.',
  );
  expect(failureOf({ ...rate, trials: [] })).toBe('No trial was finished.');
  expect(failureOf({ ...rate, trials: [stalled, trial] })).toBe('1 of 2 trials finished no operation.');
  expect(failureOf({ ...rate, trials: [stalled, trial, trial] })).toBeNull();
});
