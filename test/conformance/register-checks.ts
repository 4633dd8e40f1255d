/** What every register must do, by name. */
import type { Backend, RegisterSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { PROGRESS_WORDS, type Watched } from './register-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./register-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Threads and words of the value: within a line and across, whole lines and one more. */
const SHAPES: readonly (readonly [threads: number, valueWords: number])[] = [
  [1, 1],
  [2, 33],
  [5, 3],
  [8, 32],
];

/** Where sequences begin, at 0, and short of 2³¹ and of 2³², even: nobody writes; and words of the value. */
const STARTS: readonly (readonly [start: number, valueWords: number])[] = [
  [0, 1],
  [2 ** 31 - 50, 8],
  [-50, 40],
];

/** Reads of each thread that watches a writer. */
const READS = 1_000;

export const REGISTER_CHECKS: readonly Check<RegisterSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of threads and any length, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec, { threads: 1, valueWords: 1 });
      for (const [threads, valueWords] of SHAPES) {
        for (const tunables of extremesOf(found.spec)) {
          const team = new Team(found, backends, ROLES, { threads, sizes: { valueWords }, tunables });
          await team.runAlone('callUnchecked', { valueWords, seed: SEED }, limits);
        }
      }
    },
  },
  {
    name: 'alone',
    title: 'one thread under all numbers reads what it wrote, word by word, past 2³¹ and 2³²',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const [start, valueWords] of STARTS) {
        const team = new Team(found, backends, ROLES, { threads: 3, sizes: { valueWords }, start });
        const data = { valueWords, seed: SEED, rounds: 150, shared: found.spec.values !== 'none' };
        await team.runAlone('callInTurn', data, limits);
      }
    },
  },
  {
    name: 'whole',
    title: 'threads that write and read never see parts of two writes, nor an older write after a newer one',
    threads: 'several',
    skip: wholeOnly,
    async run(found, backends, limits) {
      await together(found, backends, limits, { threads: 2 }, 8, 2_000);
      await together(found, backends, limits, { threads: 4 }, 100, 250);
      for (const tunables of extremesOf(found.spec).slice(1))
        await together(found, backends, limits, { threads: 3, tunables }, 3, 100);
    },
  },
  {
    name: 'fresh',
    title: 'a read returns no less than the last write that had ended, and nothing that had not begun',
    threads: 'several',
    skip: wholeOnly,
    run: (found, backends, limits) => watch(found, backends, limits, 'watch', 8),
  },
];

function wholeOnly({ values }: RegisterSpec): string | null {
  if (values === 'whole') return null;
  return values === 'torn' ? 'it tears values on purpose' : 'threads share no value';
}

async function together(
  found: FoundSubject<RegisterSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  valueWords: number,
  rounds: number,
): Promise<void> {
  const team = new Team(found, backends, ROLES, { ...setup, sizes: { valueWords } });
  const dataOf = (self: number) => ({ valueWords, seed: SEED + self, rounds: rounds * limits.scale });
  await team.run('writeAndRead', dataOf, limits);
}

/** Two threads read while one counts. `role`: what they look for. */
export async function watch(
  found: FoundSubject<RegisterSpec>,
  backends: readonly Backend[],
  limits: Limits,
  role: 'watch' | 'watchForTears',
  valueWords: number,
): Promise<void> {
  const team = new Team(found, backends, ROLES, { threads: 3, sizes: { valueWords } });
  const data: Watched = {
    valueWords,
    seed: SEED,
    reads: READS * limits.scale,
    watchers: 2,
    progress: new Int32Array(new SharedArrayBuffer(4 * PROGRESS_WORDS)),
  };
  await team.run(
    (self) => (self === 0 ? 'count' : role),
    () => data,
    limits,
  );
}
