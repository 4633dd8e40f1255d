/** What everything that is done once must do, by name. */
import type { Backend, OnceSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { type Asking, DONE_WORDS } from './once-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./once-roles.ts', import.meta.url);

export const ONCE_CHECKS: readonly Check<OnceSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const tunables of extremesOf(found.spec)) await alone(found, backends, limits, { rounds: 4, tunables });
    },
  },
  {
    name: 'done',
    title: 'one thread is to do it until it has done it, whoever gave up before',
    threads: 'one',
    skip: () => null,
    run: (found, backends, limits) => alone(found, backends, limits, { rounds: 50 }),
  },
  {
    name: 'only-one',
    title: 'of threads that ask at the same time one does it, and the others see what it wrote',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await play(found, backends, limits, 'askTogether', { threads: 2, rounds: 500 });
      await play(found, backends, limits, 'askTogether', { threads: 4, rounds: 50 });
    },
  },
  {
    name: 'wake-up',
    title: 'nobody sleeps on when it has been done',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    async run(found, backends, limits) {
      const tunables = { spins: 0 };
      await play(found, backends, limits, 'askTogether', { threads: 2, rounds: 1_000, tunables });
      await play(found, backends, limits, 'askTogether', { threads: 4, rounds: 50, takesMs: 0.2, tunables });
    },
  },
  {
    name: 'next',
    title: 'when one gives up, the next does it',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const tunables of [{}, { spins: 0 }]) {
        await play(found, backends, limits, 'failTogether', { threads: 2, rounds: 500, tunables });
        await play(found, backends, limits, 'failTogether', { threads: 4, rounds: 50, takesMs: 0.2, tunables });
      }
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

type Variation = Pick<Asking, 'rounds'> & Partial<Asking> & Pick<Partial<Setup>, 'threads' | 'tunables'>;

async function play(
  found: FoundSubject<OnceSpec>,
  backends: readonly Backend[],
  limits: Limits,
  role: string,
  how: Variation,
): Promise<void> {
  const { team, data } = made(found, backends, { ...how, rounds: how.rounds * limits.scale });
  await team.run(role, () => data, limits);
}

async function alone(
  found: FoundSubject<OnceSpec>,
  backends: readonly Backend[],
  limits: Limits,
  how: Variation,
): Promise<void> {
  const { team, data } = made(found, backends, { ...how, threads: 3 });
  await team.runAlone('askInTurn', data, limits);
}

function made(
  found: FoundSubject<OnceSpec>,
  backends: readonly Backend[],
  { threads = 2, rounds, takesMs = 0, tunables = {} }: Variation,
): { team: Team; data: Asking } {
  const team = new Team(found, backends, ROLES, { threads, tunables });
  const fresh = team.words[0].slice(0, found.spec.sizeWords());
  const done = new Int32Array(new SharedArrayBuffer(4 * DONE_WORDS));
  return { team, data: { rounds, takesMs, fresh, done } };
}
