import { expect, test } from 'vitest';
import type { Environment, MachineInfo } from '../../src/machine/types.ts';
import { InvalidResult, readResult } from '../../src/report/read-result.ts';
import { type LabResult, resultJsonSchema } from '../../src/report/schema.ts';
import { sampleRecord } from './sample.ts';

function refusal(value: unknown): string {
  try {
    readResult(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidResult);
    return (error as Error).message;
  }
  throw new Error('the text was accepted');
}

test('a record survives writing and reading', () => {
  const record = sampleRecord();
  expect(readResult(JSON.stringify(record))).toEqual(record);
});

test('keys that this version does not know survive, at every depth', () => {
  const record = sampleRecord();
  const [first, ...cells] = record.cells;
  const extended = { ...record, mood: 'calm', cells: [{ ...first, colour: 'blue' }, ...cells] };
  expect(readResult(JSON.stringify(extended))).toEqual(extended);
});

test('a later 1.x is accepted', () => {
  expect(readResult(JSON.stringify({ ...sampleRecord(), schemaVersion: '1.7' })).schemaVersion).toBe('1.7');
});

test('2.x, a missing version and another schema are refused in one sentence', () => {
  const record = sampleRecord();
  expect(refusal({ ...record, schemaVersion: '2.0' })).toBe(
    'Expected schemaVersion 1.x, found "2.0"; read the file with the version of crosscore that wrote it.',
  );
  expect(refusal({ schema: 'lab-result' })).toContain('found none');
  expect(refusal({ ...record, schema: 'lab-comparison' })).toContain('found "lab-comparison"');
  expect(refusal([])).toContain('found none');
  expect(refusal('null')).toContain('found none');
});

test('an invalid file is refused with the path of the first problem', () => {
  const record = structuredClone(sampleRecord()) as unknown as { cells: { trials: { ops: unknown }[] }[] };
  record.cells[3].trials[2].ops = 'many';
  expect(refusal(record)).toContain('cells[3].trials[2].ops');
});

test('a file that was cut off is refused in one line', () => {
  const message = refusal(JSON.stringify(sampleRecord()).slice(0, 5000));
  expect(message).toContain('cut off');
  expect(message).not.toContain('\n');
});

test('a section must name cells that exist, ids must be unique, and a section has one metric', () => {
  const record = sampleRecord();
  const [section, ...sections] = record.sections;
  const change = (changed: Partial<typeof section>) => ({
    ...record,
    sections: [{ ...section, ...changed }, ...sections],
  });
  expect(refusal(change({ cells: ['nowhere'] }))).toContain('sections[0]: there is no cell nowhere');
  expect(refusal(change({ baseline: 'nowhere' }))).toContain('there is no cell nowhere');
  expect(refusal(change({ cells: [...section.cells, ...sections[1].cells] }))).toContain('cells mix metrics');
  expect(refusal({ ...record, cells: [...record.cells, record.cells[0]] })).toContain('occurs twice');
  expect(refusal({ ...record, sections: [...record.sections, section] })).toContain('occurs twice');
});

test('the JSON Schema names what is required and allows more keys', () => {
  const schema = resultJsonSchema() as { required: string[]; additionalProperties: unknown; $schema: string };
  expect(schema.$schema).toContain('2020-12');
  expect(schema.required).toContain('cells');
  expect(schema.additionalProperties).not.toBe(false);
});

test('what the machine module describes fits the schema', () => {
  // Checked by the compiler: the assignments fail to build when the two definitions part.
  const machine: (info: MachineInfo) => LabResult['machine'] = (info) => info;
  const environment: (seen: Environment) => LabResult['environment'] = (seen) => seen;
  expect([machine, environment]).toHaveLength(2);
});
