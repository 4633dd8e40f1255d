/** Every way of delegation, in both back ends and between threads of both. */
import { expect, test } from 'vitest';
import { discover } from '../../src/registry.ts';
import { testChecks } from './check.ts';
import { DELEGATION_CHECKS } from './delegation-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('delegation'), DELEGATION_CHECKS);

const registry = await discover();
const UNDER = 'inside-';
const underLocks = registry.ofKind('delegation').filter(({ spec }) => spec.name.startsWith(UNDER));

test.for(underLocks.map(({ spec }) => spec))('$name keeps the object out of its lock’s words', ({ name, layout }) => {
  const lock = registry.ofKind('lock').find(({ spec }) => `${UNDER}${spec.name}` === name)?.spec;
  expect(lock?.sizeWords(0)).toBeLessThanOrEqual(layout.OBJECT);
});
