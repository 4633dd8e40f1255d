import { expect, test } from 'vitest';
import { l3MB } from '../../src/report/l3-size.ts';
import { sampleRecord } from './sample.ts';

function sizeIn(caches: string): number | null {
  const { machine } = sampleRecord();
  return l3MB({ machine: { ...machine, profile: `x64|AuthenticAMD|25.17.1|4c8t|L3:${caches}|numa:1|bare` } });
}

test('the largest L3 cache counts, in MB', () => {
  expect(l3MB(sampleRecord())).toBe(32);
  expect(sizeIn('2x32M')).toBe(32);
  expect(sizeIn('1x32M+1x96M')).toBe(96);
  expect(sizeIn('1x512K')).toBe(0.5);
  expect(sizeIn('2x33792K+1x16M')).toBe(33);
});

test('no cache, and a cache without a size, leave it open', () => {
  expect(sizeIn('-')).toBeNull();
  expect(sizeIn('4x?')).toBeNull();
  expect(sizeIn('1x32M+1x?')).toBeNull();
  const { machine } = sampleRecord();
  expect(l3MB({ machine: { ...machine, profile: 'x64|Apple|-|8c8t' } })).toBeNull();
});
