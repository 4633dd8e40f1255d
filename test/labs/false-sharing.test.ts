import { expect, test } from 'vitest';
import { conclude } from '../../labs/false-sharing/conclude.ts';
import lab from '../../labs/false-sharing/lab.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { labResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { sampleCell, sampleRecord } from '../report/sample.ts';

/** Millions of additions a second by distance in bytes. */
type Curve = Readonly<Record<number, number>>;

const SECTIONS = { 'plain-stores': 'per-thread', 'atomic-adds': 'striped' } as const;
const at64: Curve = { 4: 100, 16: 99, 32: 100, 64: 201, 128: 197, 256: 200 };
const at128: Curve = { ...at64, 64: 100 };
const flat: Curve = { 4: 200, 16: 199, 32: 200, 64: 200, 128: 201, 256: 200 };

interface Found {
  readonly plain: Curve;
  readonly atomic?: Curve;
  readonly lineBytes?: number;
  readonly blocks?: number;
  readonly noise?: number;
}

function run({ plain, atomic = plain, lineBytes, blocks = 10, noise = 0.01 }: Found): LabResult {
  const random = createRandom(6);
  const curves = { 'plain-stores': plain, 'atomic-adds': atomic };
  const record = sampleRecord();
  const cells: Cell[] = [];
  const sections = Object.entries(SECTIONS).map(([id, subject]) => {
    const made = Object.entries(curves[id as keyof typeof curves]).flatMap(([bytes, millions]) =>
      (['js', 'wasm'] as const).map((backend): Cell => {
        const params = { threads: 2, strideBytes: Number(bytes) };
        const value = millions * 1e6 * (backend === 'js' ? 1 : 4);
        const cell = sampleCell({ scenario: 'add', subject, backend, value, noise, trials: blocks, params }, random);
        return { ...cell, id: `false-sharing/counter.add/${subject}/${backend}/${bytes}`, kind: 'counter', params };
      }),
    );
    cells.push(...made);
    const spec = lab.sections.find((section) => section.id === id);
    if (!spec) throw new Error(`Expected a section ${id} in the lab, found none.`);
    const { title, question, law, scenario, views, x } = spec;
    return { id, title, question, law, scenario, views, x, cells: made.map((cell) => cell.id), baseline: null };
  });
  const [subject] = record.subjects;
  const subjects = Object.values(SECTIONS).map((name) => ({ ...subject, name, kind: 'counter', facts: {} }));
  const cpu = { ...record.machine.cpu, ...(lineBytes === undefined ? {} : { cacheLineBytes: lineBytes }) };
  return { ...record, machine: { ...record.machine, cpu }, sections, subjects, cells };
}

const verdicts = (record: LabResult) =>
  Object.fromEntries(conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

test('the record that these tests make is a valid one', () => {
  expect(labResult.safeParse(run({ plain: at64 })).error).toBeUndefined();
});

test('a cost that falls at 64 bytes: keep words that far apart, and the knee is the line', () => {
  const record = run({ plain: at64 });
  const { headline, answers } = conclude(record);
  expect(headline).toMatch(
    /^Keep words that different threads write at least 64 bytes apart: closer, an addition costs 2\.0\d times/,
  );
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z].*\.$/);
  expect(verdicts(record)).toEqual({
    'side-by-side-plain-stores': 'held',
    'side-by-side-atomic-adds': 'held',
    'knee-is-line': 'held',
    'pair-of-lines': 'did not hold',
  });
});

test('the knee is held against the line size that the machine tells', () => {
  expect(verdicts(run({ plain: at64, lineBytes: 128 }))['knee-is-line']).toBe('did not hold');
  expect(verdicts(run({ plain: at128, lineBytes: 128 }))['knee-is-line']).toBe('held');
});

test('lines that travel in pairs put the knee at two lines', () => {
  const record = run({ plain: at128 });
  expect(verdicts(record)).toMatchObject({ 'knee-is-line': 'did not hold', 'pair-of-lines': 'held' });
  expect(conclude(record).headline).toContain(' 128 bytes apart');
});

test('knees at different distances decide nothing', () => {
  const record = run({ plain: at64, atomic: at128 });
  expect(verdicts(record)['knee-is-line']).toBe('undecided');
  expect(conclude(record).headline).toContain('does not decide');
});

test('without a step nothing is claimed', () => {
  const record = run({ plain: flat });
  expect(verdicts(record)['knee-is-line']).toBe('undecided');
  expect(verdicts(record)['side-by-side-plain-stores']).not.toBe('held');
  expect(conclude(record).headline).toContain('does not decide');
});

test('a step that may be chance is told, and decides nothing', () => {
  const record = run({ plain: at64, blocks: 4 });
  const claim = conclude(record).claims.find(({ id }) => id === 'knee-is-line');
  expect(claim?.verdict).toBe('undecided');
  expect(claim?.sentence).toContain('which may be chance');
  expect(conclude(record).headline).toContain('does not decide');
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude({ ...run({ plain: at64 }), cells: [], sections: [] });
  expect(headline).toContain('nothing can be said');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});
