/** What every latch must do, by name. */
import type { Backend, LatchSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import type { Openings } from './latch-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./latch-roles.ts', import.meta.url);

export const LATCH_CHECKS: readonly Check<LatchSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any count, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec, { count: 1 });
      for (const count of [0, 1, 40])
        for (const tunables of extremesOf(found.spec))
          await alone(found, backends, limits, { count, rounds: 2, tunables });
    },
  },
  {
    name: 'count',
    title: 'it opens with the last of its count, not before, and stays open',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const count of [0, 1, 2, 100]) await alone(found, backends, limits, { count, rounds: 10 });
    },
  },
  {
    name: 'all-pass',
    title: 'threads that count down at the same time all pass, and see what all wrote before',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await pass(found, backends, limits, { threads: 2, rounds: 500 });
      await pass(found, backends, limits, { threads: 4, rounds: 50 });
    },
  },
  {
    name: 'wake-up',
    title: 'nobody sleeps on when it is open',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    async run(found, backends, limits) {
      await pass(found, backends, limits, { threads: 2, rounds: 1_000, tunables: { spins: 0 } });
      await pass(found, backends, limits, { threads: 4, rounds: 50, lateMs: 0.2, tunables: { spins: 0 } });
    },
  },
  {
    name: 'sleeps',
    title: 'who waits for long sleeps, and is not confused by a wake-up for no reason',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    run: (found, backends, limits) => play(found, backends, limits, 'fallAsleep', { threads: 2, rounds: 20 }),
  },
];

type Variation = Pick<Openings, 'rounds'> & Partial<Openings> & Pick<Partial<Setup>, 'threads' | 'tunables'>;

function pass(
  found: FoundSubject<LatchSpec>,
  backends: readonly Backend[],
  limits: Limits,
  how: Variation,
): Promise<void> {
  return play(found, backends, limits, 'passTogether', { ...how, rounds: how.rounds * limits.scale });
}

/** One to count down for each thread. */
async function play(
  found: FoundSubject<LatchSpec>,
  backends: readonly Backend[],
  limits: Limits,
  role: string,
  how: Variation,
): Promise<void> {
  const { team, data } = made(found, backends, { ...how, count: how.threads ?? 2 });
  await team.run(role, () => data, limits);
}

async function alone(
  found: FoundSubject<LatchSpec>,
  backends: readonly Backend[],
  limits: Limits,
  how: Variation,
): Promise<void> {
  const { team, data } = made(found, backends, { ...how, threads: 3 });
  await team.runAlone('countInTurn', data, limits);
}

function made(
  found: FoundSubject<LatchSpec>,
  backends: readonly Backend[],
  { threads = 2, count = 1, rounds, lateMs = 0, tunables = {} }: Variation,
): { team: Team; data: Openings } {
  const team = new Team(found, backends, ROLES, { threads, sizes: { count }, tunables });
  const fresh = team.words[0].slice(0, found.spec.sizeWords(count));
  const written = new Int32Array(new SharedArrayBuffer(4 * threads));
  return { team, data: { rounds, count, lateMs, fresh, written } };
}
