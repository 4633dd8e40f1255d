/** What every deque must do, by name. */
import { expect } from 'vitest';
import type { Backend, DequeSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import type { Script, Work } from './deque-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./deque-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Multiples of the largest capacity here, short of 2³¹ and of 2³². */
const STARTS = [2 ** 31 - 8, -8];

export const DEQUE_CHECKS: readonly Check<DequeSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any capacity, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec, { threads: 1, capacitySlots: 2 });
      for (const capacity of [2, 4, 64]) {
        for (const tunables of extremesOf(found.spec)) {
          const team = new Team(found, backends, ROLES, { ...setupOf(2, capacity), tunables });
          await team.runAlone('fillAndDrain', { capacity }, limits);
        }
      }
    },
  },
  {
    name: 'ends',
    title:
      'what goes in at the bottom comes out there last first, at the top first first, and full and empty are said when it is so',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const capacity of [2, 8]) await script(found, backends, limits, setupOf(3, capacity), capacity);
    },
  },
  {
    name: 'wrap',
    title: 'counters that run free wrap at 2³¹ and 2³² unnoticed',
    threads: 'one',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters'),
    async run(found, backends, limits) {
      for (const start of STARTS)
        for (const capacity of [2, 8])
          await script(found, backends, limits, { ...setupOf(3, capacity), start }, capacity);
    },
  },
  {
    name: 'once',
    title: 'every item comes out once, to the owner or to one of several thieves',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await share(found, backends, limits, 2, { capacity: 2, items: 6_000, batch: 1 });
      await share(found, backends, limits, 3, { capacity: 4, items: 6_000, batch: 3 });
      await share(found, backends, limits, 4, { capacity: 64, items: 6_000, batch: 40 });
    },
  },
];

function setupOf(threads: number, capacitySlots: number): Setup {
  return { threads, sizes: { capacitySlots } };
}

async function script(
  found: FoundSubject<DequeSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  capacity: number,
): Promise<void> {
  const data: Script = { capacity, calls: 400 * limits.scale, seed: SEED };
  await new Team(found, backends, ROLES, setup).runAlone('followTheScript', data, limits);
}

/** The first thread owns the deque, the others steal. */
async function share(
  found: FoundSubject<DequeSpec>,
  backends: readonly Backend[],
  limits: Limits,
  threads: number,
  { capacity, items: few, batch }: Omit<Work, 'taken'>,
): Promise<void> {
  const items = few * limits.scale;
  const taken = new Int32Array(new SharedArrayBuffer(4 * (items + 2)));
  const team = new Team(found, backends, ROLES, setupOf(threads, capacity));
  const data: Work = { capacity, items, batch, taken };
  const counts = await team.run<number>(
    (self) => (self === 0 ? 'own' : 'thieve'),
    () => data,
    limits,
  );
  expect(taken.subarray(0, items).indexOf(0), 'the first item that nobody got').toBe(-1);
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(items);
}
