import { expect, test } from 'vitest';
import { findDoubts, meaning } from '../../src/report/doubts.ts';
import type { Cell, Trial } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sampleCell, sampleRecord } from './sample.ts';

const record = sampleRecord();
const quiet = sampleCell({ scenario: 's', subject: 'a', backend: 'js', value: 1e7, noise: 0.01 }, createRandom(3));

function change(changes: (trial: Trial, i: number) => Partial<Trial>, cell: Partial<Cell> = {}): Cell {
  return { ...quiet, trials: quiet.trials.map((trial, i) => ({ ...trial, ...changes(trial, i) })), ...cell };
}

function codes(cell: Cell): string[] {
  return findDoubts(cell, record).map(({ code }) => code);
}

test('quiet trials raise no doubt', () => {
  expect(codes(quiet)).toEqual([]);
});

test('each kind of noise is named', () => {
  expect(codes(change((trial) => ({ durationNs: trial.durationNs / 100, ops: trial.ops / 100 })))).toContain(
    'noise/short-trial',
  );
  expect(codes(change((_, i) => (i === 2 ? { overlap: 0.5 } : {})))).toContain('noise/overlap');
  expect(codes(change((trial, i) => ({ ops: trial.ops * (1 + 0.3 * Math.sin(2.4 * i)) })))).toContain('noise/spread');
  expect(codes(change((trial, i) => (i === 0 ? { ops: trial.ops * 0.7 } : {})))).toContain('noise/drift');
  expect(codes(change((trial, i) => (i === 5 ? { ops: trial.ops * 0.7 } : {})))).toContain('noise/outliers');
  expect(codes(change(() => ({}), { warmup: { trials: 9, steady: false } }))).toEqual(['noise/warm-up']);
});

test('a thread that waited for its CPU is seen by its run delay, or by switches where that is unknown', () => {
  const threads = (changes: Partial<Trial['perThread'][number]>) =>
    change((trial) => ({ perThread: trial.perThread.map((thread) => ({ ...thread, ...changes })) }));
  expect(findDoubts(threads({ runDelayNs: 25e6 }), record)).toEqual([
    { code: 'noise/preempted', text: '10 of 10 trials, up to 5.0 %' },
  ]);
  expect(codes(threads({ runDelayNs: 0, involuntarySwitches: 50 }))).toEqual([]);
  expect(codes(threads({ runDelayNs: null, involuntarySwitches: 1 }))).toEqual(['noise/preempted']);
  expect(codes(threads({ runDelayNs: null, involuntarySwitches: null }))).toEqual([]);
});

test('placement is doubted when unverified or oversubscribed', () => {
  const { placement } = quiet;
  expect(codes({ ...quiet, placement: { ...placement, verified: false } })).toEqual(['placement/unverified']);
  expect(codes({ ...quiet, placement: { ...placement, policy: 'none', cpus: [null, null], verified: false } })).toEqual(
    [],
  );
  expect(findDoubts({ ...quiet, threads: 4, placement: { ...placement, cpus: [0, 1, 0, 1] } }, record)).toEqual([
    { code: 'placement/oversubscribed', text: '4 threads on 2 CPUs' },
  ]);
});

test('warnings recorded with the trials are carried over, once', () => {
  const cell = change((_, i) => (i < 3 ? { warnings: ['noise/steal', 'noise/overlap'], overlap: 0.8 } : {}));
  const found = findDoubts(cell, record);
  expect(found).toContainEqual({ code: 'noise/steal', text: '3 of 10 trials' });
  expect(found.filter(({ code }) => code === 'noise/overlap')).toHaveLength(1);
});

test('a code that nobody knows has a meaning too', () => {
  expect(meaning('noise/cosmic-rays')).toContain('noise/cosmic-rays');
});
