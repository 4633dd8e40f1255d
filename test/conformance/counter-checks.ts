/** What every counter must do, by name. */
import { expect } from 'vitest';
import type { Backend, CounterSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { type Additions, PROGRESS_WORDS, type Watched } from './counter-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./counter-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Where the count begins: at 0, and short of 2³¹ and of 2³². */
const STARTS = [0, 2 ** 31 - 50, -50];

/** Reads of each thread that watches others add. */
const READS = 5_000;

export const COUNTER_CHECKS: readonly Check<CounterSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of threads, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const threads of [1, 2, 3, 5, 8, 9]) {
        for (const tunables of extremesOf(found.spec)) {
          const team = new Team(found, backends, ROLES, { threads, tunables });
          await team.runAlone('addUnchecked', { rounds: 2 * threads }, limits);
        }
      }
    },
  },
  {
    name: 'sum',
    title: 'one thread under all numbers counts exactly, past 2³¹ and 2³²',
    threads: 'one',
    skip: exactOnly,
    async run(found, backends, limits) {
      for (const start of STARTS) {
        for (const amounts of ['ones', 'any'] as const) {
          const team = new Team(found, backends, ROLES, { threads: 3, start });
          const data: Additions = { rounds: 300, amounts, seed: SEED };
          await team.runAlone('addInTurn', data, limits);
        }
      }
    },
  },
  {
    name: 'exactness',
    title: 'no addition of two or four threads is lost',
    threads: 'several',
    skip: exactOnly,
    async run(found, backends, limits) {
      await addTogether(found, backends, limits, { threads: 2 }, { rounds: 500, amounts: 'ones' });
      await addTogether(found, backends, limits, { threads: 2 }, { rounds: 20_000, amounts: 'ones' });
      await addTogether(found, backends, limits, { threads: 4 }, { rounds: 5_000, amounts: 'ones' });
      for (const tunables of extremesOf(found.spec))
        await addTogether(found, backends, limits, { threads: 3, tunables }, { rounds: 2_000, amounts: 'any' });
    },
  },
  {
    name: 'reads',
    title: 'a read during additions is a value that the counter had meanwhile',
    threads: 'several',
    skip: ({ reads, updates }) =>
      updates !== 'exact' ? exactOnly({ updates }) : reads === 'linearizable' ? null : `its reads are ${reads}`,
    async run(found, backends, limits) {
      await watch(found, backends, limits, ['grow', 'grow', 'watchGrowth']);
      await watch(found, backends, limits, ['sway', 'watchSwaying', 'watchSwaying']);
    },
  },
];

function exactOnly({ updates }: Pick<CounterSpec, 'updates'>): string | null {
  if (updates === 'exact') return null;
  return updates === 'lossy' ? 'it loses additions on purpose' : 'it counts nothing';
}

/** What all have added is what the counter has grown by. */
async function addTogether(
  found: FoundSubject<CounterSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  { rounds, amounts }: Pick<Additions, 'rounds' | 'amounts'>,
): Promise<void> {
  const team = new Team(found, backends, ROLES, setup);
  const before = found.spec.read(team.words[0]);
  const added = await team.run<number>(
    'addTogether',
    (self): Additions => ({ rounds: rounds * limits.scale, amounts, seed: SEED + self }),
    limits,
  );
  const sum = added.reduce((a, b) => (a + b) | 0);
  expect((found.spec.read(team.words[0]) - before) | 0, `the sum of all additions, seed ${SEED}`).toBe(sum);
}

/** Thread by thread, what each does: those that watch, and those that add until these have read enough. */
async function watch(
  found: FoundSubject<CounterSpec>,
  backends: readonly Backend[],
  limits: Limits,
  roles: readonly string[],
): Promise<void> {
  const team = new Team(found, backends, ROLES, { threads: roles.length });
  const data: Watched = {
    reads: READS * limits.scale,
    watchers: roles.filter((role) => role.startsWith('watch')).length,
    progress: new Int32Array(new SharedArrayBuffer(4 * PROGRESS_WORDS)),
  };
  await team.run(
    (self) => roles[self],
    () => data,
    limits,
  );
}
