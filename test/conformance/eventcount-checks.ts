/** What every eventcount must do, by name. */
import type { Backend, End, EventcountSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import type { Counting } from './eventcount-roles.ts';
import { requireDescribedWords, Team } from './team.ts';

const ROLES = new URL('./eventcount-roles.ts', import.meta.url);

/** Times that a thread sleeps and is woken in the search for lost wake-ups, about. */
const PAIRS = 20_000;

/** Where the count begins: short of 2³¹ and of 2³². */
const STARTS = [2 ** 31 - 20, -20];

export const EVENTCOUNT_CHECKS: readonly Check<EventcountSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of threads',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const threads of [1, 3, 8]) await alone(found, backends, limits, { threads, rounds: 10 });
    },
  },
  {
    name: 'reached',
    title: 'a count that has been reached is not waited for',
    threads: 'one',
    skip: () => null,
    run: (found, backends, limits) => alone(found, backends, limits, { rounds: 200 }),
  },
  {
    name: 'ping-pong',
    title: 'two threads that wait for each other go on in step, and see what the other wrote before',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await pingPong(found, backends, limits, { rounds: 3_000 });
      await pingPong(found, backends, limits, { rounds: 60, lateMs: 0.3 });
    },
  },
  {
    name: 'wake-up',
    title: 'nobody sleeps on when the count is reached',
    threads: 'several',
    skip: ({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null),
    run: (found, backends, limits) => pingPong(found, backends, limits, { rounds: PAIRS / 2, tunables: { spins: 0 } }),
  },
  {
    name: 'release-all',
    title: 'everybody who waits goes on, for the same count or for different ones, and nobody too soon',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const tunables of [{}, { spins: 0 }]) {
        await releaseAll(found, backends, limits, { rounds: 100, tunables });
        await releaseAll(found, backends, limits, { rounds: 20, lateMs: 0.3, tunables });
      }
    },
  },
  {
    name: 'advances',
    title: 'no advance is lost between threads that advance together',
    threads: 'several',
    skip: () => null,
    run: (found, backends, limits) =>
      play(found, backends, limits, 'advanceTogether', [['producer', 'producer', 'consumer']], { rounds: 5_000 }),
  },
  {
    name: 'wrap',
    title: 'the count wraps at 2³¹ and 2³² unnoticed',
    threads: 'several',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters'),
    async run(found, backends, limits) {
      for (const start of STARTS) {
        await alone(found, backends, limits, { start, rounds: 50 });
        await pingPong(found, backends, limits, { rounds: 50, start, lateMs: 0.1 });
        await releaseAll(found, backends, limits, { rounds: 20, start, tunables: { spins: 0 } });
      }
    },
  },
];

interface Play {
  readonly rounds: number;
  readonly start?: number;
  readonly lateMs?: number;
  readonly tunables?: Readonly<Record<string, number>>;
}

/** @param ends - what each thread does with each eventcount. */
async function play(
  found: FoundSubject<EventcountSpec>,
  backends: readonly Backend[],
  limits: Limits,
  role: string,
  ends: readonly (readonly End[])[],
  { rounds, start = 0, lateMs = 0, tunables = {} }: Play,
): Promise<void> {
  const team = new Team(found, backends, ROLES, { threads: ends[0].length, ends, start, tunables });
  const written = new Int32Array(new SharedArrayBuffer(8));
  const data: Counting = { start, rounds: rounds * limits.scale, written, lateMs };
  await team.run(role, () => data, limits);
}

type Variation = readonly [FoundSubject<EventcountSpec>, readonly Backend[], Limits, Play];

function pingPong(...[found, backends, limits, how]: Variation): Promise<void> {
  const ends: End[][] = [
    ['producer', 'consumer'],
    ['consumer', 'producer'],
  ];
  return play(found, backends, limits, 'pingPong', ends, how);
}

function releaseAll(...[found, backends, limits, how]: Variation): Promise<void> {
  return play(found, backends, limits, 'releaseAll', [['producer', 'consumer', 'consumer', 'consumer']], how);
}

async function alone(
  found: FoundSubject<EventcountSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { threads = 2, start = 0, rounds }: { threads?: number; start?: number; rounds: number },
): Promise<void> {
  const ends = [Array.from({ length: threads }, (_, thread): End => (thread === 0 ? 'producer' : 'consumer'))];
  const team = new Team(found, backends, ROLES, { threads, ends, start });
  const data: Counting = { start, rounds, written: new Int32Array(2), lateMs: 0 };
  await team.runAlone('reachInTurn', data, limits);
}
