import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { park, parkFor, wake } from '../../src/atomics/wait.ts';
import { compileProgram } from '../../src/check/explore/compile/compile.ts';
import { type ExploreOptions, explore } from '../../src/check/explore/explore.ts';
import { placeRegions } from '../../src/check/explore/layout.ts';
import { EVENT, Machine } from '../../src/check/explore/machine.ts';
import type { Program, Sources } from '../../src/check/program.ts';
import { createRandom } from '../../src/stats/random.ts';
import { IS_QUICK } from '../quick.ts';
import { FIXTURES } from './fixtures.ts';
import { type Enumeration, enumerate, TooLong } from './oracle/enumerate.ts';
import { type RandomProgram, randomProgram } from './oracle/random-program.ts';
import { type Driver, replaceAtomics } from './oracle/virtual-thread.ts';

let restoreAtomics = (): void => {};
beforeAll(() => {
  restoreAtomics = replaceAtomics();
});
afterAll(() => restoreAtomics());

/** Explore for results and final memory alone. */
function endsOf({ model, finally: check, invariant, ...program }: Program, options: ExploreOptions) {
  const memories = new Set<string>();
  const regions = Object.entries(program.regions);
  const exploration = explore(
    {
      ...program,
      finally(read) {
        const words = regions.map(([name, { initial }]) => [name, Array.from(initial, (_, at) => read(name, at))]);
        memories.add(JSON.stringify(Object.fromEntries(words)));
        return null;
      },
    },
    { races: false, outcomes: true, ...options },
  );
  return { ...exploration, ends: [...exploration.outcomes!.keys()].sort(), memories: [...memories].sort() };
}

function driverOf({ text, exports }: RandomProgram): Driver {
  const code = stripTypeScriptTypes(text)
    .replace(/^import .*$/gm, '')
    .replace(/^export /gm, '');
  return new Function('park', 'parkFor', 'wake', `${code}; return { ${exports.join(', ')} };`)(park, parkFor, wake);
}

function machineOf(program: Program, sources: Sources): Machine {
  const { threads } = compileProgram(program, placeRegions(program).regions, sources);
  return new Machine(program, threads, null, { races: true, spurious: false, crashes: 0, keepsResults: false });
}

function enumerateUnlessSpinning(program: Program, driver: Driver, crashes: number): Enumeration | null {
  try {
    return enumerate(program, driver, { merges: true, crashes });
  } catch (error) {
    if (error instanceof TooLong && readFileSync(program.driver, 'utf8').includes('pause()')) return null;
    throw error;
  }
}

const STUCK = ['deadlock', 'lost-wake-up'];

