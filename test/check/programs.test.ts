/** What is planned for each subject: programs that compile, from the states that the contract names. */
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../src/check/explore/compile/compile.ts';
import { placeRegions } from '../../src/check/explore/layout.ts';
import type { Planned } from '../../src/check/plan.ts';
import { plansFor } from '../../src/check/plans.ts';
import { structure } from '../../src/check/programs/_settings.ts';
import type { AnySubject } from '../../src/contract.ts';
import { checkDialect, formatDialectErrors } from '../../src/kernel/dialect.ts';
import { KINDS } from '../../src/kinds.ts';
import { discover, PROJECT } from '../../src/registry.ts';
import { IS_QUICK } from '../quick.ts';

const DRIVERS = join(PROJECT, 'src/check/programs/drivers');
const WRAPS: readonly [note: string, start: number][] = [
  [', past 2³¹', 2 ** 31],
  [', past 2³²', 2 ** 32],
];
/** Below the wrap by no more than the smallest ring holds. */
const NEAR = 8;

const subjects = await Promise.all(
  (await discover()).subjects.map(async (found) => ({ ...found, plans: await plansFor(found) })),
);
const explored = subjects.flatMap(({ spec, plans }) => (typeof plans === 'string' ? [] : [{ spec, plans }]));

test('every subject has programs, or a sentence that says why not', () => {
  for (const { spec, plans } of subjects) {
    if (typeof plans === 'string') expect(plans, spec.name).toMatch(/^[A-Z].*\.$/);
    else expect(plans.length, spec.name).toBeGreaterThan(0);
  }
  expect(explored.length).toBeGreaterThan(40);
});

test('every driver is in the kernel dialect', async () => {
  const names = await readdir(DRIVERS);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const path = join(DRIVERS, name);
    expect(formatDialectErrors(checkDialect(path, readFileSync(path, 'utf8')))).toBe('');
  }
});

test('every driver is used', async () => {
  const used = new Set(explored.flatMap(({ plans }) => plans.map(({ program }) => program.driver)));
  expect([...used].sort()).toEqual((await readdir(DRIVERS)).map((name) => join(DRIVERS, name)).sort());
});

describe.for(explored)('$spec.name', ({ spec, plans }) => {
  test('names its programs apart, and has a quick one', () => {
    expect(new Set(plans.map(({ program }) => program.name)).size).toBe(plans.length);
    expect(plans.some(({ tier }) => tier === 'quick')).toBe(true);
  });

  test('compiles with each program', () => {
    // Where there is little time, those that subjects.test.ts explores, and so compiles, are left to it.
    for (const { program } of plans.filter(({ tier }) => !IS_QUICK || tier !== 'quick'))
      expect(compileProgram(program, placeRegions(program).regions).threads.length).toBe(program.threads.length);
  });

  test('counts from just below the wrap where its counters run free, and changes nothing else', () => {
    for (const [note, wrap] of WRAPS) {
      const wrapping = plans.filter(({ program }) => program.name.endsWith(note));
      expect(wrapping.length > 0).toBe(spec.freeRunning.length > 0 && startsAnywhere(spec));
      for (const { program } of wrapping) {
        const { initial } = program.regions.words;
        const starts = spec.freeRunning.map((name) => initial[spec.layout[name]] >>> 0);
        expect(new Set(starts).size, 'one common start').toBe(1);
        expect(wrap - starts[0], program.name).toBeGreaterThan(0);
        expect(wrap - starts[0], program.name).toBeLessThanOrEqual(NEAR);
        if (KINDS[spec.kind].startsBeforeInit) continue; // its init begins where the counters stand, and may set more
        const plain = named(plans, program.name.slice(0, -note.length)).program.regions.words.initial;
        const free = new Set(spec.freeRunning.map((name) => spec.layout[name]));
        expect([...initial].map((word, at) => (free.has(at) ? 0 : word))).toEqual([...plain]);
      }
    }
  });

  test('is tuned to the least, and once to 1 more; cells of a counter also to the most', () => {
    const haveCells = spec.kind === 'counter' && spec.cells !== 'one';
    for (const { word, min, max } of Object.values(spec.tunables ?? {})) {
      const values = new Set(plans.map(({ program }) => program.regions.words.initial[word]));
      expect([...values].sort((a, b) => a - b)).toEqual([min, min + 1, ...(haveCells ? [max] : [])]);
    }
  });
});

test('a structure has the words of its descriptor, set up before the counters, or after for a ring', () => {
  const spec = {
    kind: 'lock',
    layout: { A: 0, B: 1, C: 2 },
    freeRunning: ['A'],
    tunables: { c: { word: 2, default: 9, min: 3, max: 9, what: '' } },
  } as unknown as AnySubject;
  const seen: number[] = [];
  const build = (kind: string) =>
    structure(
      {
        ...spec,
        kind,
        sizeWords: () => 3,
        init(words: Int32Array) {
          seen.push(words[0]);
          words[1] = 7;
        },
      } as unknown as AnySubject,
      { note: '', start: -2, aboveMin: 1 },
      { threads: 1, capacitySlots: 2, consumers: 1 },
    );
  expect([...build('lock').initial]).toEqual([-2, 7, 4]);
  expect([...build('ring').initial]).toEqual([-2, 7, 4]);
  expect(seen).toEqual([0, -2]);
});

/** A control that excludes nobody is explored only to see it fail. */
function startsAnywhere(spec: AnySubject): boolean {
  return !(spec.kind === 'lock' && spec.sharedBy === 1);
}

function named(plans: readonly Planned[], name: string): Planned {
  const found = plans.find(({ program }) => program.name === name);
  if (!found) throw new Error(`Expected a program '${name}' from 0, found none.`);
  return found;
}
