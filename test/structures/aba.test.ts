/**
 * Words that come back to what they were (ABA): with counts of one bit the explorer meets them, with the programs of the kinds; with the
 * counts as they are it does not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explorePlanned } from '../../src/check/examine.ts';
import type { FailureKind } from '../../src/check/explore/exploration.ts';
import type { Planned } from '../../src/check/plan.ts';
import { plansFor } from '../../src/check/plans.ts';
import type { Sources } from '../../src/check/program.ts';
import { type FoundSubject, PROJECT, subjectAt } from '../../src/registry.ts';
import { bitsOf, nodeOf } from '../../src/structures/_pool.ts';
import treiber from '../../src/structures/treiber.ts';

const POOL = join(PROJECT, 'src/structures/_pool.ts');
const COUNTED = '(((word >> bits) + by) << bits) |';
const COUNTED_IN_ONE_BIT = '((((word >> bits) + by) & 1) << bits) |';
const AS_IT_IS: Sources = new Map();

/** The larger ones of the programs that are gone through completely, those with few calls first. */
async function programsOf(subject: FoundSubject): Promise<readonly Planned[]> {
  const plans = await plansFor(subject);
  if (typeof plans === 'string') throw new Error(`Expected programs for ${subject.spec.name}, found: ${plans}`);
  const calls = ({ program }: Planned) => program.threads.flat().length;
  return plans
    .filter(({ tier, demands }) => tier === 'full' && demands !== 'sampled')
    .sort((a, b) => calls(a) - calls(b));
}

/** States after which a program is given up that has not met them: it will hardly any more. */
const SOON = 100_000;

function failureOf(planned: Planned, sources: Sources, states?: number): FailureKind | undefined {
  return explorePlanned(planned, { strategy: 'exhaustive', sources, ...(states && { states }) }).failure?.kind;
}

test.for(['treiber', 'elimination', 'ms-queue'])(
  '%s goes wrong if its words count in one bit, and is right as it is',
  async (name) => {
    const text = readFileSync(POOL, 'utf8');
    expect(text).toContain(COUNTED);
    const inOneBit: Sources = new Map([[POOL, text.replace(COUNTED, COUNTED_IN_ONE_BIT)]]);
    const programs = await programsOf(await subjectAt(join(PROJECT, 'src/structures', `${name}.ts`)));
    const noticing = programs.find((planned) => failureOf(planned, inOneBit, SOON) !== undefined);
    expect(noticing?.program.name).toBeDefined();
    expect(failureOf(noticing as Planned, AS_IT_IS)).toBe(undefined);
  },
);

test('the twin of treiber that counts in one bit gives an item twice, or keeps more than fit', async () => {
  const programs = await programsOf(await subjectAt(join(PROJECT, 'test/mutants/stack/treiber-one-bit-tag.ts')));
  const failures = programs.map((planned) => failureOf(planned, AS_IT_IS, SOON));
  expect(failures.filter((kind) => kind !== undefined)).toEqual(['not-linearizable', 'not-linearizable']);
});

test('words count in all bits that the numbers of nodes leave free', () => {
  const bits = [1, 2, 3, 64, 1023, 1024, 65_534].map((capacitySlots) => {
    const words = new Int32Array(treiber.sizeWords(capacitySlots));
    treiber.init(words, capacitySlots, 1);
    expect(nodeOf(-1, bitsOf(words, treiber.layout.POOL))).toBeGreaterThanOrEqual(capacitySlots);
    return bitsOf(words, treiber.layout.POOL);
  });
  expect(bits).toEqual([1, 2, 2, 7, 10, 11, 16]);
});
