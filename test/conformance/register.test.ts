/** Every register, in both back ends and between threads of both. */

import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { LIMITS, testChecks } from './check.ts';
import { REGISTER_CHECKS, watch } from './register-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

const registers = await subjectsUnderTest('register');
testChecks(registers, REGISTER_CHECKS);

const isAlone = availableParallelism() === 1;
const TRIES = 20;
/** Long enough to be torn soon. */
const LONG_VALUE_WORDS = 400;

for (const found of registers.filter(({ spec }) => spec.values === 'torn')) {
  for (const backend of found.spec.backends ?? (['js', 'wasm'] as const)) {
    test.skipIf(isAlone)(
      `${found.spec.name} as ${backend} is seen to tear values${isAlone ? ' (skipped: one CPU, hardly ever)' : ''}`,
      async () => {
        for (let i = 0; i < TRIES; i++) {
          const torn = watch(found, [backend], LIMITS, 'watchForTears', LONG_VALUE_WORDS);
          const error = await torn.catch((error: unknown) => error);
          if (error) return expect((error as Error).name).toBe('AssertionError');
        }
        expect.fail(`${TRIES} runs tore nothing`);
      },
    );
  }
}
