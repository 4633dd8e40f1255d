/** What every condition must do, by name. */
import type { Backend, ConditionSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { GUARDED_WORDS, type Waiting } from './condition-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./condition-roles.ts', import.meta.url);

/** Items that each thread passes on in the search for lost wake-ups. */
const PASSED = 3_000;

/** Where the sequence begins: short of 2³¹ and of 2³². */
const STARTS = [2 ** 31 - 20, -20];

/** One condition for items, one for room. */
const TWO: Setup['ends'] = [[], []];

export const CONDITION_CHECKS: readonly Check<ConditionSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const tunables of extremesOf(found.spec)) await alone(found, backends, limits, { rounds: 6, tunables });
    },
  },
  {
    name: 'notified',
    title: 'who is notified between prepareWait and awaitNotified does not wait',
    threads: 'one',
    skip: () => null,
    run: (found, backends, limits) => alone(found, backends, limits, { rounds: 200 }),
  },
  {
    name: 'notify-one',
    title: 'one notification for each item, and each for room, lets nobody wait for ever',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const tunables of [{}, { spins: 0 }]) {
        await play(found, backends, limits, 'passOn', { threads: 2, ends: TWO, rounds: PASSED, tunables });
        await play(found, backends, limits, 'passOn', { threads: 4, ends: TWO, rounds: PASSED / 5, tunables });
      }
      await play(found, backends, limits, 'passOn', { threads: 4, ends: TWO, rounds: 100, lateMs: 0.3 });
    },
  },
  {
    name: 'notify-all',
    title: 'one notification lets all go on who wait',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const tunables of [{}, { spins: 0 }])
        await play(found, backends, limits, 'begin', { threads: 4, rounds: 100, lateMs: 0.2, tunables });
    },
  },
  {
    name: 'wrap',
    title: 'the sequence wraps at 2³¹ and 2³² unnoticed',
    threads: 'several',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters'),
    async run(found, backends, limits) {
      for (const start of STARTS) {
        const tunables = { spins: 0 };
        await play(found, backends, limits, 'begin', { threads: 3, rounds: 50, lateMs: 0.1, start, tunables });
      }
    },
  },
  {
    name: 'sleeps',
    title: 'who waits for long sleeps, and is not confused by a wake-up for no reason',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    run: (found, backends, limits) => play(found, backends, limits, 'fallAsleep', { threads: 2, rounds: 50 }),
  },
];

type Variation = Setup & Pick<Waiting, 'rounds'> & Partial<Waiting>;

function dataOf(rounds: number, lateMs = 0): Waiting {
  return { rounds, lateMs, guarded: new Int32Array(new SharedArrayBuffer(4 * GUARDED_WORDS)) };
}

async function play(
  found: FoundSubject<ConditionSpec>,
  backends: readonly Backend[],
  limits: Limits,
  role: string,
  { rounds, lateMs, ...setup }: Variation,
): Promise<void> {
  const team = new Team(found, backends, ROLES, setup);
  const data = dataOf(rounds * limits.scale, lateMs);
  await team.run(role, () => data, limits);
}

async function alone(
  found: FoundSubject<ConditionSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { rounds, tunables = {} }: Pick<Variation, 'rounds' | 'tunables'>,
): Promise<void> {
  for (const start of [0, ...STARTS]) {
    const team = new Team(found, backends, ROLES, { threads: 3, start, tunables });
    await team.runAlone('notifyInTurn', dataOf(rounds), limits);
  }
}
