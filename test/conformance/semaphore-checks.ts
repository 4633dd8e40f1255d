/** What every semaphore must do, by name. */
import { expect } from 'vitest';
import type { Backend, SemaphoreSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import type { Permits } from './semaphore-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./semaphore-roles.ts', import.meta.url);

/** Times that a thread sleeps and is woken in the search for lost wake-ups, about. */
const PAIRS = 20_000;

export const SEMAPHORE_CHECKS: readonly Check<SemaphoreSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of permits, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec, { count: 1 });
      for (const permits of [0, 1, 40])
        for (const tunables of extremesOf(found.spec))
          await alone(found, backends, limits, { permits, rounds: 4, tunables });
    },
  },
  {
    name: 'count',
    title: 'one thread gets as many permits as there are, and not one more',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const permits of [0, 1, 2, 5]) await alone(found, backends, limits, { permits, rounds: 100 });
    },
  },
  {
    name: 'limit',
    title: 'never more are inside than there are permits, and each sees what was written before a release',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await goIn(found, backends, limits, { threads: 2, permits: 1, rounds: 5_000 });
      await goIn(found, backends, limits, { threads: 4, permits: 1, rounds: 500 });
      await goIn(found, backends, limits, { threads: 4, permits: 2, rounds: 500 });
      await goIn(found, backends, limits, { threads: 3, permits: 2, rounds: 200, holdMs: 0.3 });
    },
  },
  {
    name: 'wake-up',
    title: 'nobody sleeps on when there is a permit',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    async run(found, backends, limits) {
      const ends = [[], []];
      const setup = { threads: 2, sizes: { count: 0 }, ends, tunables: { spins: 0 } };
      const team = new Team(found, backends, ROLES, setup);
      const data = dataOf({ permits: 0, rounds: (PAIRS / 2) * limits.scale });
      await team.run('pingPong', () => data, limits);
    },
  },
  {
    name: 'every-release',
    title: 'permits that are made at once all find one who waits',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const spins of [0, 100]) {
        const setup = { threads: 4, sizes: { count: 0 }, tunables: { spins } };
        const team = new Team(found, backends, ROLES, setup);
        const data = dataOf({ permits: 0, rounds: 100 * limits.scale, holdMs: 0.2 });
        await team.run('serveAll', () => data, limits);
      }
    },
  },
  {
    name: 'sleeps',
    title: 'who waits for long sleeps, and is not confused by a wake-up for no reason',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    async run(found, backends, limits) {
      const team = new Team(found, backends, ROLES, { threads: 2, sizes: { count: 0 } });
      const data = dataOf({ permits: 0, rounds: 50 });
      await team.run('fallAsleep', () => data, limits);
    },
  },
];

type Variation = Pick<Permits, 'permits' | 'rounds'> & Partial<Permits> & Pick<Partial<Setup>, 'threads' | 'tunables'>;

function dataOf({ permits, rounds, holdMs = 0 }: Variation): Permits {
  return { permits, rounds, holdMs, counts: new Int32Array(new SharedArrayBuffer(8)) };
}

async function alone(
  found: FoundSubject<SemaphoreSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { tunables = {}, ...how }: Variation,
): Promise<void> {
  const setup = { threads: 3, sizes: { count: how.permits }, tunables };
  const team = new Team(found, backends, ROLES, setup);
  await team.runAlone('countInTurn', dataOf(how), limits);
}

/** Permits for all who were inside one after another: the count that they made without atomics is right. */
async function goIn(
  found: FoundSubject<SemaphoreSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { threads = 2, ...how }: Variation,
): Promise<void> {
  const team = new Team(found, backends, ROLES, { threads, sizes: { count: how.permits } });
  const data = dataOf({ ...how, rounds: how.rounds * limits.scale });
  const entered = await team.run<number>('goIn', () => data, limits);
  if (how.permits === 1)
    expect(data.counts[1], 'entries, counted inside').toBe(entered.reduce((sum, one) => sum + one));
}
