import { describe, expect, it } from 'vitest';
import { type ExploreOptions, explore, type Strategy } from '../../src/check/explore/explore.ts';
import type { Fixture } from './fixture.ts';
import { FIXTURES } from './fixtures.ts';

/** For schedules drawn at random. SEED=… repeats a run. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

function optionsOf({ finder, expects, outcomes, name, program, ...circumstances }: Fixture): ExploreOptions {
  const strategy: Strategy = typeof finder === 'object' && 'pct' in finder ? { ...finder, seed } : finder;
  return { strategy, ...circumstances, outcomes: outcomes !== undefined };
}

describe('what is known to be broken is found', () => {
  for (const fixture of FIXTURES.filter(({ expects }) => expects.length > 0)) {
    it(`${fixture.name} is reported as ${fixture.expects.join(' or ')}`, () => {
      const { verdict, failure } = explore(fixture.program, optionsOf(fixture));
      expect(verdict, `seed ${seed}`).toBe('failed');
      expect(fixture.expects, failure?.sentence).toContain(failure?.kind);
      expect(failure?.steps.length).toBeGreaterThan(0);
    });
  }
});

describe('what is known to be right comes out clean', () => {
  for (const fixture of FIXTURES.filter(({ expects }) => expects.length === 0)) {
    it(`${fixture.name} is clean`, () => {
      const { verdict, failure, outcomes } = explore(fixture.program, optionsOf(fixture));
      expect(failure?.sentence).toBeUndefined();
      expect(verdict).toBe(fixture.finder === 'exhaustive' ? 'exhaustive' : 'exhaustive-to-bound');
      if (fixture.outcomes) expect([...outcomes!.keys()].sort()).toEqual([...fixture.outcomes].sort());
    });
  }
});