describe('on random programs the explorer agrees with an enumeration of all interleavings', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const PROGRAMS = IS_QUICK ? 100 : 300;
  let compared: { one: RandomProgram; expected: Enumeration; sources: Sources; about: string }[] = [];

  beforeAll(() => {
    compared = Array.from({ length: PROGRAMS }, (_, i) => {
      const one = randomProgram(createRandom(seed + i));
      const about = `SEED=${seed}, program ${i}:\n${one.text}${JSON.stringify(one.program)}`;
      return {
        one,
        expected: enumerate(one.program, driverOf(one)),
        sources: new Map([[one.program.driver, one.text]]),
        about,
      };
    });
  });

  it('in the ways they end, and in whether they get stuck', () => {
    for (const { one, expected, sources, about } of compared) {
      const found = endsOf(one.program, { strategy: 'exhaustive', sources });
      const stuck = STUCK.filter((kind) => expected.failures.has(kind as 'deadlock'));
      if (stuck.length > 0) expect(stuck, about).toContain(found.failure?.kind);
      else {
        expect(found.failure?.sentence, about).toBeUndefined();
        expect(found.ends, about).toEqual([...expected.outcomes.keys()].sort());
        expect(found.memories, about).toEqual([...expected.memories].sort());
      }
    }
  });

  it('in the races that they have', () => {
    for (const { one, expected, sources, about } of compared) {
      const { failure } = explore(one.program, { strategy: 'exhaustive', sources });
      if (failure) expect([...expected.failures], about).toContain(failure.kind);
      else expect([...expected.failures], about).toEqual([]);
    }
  });

  it('in the step of each interleaving that races first', () => {
    let races = 0;
    for (const { one, sources, about } of compared) {
      const machine = machineOf(one.program, sources);
      enumerate(one.program, driverOf(one), {
        onPath(path) {
          machine.reset();
          const first = path.findIndex((event) => {
            machine.apply(event.thread + (event.yielded === 'timed-out' ? EVENT.TIMEOUT : EVENT.STEP));
            return event.races || machine.fault !== null;
          });
          const expected = path.findIndex((event) => event.races);
          if (first !== expected) expect.fail(`step ${first} races instead of ${expected} (-1: none) in ${about}`);
          if (first < 0) return;
          expect(machine.fault?.kind, about).toBe('race');
          races++;
        },
      });
    }
    expect(races, `seed ${seed}`).toBeGreaterThan(0);
  });

  it('in the ways they end with so many preemptions', () => {
    for (const { one, expected, sources, about } of compared) {
      for (const bound of [0, 1, 2, 31]) {
        const found = endsOf(one.program, { strategy: { bound }, sources });
        if (found.failure) expect([...expected.failures], about).toContain(found.failure.kind);
        else if (expected.outcomes.size > 0) {
          const within = [...expected.outcomes].filter(([, fewest]) => fewest <= bound);
          expect(found.ends, `bound ${bound}, ${about}`).toEqual(within.map(([outcome]) => outcome).sort());
        }
      }
    }
  });

  it('and schedules drawn at random end in no other way', () => {
    for (const { one, expected, sources, about } of compared) {
      for (const strategy of [{ pct: 3, executions: 40, seed }, { random: true, executions: 40, seed } as const]) {
        const found = endsOf(one.program, { strategy, sources });
        if (found.failure) expect([...expected.failures], about).toContain(found.failure.kind);
        for (const end of found.ends) expect([...expected.outcomes.keys()], about).toContain(end);
      }
    }
  });

  it('and they are programs worth comparing: with several ends, stuck ones, races, and without', () => {
    const share = (is: (expected: Enumeration) => boolean) =>
      compared.filter(({ expected }) => is(expected)).length / PROGRAMS;
    const least = [
      ['several ends', 0.3, share(({ outcomes }) => outcomes.size > 1)],
      ['nothing broken', 0.1, share(({ failures }) => failures.size === 0)],
      ...(['deadlock', 'lost-wake-up', 'race'] as const).map(
        (kind) => [kind, 0.005, share(({ failures }) => failures.has(kind))] as const,
      ),
    ] as const;
    for (const [what, expected, found] of least) expect(found, `${what}, seed ${seed}`).toBeGreaterThan(expected);
  });
});

describe('on fixtures the explorer agrees with the shipped JavaScript, run in all interleavings', () => {
  const programs = new Map<string, { program: Program; crashes: number; name: string }>();
  for (const { program, crashes, spurious, runtime, name } of FIXTURES) {
    if (spurious || runtime || program.threads.length * program.threads[0].length > 4) continue;
    programs.set(JSON.stringify([program.driver, program.threads, program.regions, crashes]), {
      program,
      crashes: crashes ?? 0,
      name,
    });
  }
  for (const { program, crashes, name } of programs.values()) {
    it(name, async ({ skip }) => {
      const driver: Driver = await import(program.driver);
      const expected = enumerateUnlessSpinning(program, driver, crashes);
      if (!expected) return skip('a thread spins, which never ends where a state is all that was ever seen');
      const found = endsOf(program, { strategy: 'exhaustive', crashes });
      const stuck = [...expected.failures];
      if (stuck.length > 0) expect(stuck).toContain(found.failure?.kind);
      else {
        expect(found.failure?.sentence).toBeUndefined();
        expect(found.ends).toEqual([...expected.outcomes.keys()].sort());
        expect(found.memories).toEqual([...expected.memories].sort());
      }
    });
  }
});
