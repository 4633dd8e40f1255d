/** What every lock must do, by name. */
import { expect } from 'vitest';
import type { Backend, LockSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { type Crowd, type HandOver, STAGE_WORDS, type Staged } from './lock-crowd.ts';
import { dieInside, dieWaiting } from './lock-death.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ALONE = new URL('./lock-alone.ts', import.meta.url);
const CROWD = new URL('./lock-crowd.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Times that a thread sleeps and is woken in the search for lost wake-ups, about. */
const PAIRS = 20_000;

/** Short of 2³¹ and of 2³², so that the wrap comes when all threads are under way. */
const STARTS = [2 ** 31 - 10, -10];

type LockCheck = Check<LockSpec>;

export const LOCK_CHECKS: readonly LockCheck[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of threads, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const threads of found.spec.sharedBy === 1 ? [1] : [1, 2, 3, 5, 8, 9])
        for (const tunables of extremesOf(found.spec))
          await alone(found, backends, limits, { threads, tunables }, 'takeAndLeave', { rounds: 2 });
    },
  },
  {
    name: 'take-and-leave',
    title: 'one thread takes and leaves a free lock as often as it likes, at once',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      const threads = found.spec.sharedBy === 1 ? 1 : 3;
      await alone(found, backends, limits, { threads }, 'takeAndLeave', { rounds: 200 });
    },
  },
  {
    name: 'try',
    title: 'tryLock succeeds if and only if the lock is free',
    threads: 'one',
    skip: among(({ tryLock }) => (tryLock ? null : 'it has no tryLock')),
    run: (found, backends, limits) => alone(found, backends, limits, { threads: 3 }, 'tryInTurn', { rounds: 100 }),
  },
  {
    name: 'time-out',
    title: 'lockFor waits as long as asked, and leaves nothing behind',
    threads: 'one',
    skip: among(({ lockFor }) => (lockFor ? null : 'it has no lockFor')),
    run: (found, backends, limits) => alone(found, backends, limits, { threads: 3 }, 'waitInVain', { rounds: 24 }),
  },
  {
    name: 'free-unlock',
    title: 'unlocking a free lock is refused and changes nothing',
    threads: 'one',
    skip: among(({ detects }) => (detects === 'nothing' ? 'it detects nothing' : null)),
    run: (found, backends, limits) => alone(found, backends, limits, { threads: 3 }, 'unlockFree', { rounds: 50 }),
  },
  {
    name: 'owner',
    title: 'unlocking what another holds and locking twice are refused and change nothing',
    threads: 'one',
    skip: among(({ detects }) => (detects === 'owner' ? null : 'it does not know who holds it')),
    run: (found, backends, limits) => alone(found, backends, limits, { threads: 3 }, 'actAsAnother', { rounds: 50 }),
  },
  {
    name: 'outlive',
    title: 'a dead holder makes room, and the next holders know until one repairs',
    threads: 'one',
    skip: among(noDeath),
    run: (found, backends, limits) => alone(found, backends, limits, { threads: 4 }, 'outliveInTurn', {}),
  },
  {
    name: 'mutual-exclusion',
    title: 'two and four threads never meet inside',
    threads: 'several',
    skip: among(() => null),
    async run(found, backends, limits) {
      await neverMeet(found, backends, limits, { threads: 2, rounds: 50, holdMs: 0.05 });
      await neverMeet(found, backends, limits, { threads: 2, rounds: 20_000 });
      await neverMeet(found, backends, limits, { threads: 4, rounds: crowdRounds(found.spec, 5_000) });
      for (const tunables of extremesOf(found.spec).slice(1))
        await neverMeet(found, backends, limits, { threads: 3, rounds: 200, tunables });
    },
  },
  {
    name: 'try-exclusion',
    title: 'threads that lock and threads that try never meet inside',
    threads: 'several',
    skip: among(({ tryLock }) => (tryLock ? null : 'it has no tryLock')),
    async run(found, backends, limits) {
      await neverMeet(found, backends, limits, { threads: 2, rounds: 50, enter: ['tryLock'], holdMs: 0.05 });
      await neverMeet(found, backends, limits, { threads: 2, rounds: 10_000, enter: ['lock', 'tryLock'] });
      await neverMeet(found, backends, limits, { threads: 2, rounds: 10_000, enter: ['tryLock'] });
    },
  },
  {
    name: 'time-out-exclusion',
    title: 'threads that wait and threads that give up never meet inside, and nobody sleeps on',
    threads: 'several',
    skip: among(({ lockFor }) => (lockFor ? null : 'it has no lockFor')),
    async run(found, backends, limits) {
      const enter = ['lock', 'lockFor'] as const;
      for (const tunables of [{}, { spins: 0 }]) {
        const rounds = crowdRounds(found.spec, 2_000);
        await neverMeet(found, backends, limits, { threads: 4, rounds: 50, enter, tunables, holdMs: 0.1 });
        await neverMeet(found, backends, limits, { threads: 4, rounds, enter, tunables });
      }
    },
  },
  {
    name: 'time-out-beside',
    title: 'who gives up takes no wake-up from another, and gets in when the lock is left in time',
    threads: 'several',
    skip: among(({ lockFor }) => (lockFor ? null : 'it has no lockFor')),
    async run(found, backends, limits) {
      for (const tunables of [{}, { spins: 0 }]) {
        const team = new Team(found, backends, CROWD, { threads: 3, tunables });
        const data: Staged = { rounds: 6 * limits.scale, stage: words(STAGE_WORDS), settleMs: 2 };
        await team.run('giveUp', () => data, limits);
      }
    },
  },
  {
    name: 'fifo',
    title: 'threads get in in the order of their arrival',
    threads: 'several',
    skip: among(({ fairness }) => (fairness === 'fifo' ? null : `its fairness is ${fairness}`)),
    async run(found, backends, limits) {
      let overtaken: unknown = null;
      // A thread that had no CPU between its call and its arrival is no violation: it gets more time, then still more.
      for (const settleMs of [1, 20, 200]) {
        const team = new Team(found, backends, CROWD, { threads: 4 });
        const data: Staged = { rounds: 12, stage: words(STAGE_WORDS), settleMs };
        [overtaken] = await team.run('queueUp', () => data, limits);
        if (overtaken === null) return;
      }
      expect(overtaken, 'overtaken').toBe(null);
    },
  },
  {
    name: 'wake-up',
    title: 'nobody sleeps on when the lock is left',
    threads: 'several',
    skip: among(({ waiting }) => (waiting === 'spin' ? 'nobody sleeps' : null)),
    async run(found, backends, limits) {
      const tunables = { spins: 0 };
      const threads = 3;
      await neverMeet(found, backends, limits, { threads, rounds: 100, tunables, holdMs: 0.1 });
      const team = new Team(found, backends, CROWD, { threads, tunables });
      const data: HandOver = { rounds: Math.round((PAIRS * limits.scale) / threads), turns: words(2) };
      await team.run('handOver', () => data, limits);
    },
  },
  {
    name: 'long-hold',
    title: 'threads that run out of patience get in all the same',
    threads: 'several',
    skip: among(() => null),
    run: (found, backends, limits) => neverMeet(found, backends, limits, { threads: 3, rounds: 40, holdMs: 0.2 }),
  },
  {
    name: 'nodes',
    title: 'exclusion does not depend on the threads’ NUMA nodes',
    threads: 'several',
    skip: among(({ setNode }) => (setNode ? null : 'it does not know nodes')),
    async run(found, backends, limits) {
      for (const nodes of [
        [0, 0, 0, 0],
        [0, 1, 0, 1],
        [1, 0, 0, 0],
        [3, 2, 1, 0],
      ]) {
        const rounds = crowdRounds(found.spec, 2_000);
        await neverMeet(found, backends, limits, { threads: 4, rounds: 20, nodes, holdMs: 0.05 });
        await neverMeet(found, backends, limits, { threads: 4, rounds, nodes });
      }
    },
  },
  {
    name: 'death',
    title: 'threads that die inside, or while they wait, do not keep the others out',
    threads: 'several',
    skip: among(noDeath),
    async run(found, backends, limits) {
      for (const die of [dieInside, dieWaiting])
        for (const tunables of [{}, { spins: 0 }])
          await die(new Team(found, backends, CROWD, { threads: 4, tunables }), limits);
    },
  },
  {
    name: 'wrap',
    title: 'counters that run free wrap at 2³¹ and 2³² unnoticed',
    threads: 'several',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters'),
    async run(found, backends, limits) {
      for (const start of STARTS) {
        for (const threads of [1, 3])
          await alone(found, backends, limits, { threads, start }, 'takeAndLeave', { rounds: 10 });
        if (found.spec.tryLock)
          await alone(found, backends, limits, { threads: 3, start }, 'tryInTurn', { rounds: 20 });
        if (found.spec.sharedBy === 1) continue;
        await neverMeet(found, backends, limits, { threads: 3, rounds: 100, start });
        await neverMeet(found, backends, limits, { threads: 3, rounds: 10, start, holdMs: 0.2 });
      }
    },
  },
];

