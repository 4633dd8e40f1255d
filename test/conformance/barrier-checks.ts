/** What every barrier must do, by name. */
import type { Backend, BarrierSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Episodes } from './barrier-roles.ts';
import type { Check, Limits } from './check.ts';
import { requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./barrier-roles.ts', import.meta.url);

/** Sleeps and wake-ups of each thread in the search for lost ones, about. */
const PAIRS = 5_000;

export const BARRIER_CHECKS: readonly Check<BarrierSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of threads',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const threads of [1, 2, 4, 6, 9]) await pass(found, backends, limits, { threads }, { episodes: 2 });
    },
  },
  {
    name: 'nobody-ahead',
    title: 'nobody goes on before all have come, again and again, and sees what they wrote before',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      // More threads than CPUs: who spins gives its CPU away after some 100 µs only.
      for (const [threads, episodes] of [
        [1, 1000],
        [2, 3_000],
        [3, 100],
        [5, 40],
        [8, 20],
      ])
        await pass(found, backends, limits, { threads }, { episodes });
    },
  },
  {
    name: 'stragglers',
    title: 'whoever is late is waited for',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const threads of [2, 3, 4])
        await pass(found, backends, limits, { threads }, { episodes: 10 * threads, lateMs: 0.5 });
    },
  },
  {
    name: 'wake-up',
    title: 'nobody sleeps on when all have come',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    async run(found, backends, limits) {
      for (const threads of [2, 3, 5])
        await pass(
          found,
          backends,
          limits,
          { threads, tunables: { spins: 0 } },
          { episodes: Math.round(PAIRS / threads) },
        );
    },
  },
  {
    name: 'wrap',
    title: 'counters that run free wrap at 2³¹ and 2³² unnoticed',
    threads: 'several',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters that share a start'),
    async run(found, backends, limits) {
      for (const start of [2 ** 31 - 20, -20]) {
        for (const threads of [1, 2, 3]) await pass(found, backends, limits, { threads, start }, { episodes: 50 });
        await pass(
          found,
          backends,
          limits,
          { threads: 3, start, tunables: { spins: 0 } },
          { episodes: 50, lateMs: 0.1 },
        );
      }
    },
  },
];

async function pass(
  found: FoundSubject<BarrierSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  { episodes, lateMs = 0 }: { episodes: number; lateMs?: number },
): Promise<void> {
  const team = new Team(found, backends, ROLES, setup);
  const came = new Int32Array(new SharedArrayBuffer(4 * 2 * setup.threads));
  const data: Episodes = { episodes: episodes * limits.scale, came, lateMs };
  await team.run('pass', () => data, limits);
}
