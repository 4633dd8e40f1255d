/** The array beside the top of the elimination stack: what a stack that never used it would get right, too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explorePlanned } from '../../src/check/examine.ts';
import type { Planned } from '../../src/check/plan.ts';
import { plansFor } from '../../src/check/plans.ts';
import type { Program, Sources } from '../../src/check/program.ts';
import { PROJECT, subjectAt } from '../../src/registry.ts';
import elimination from '../../src/structures/elimination.ts';

const PATH = join(PROJECT, 'src/structures/elimination.ts');
const { ARRAY } = elimination.layout;

const plans = (await plansFor(await subjectAt(PATH))) as readonly Planned[];
const [planned] = plans.filter(({ program }) => program.name === 'two pushes, a pop, one inside');

/** Every order of three threads of which two may meet, none of them stopping for ever. */
function explored(looks: Pick<Program, 'finally' | 'invariant'>, sources: Sources = new Map()) {
  const program = { ...planned.program, ...looks };
  return explorePlanned(
    { program, tier: 'quick', demands: 'exhaustive', expects: [] },
    { strategy: 'exhaustive', sources },
  );
}

const isEmptyAgain: Program['finally'] = (read) => (read('words', ARRAY) === 0 ? null : 'The slot is not empty.');

test('an order exists in which a push offers its item there', () => {
  const { failure } = explored({ invariant: (read) => (read('words', ARRAY) < 2 ? null : 'A push offers its item.') });
  expect(failure?.kind).toBe('invariant');
});

test('a slot is empty when all have left, whether two met there or not', () => {
  expect(explored({ finally: isEmptyAgain }).verdict).toBe('exhaustive');
});

test.for([
  ['Atomics.store(words, slot, EMPTY);', ';'],
  ['Atomics.compareExchange(words, slot, mine, EMPTY)', 'Atomics.compareExchange(words, slot, mine, BUSY)'],
])('a slot that is lost would be seen: without %s', ([healthy, broken]) => {
  const text = readFileSync(PATH, 'utf8');
  expect(text).toContain(healthy);
  const sources = new Map([[PATH, text.replace(healthy, broken)]]);
  expect(explored({ finally: isEmptyAgain }, sources).failure?.kind).toBe('wrong-at-the-end');
});
