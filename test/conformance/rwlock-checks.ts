/** What every reader-writer lock must do, by name. */
import { expect } from 'vitest';
import type { Backend, RwLockSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { type Crowd, GUARDED_WORDS, STAGE_WORDS, type Staged } from './rwlock-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./rwlock-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Short of 2³¹ and of 2³², so that the wrap comes when all threads are under way; a multiple of 4, for counts above two other bits. */
const STARTS = [2 ** 31 - 16, -16];

/** Who is inside and who comes, by thread, and in what order these get in. */
const ARRIVALS: readonly (Pick<Staged, 'ways'> & Partial<Record<RwLockSpec['prefers'], Staged['turns']>>)[] = [
  { ways: ['write', 'read', 'write', 'read'], arrival: [[1], [2], [3]], phases: [[1, 3], [2]] },
  { ways: ['read', 'write', 'read'], arrival: [[1], [2]], phases: [[1], [2]] },
];

export const RWLOCK_CHECKS: readonly Check<RwLockSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of threads, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const threads of [1, 2, 3, 5, 8, 9])
        for (const tunables of extremesOf(found.spec)) await alone(found, backends, limits, { threads, tunables }, 2);
    },
  },
  {
    name: 'together',
    title: 'readers are inside together under all numbers, and a writer gets in at once when they have left',
    threads: 'one',
    skip: () => null,
    run: (found, backends, limits) => alone(found, backends, limits, { threads: 3 }, 100),
  },
  {
    name: 'exclusion',
    title: 'two and four threads that read and write never meet a writer inside',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await neverMeet(found, backends, limits, { threads: 2, rounds: 50, holdMs: 0.05 });
      await neverMeet(found, backends, limits, { threads: 2, rounds: 3_000 });
      await neverMeet(found, backends, limits, { threads: 4, rounds: 300, readPercent: 90 });
      for (const tunables of extremesOf(found.spec).slice(1))
        await neverMeet(found, backends, limits, { threads: 3, rounds: 200, tunables });
    },
  },
  {
    name: 'turns',
    title: 'threads get in by arrival, or readers and writers in turn, as it says',
    threads: 'several',
    skip: ({ prefers }) =>
      ARRIVALS.every((arrivals) => arrivals[prefers]) ? null : `nobody has written down turns that prefer ${prefers}`,
    async run(found, backends, limits) {
      for (const { ways, [found.spec.prefers]: turns } of ARRIVALS) {
        if (!turns) continue;
        let wrong: unknown = null;
        // A thread that had no CPU between its call and its arrival is no violation: it gets more time, then still more.
        for (const settleMs of [1, 20, 200]) {
          const team = new Team(found, backends, ROLES, { threads: ways.length });
          const data: Staged = { rounds: 6, stage: words(STAGE_WORDS), ways, turns, settleMs };
          [wrong] = await team.run('takeTurns', () => data, limits);
          if (wrong === null) break;
        }
        expect(wrong, `order among ${ways.join(', ')}`).toBe(null);
      }
    },
  },
  {
    name: 'long-hold',
    title: 'threads that run out of patience get in all the same',
    threads: 'several',
    skip: () => null,
    run: (found, backends, limits) => neverMeet(found, backends, limits, { threads: 3, rounds: 40, holdMs: 0.2 }),
  },
  {
    name: 'wrap',
    title: 'counters that run free wrap at 2³¹ and 2³² unnoticed',
    threads: 'several',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters'),
    async run(found, backends, limits) {
      for (const start of STARTS) {
        for (const threads of [1, 3]) await alone(found, backends, limits, { threads, start }, 20);
        await neverMeet(found, backends, limits, { threads: 3, rounds: 100, start });
        await neverMeet(found, backends, limits, { threads: 3, rounds: 12, start, holdMs: 0.2 });
      }
    },
  },
];

function words(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

async function alone(
  found: FoundSubject<RwLockSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  rounds: number,
): Promise<void> {
  const team = new Team(found, backends, ROLES, setup);
  await team.runAlone('readTogetherThenWrite', { rounds }, limits);
}

interface NeverMeet extends Setup, Pick<Crowd, 'rounds'>, Partial<Pick<Crowd, 'readPercent' | 'holdMs'>> {}

/** Every writer adds to plain counters inside; any overlap loses counts or is seen. */
async function neverMeet(
  found: FoundSubject<RwLockSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { rounds, readPercent = 50, holdMs = 0, ...setup }: NeverMeet,
): Promise<void> {
  const team = new Team(found, backends, ROLES, setup);
  const guarded = words(GUARDED_WORDS);
  const data: Crowd = { guarded, holdMs, readPercent, seed: SEED, rounds: rounds * limits.scale };
  const written = await team.run<number>('readAndWrite', () => data, limits);
  const sum = written.reduce((a, b) => a + b);
  expect([...guarded], `nobody inside, and writers that were not lost, twice, seed ${SEED}`).toEqual([0, sum, sum]);
}