/** For several threads, unless the lock is for one. */
function among(skip: LockCheck['skip']): LockCheck['skip'] {
  return (spec) => (spec.sharedBy === 1 ? 'it excludes nobody: for one thread' : skip(spec));
}

function noDeath({ abandon }: LockSpec): string | null {
  return abandon ? null : 'the death of a holder cannot be survived';
}

/** More threads than CPUs: a strict queue that spins waits a time slice for every thread that is not running, or wakes each. */
function crowdRounds({ waiting, fairness }: LockSpec, most: number): number {
  return fairness === 'none' ? most : waiting === 'spin' ? 200 : most / 5;
}

function words(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

async function alone(
  found: FoundSubject<LockSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  role: string,
  data: object,
): Promise<void> {
  const team = new Team(found, backends, ALONE, setup);
  await team.runAlone(role, data, limits);
}

interface NeverMeet extends Setup {
  readonly rounds: number;
  /** Dealt out to the threads in turn; `lock` unless said. */
  readonly enter?: readonly Crowd['enter'][];
  readonly holdMs?: number;
  /** The threads' NUMA nodes. */
  readonly nodes?: readonly number[];
}

/** Every thread adds to a plain counter inside; any overlap loses counts or is seen. */
async function neverMeet(
  found: FoundSubject<LockSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { rounds, enter = ['lock'], holdMs = 0, nodes, ...setup }: NeverMeet,
): Promise<void> {
  const team = new Team(found, backends, CROWD, setup);
  if (nodes) await team.runAlone('spreadOverNodes', { nodes }, limits);
  const guarded = words(2);
  const entered = await team.run<number>(
    'enterAndLeave',
    (self): Crowd => ({
      ...{ guarded, holdMs, seed: SEED },
      rounds: rounds * limits.scale,
      enter: enter[self % enter.length],
    }),
    limits,
  );
  const sum = entered.reduce((a, b) => a + b);
  expect(guarded[1], `additions inside that were not lost, of ${sum}, seed ${SEED}`).toBe(sum);
}
