/** Every map, in both back ends and between threads of both. */
import { expect, test } from 'vitest';
import { mix } from '../../src/structures/_mix.ts';
import { testChecks } from './check.ts';
import { MAP_CHECKS } from './map-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('map'), MAP_CHECKS);

test('keys are scattered by the finalizer of MurmurHash3', () => {
  expect([0, 1, -1].map((key) => mix(key) >>> 0)).toEqual([0, 0x514e28b7, 0x81f16f39]);
});
