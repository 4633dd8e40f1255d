import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conclude } from '../../labs/ringbuf/conclude.ts';
import { PROJECT } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';

/** A run of a real machine: what the lab says of it is what its numbers say. */
const record = readResult(readFileSync(join(PROJECT, 'reports/gallery/epyc-kvm-2c.2026-11-22a/ringbuf.json'), 'utf8'));

/** The record with some cells only. */
function keep(fits: (cell: Cell) => boolean): LabResult {
  const cells = record.cells.filter(fits);
  const ids = new Set(cells.map((cell) => cell.id));
  const sections = record.sections.map((section) => ({
    ...section,
    cells: section.cells.filter((id) => ids.has(id)),
    baseline: section.baseline !== null && ids.has(section.baseline) ? section.baseline : null,
  }));
  return { ...record, cells, sections };
}

const verdicts = (result: LabResult) =>
  Object.fromEntries(conclude(result).claims.map(({ id, verdict }) => [id, verdict]));

test('the whole run recommends the best ring, with its ratio and what to mind', () => {
  const { headline, answers } = conclude(record);
  expect(headline).toMatch(
    /^Use spsc-batched from one thread to another: .* times ringbuf-js\. Call flush before you pause/,
  );
  expect(answers).toHaveLength(5);
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z0-9].*\.$/);
});

test('a claim is decided by its own pair, and its evidence names both subjects', () => {
  const claim = conclude(record).claims.find(({ id }) => id === 'shared-line');
  expect(claim?.verdict).toBe('held');
  expect(claim?.evidence).toHaveProperty('spsc-cached wasm / spsc-cached-packed wasm');
  expect(claim?.evidence).toHaveProperty('spsc-padded wasm / spsc-lamport wasm');
  const without = verdicts(keep((cell) => cell.subject !== 'spsc-cached-packed'));
  expect(without['shared-line']).toBe('undecided');
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const cells = record.cells.map((cell) => ({ ...cell, trials: cell.trials.filter(({ block }) => block < 3) }));
  const early = { ...record, cells };
  expect(conclude(early).headline).toContain('let the run finish');
  expect(verdicts(early)['ring-over-postmessage']).toBe('undecided');
});

test('a library that is faster is said to be', () => {
  const slower = keep(({ subject }) => ['spsc-padded', 'ringbuf-js'].includes(subject));
  const cells = slower.cells.map((cell) =>
    cell.subject === 'spsc-padded'
      ? { ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: trial.ops / 9 })) }
      : cell,
  );
  expect(conclude({ ...slower, cells }).headline).toMatch(/^Keep ringbuf-js: /);
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude(keep(() => false));
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});
