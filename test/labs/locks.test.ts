import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conclude } from '../../labs/locks/conclude.ts';
import lab from '../../labs/locks/lab.ts';
import { PROJECT } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';

/** A run of a real machine with two CPUs: what the lab says of it is what its numbers say. */
const record = readResult(readFileSync(join(PROJECT, 'reports/gallery/epyc-kvm-2c.2026-11-22a/locks.json'), 'utf8'));

/** The record with some cells only, and others changed. */
function only(fits: (cell: Cell) => boolean, change: (cell: Cell) => Cell = (cell) => cell): LabResult {
  const cells = record.cells.filter(fits).map(change);
  const ids = new Set(cells.map((cell) => cell.id));
  const sections = record.sections.map((section) => ({
    ...section,
    cells: section.cells.filter((id) => ids.has(id)),
    baseline: section.baseline !== null && ids.has(section.baseline) ? section.baseline : null,
  }));
  return { ...record, cells, sections };
}

const slower = (factor: number) => (cell: Cell) => ({
  ...cell,
  trials: cell.trials.map((trial) => ({ ...trial, ops: trial.ops / factor })),
});
const verdicts = (result: LabResult) =>
  Object.fromEntries(conclude(result).claims.map(({ id, verdict }) => [id, verdict]));

test('the whole run recommends the lock that is never far from the best, and what to take where order matters', () => {
  const { headline, answers } = conclude(record);
  expect(headline).toMatch(
    /^Use adaptive: as WebAssembly at least \d\d % of the throughput of the best lock here, with 1, 2 or 8 threads and up to 20\.0 µs inside\. Where the order of arrival matters: ticket while every thread has a CPU, mcs-park with more threads than CPUs\.$/,
  );
  expect(answers).toHaveLength(5);
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z0-9].*\.$/);
});

test('claims follow the numbers: the same run with slower locks is decided otherwise', () => {
  expect(verdicts(record)).toMatchObject({
    'free-price-wasm': 'held',
    'free-price-js': 'held',
    'mutex-keeps-up': 'held',
    'fifo-is-fair': 'held',
    'spinning-queues-collapse': 'held',
    'parking-locks-survive': 'held',
    'order-costs-wake-ups': 'held',
    'parking-queue-ahead': 'held',
  });
  const dear = only(
    () => true,
    (cell) => (['futex', 'adaptive'].includes(cell.subject) ? slower(3)(cell) : cell),
  );
  expect(verdicts(dear)).toMatchObject({ 'free-price-wasm': 'did not hold', 'free-price-js': 'did not hold' });
  const collapsed = only(
    () => true,
    (cell) => (cell.subject === 'futex' && cell.threads === 8 ? slower(9)(cell) : cell),
  );
  expect(verdicts(collapsed)['parking-locks-survive']).toBe('did not hold');
});

test('a queue that serves one thread twice as often is not fair', () => {
  const favour = (cell: Cell): Cell => ({
    ...cell,
    trials: cell.trials.map((trial) => ({
      ...trial,
      perThread: trial.perThread.map((thread, rank) => ({ ...thread, ops: rank === 0 ? thread.ops * 9 : thread.ops })),
    })),
  });
  expect(
    verdicts(
      only(
        () => true,
        (cell) => (cell.subject === 'mcs' ? favour(cell) : cell),
      ),
    )['fifo-is-fair'],
  ).toBe('did not hold');
});

test('one situation alone names the fastest, in the back end that was measured', () => {
  const js = only(
    ({ backend, scenario, params }) => backend === 'js' && scenario === 'contended' && params.insideNs === 0,
  );
  expect(conclude(js).headline).toMatch(/^Fastest with 2 threads and nothing inside, as JavaScript: adaptive/);
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude(only(() => false));
  expect(headline).toContain('let the run finish');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});

test('thread counts: two, the CPUs, four times as many, at most 64', () => {
  expect(lab.threads(1)).toEqual([1, 2, 4]);
  expect(lab.threads(2)).toEqual([2, 8]);
  expect(lab.threads(16)).toEqual([2, 16, 64]);
});
