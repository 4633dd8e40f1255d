/** Every counter, in both back ends and between threads of both. */

import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { LIMITS, testChecks } from './check.ts';
import { COUNTER_CHECKS } from './counter-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

const counters = await subjectsUnderTest('counter');
testChecks(counters, COUNTER_CHECKS);

const exactness = COUNTER_CHECKS.find(({ name }) => name === 'exactness');
const isAlone = availableParallelism() === 1;
const TRIES = 20;

for (const found of counters.filter(({ spec }) => spec.updates === 'lossy')) {
  for (const backend of found.spec.backends ?? (['js', 'wasm'] as const)) {
    test.skipIf(isAlone)(
      `${found.spec.name} as ${backend} is seen to lose additions${isAlone ? ' (skipped: one CPU, hardly ever)' : ''}`,
      async () => {
        for (let i = 0; i < TRIES; i++) {
          const error = await exactness?.run(found, [backend], LIMITS).catch((error: unknown) => error);
          if (error) return expect((error as Error).name).toBe('AssertionError');
        }
        expect.fail(`${TRIES} runs lost nothing`);
      },
    );
  }
}
