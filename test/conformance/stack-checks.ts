/** What every stack must do, by name. */
import { expect } from 'vitest';
import type { Backend, StackSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { type Calls, type Fills, itemOf, type Traded, type Traffic } from './stack-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./stack-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** As many as the contract allows. */
const MOST_SLOTS = 65_534;
/** So many that 16 bits are left to count in, where a word holds a count and the number of a slot; and calls that lead past that. */
const MANY_SLOTS = 40_000;
const PAST_THE_COUNTS = 200_000;

export const STACK_CHECKS: readonly Check<StackSpec>[] = [
  {
    name: 'capacity',
    title: 'it holds as many items as was asked for, keeps to its words, and is empty again, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec, { threads: 1, capacitySlots: 1 });
      for (const tunables of extremesOf(found.spec))
        for (const capacity of [1, 2, 3, 8]) await fill(found, backends, limits, { threads: 3, tunables }, capacity);
      for (const capacity of [100, MOST_SLOTS]) await fill(found, backends, limits, { threads: 3 }, capacity);
    },
  },
  {
    name: 'order',
    title: `one thread under all numbers finds what an array would give, and a large stack still when its counts have wrapped, seed ${SEED}`,
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const [capacity, calls] of [
        [1, 1000],
        [2, 1000],
        [5, 3000],
        [40, 3000],
        [MANY_SLOTS, PAST_THE_COUNTS],
      ]) {
        const team = new Team(found, backends, ROLES, { threads: 3, sizes: { capacitySlots: capacity } });
        const data: Calls = { calls: calls * limits.scale, capacity, seed: SEED };
        await team.runAlone('agreeWithArray', data, limits);
      }
    },
  },
  {
    name: 'exchange',
    title: 'of the items of two to four threads each comes out once',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const burst of [1, 3]) {
        await trade(found, backends, limits, { threads: 2 }, 2, { rounds: 2_000, burst });
        await trade(found, backends, limits, { threads: 4 }, 3, { rounds: 1_000, burst });
        await trade(found, backends, limits, { threads: 3 }, 64, { rounds: 1_000, burst });
      }
      for (const tunables of extremesOf(found.spec))
        await trade(found, backends, limits, { threads: 4, tunables }, 4, { rounds: 200, burst: 2 });
    },
  },
  {
    name: 'flow',
    title: 'what some threads put in, others get, although there is room for a few items only',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const capacity of [1, 2, 8]) {
        const roleOf = (self: number) => (self % 2 === 0 ? 'pushAll' : 'popAll');
        await trade(found, backends, limits, { threads: 2 }, capacity, { rounds: 500, burst: 1 }, roleOf);
        await trade(found, backends, limits, { threads: 4 }, capacity, { rounds: 100, burst: 1 }, roleOf);
      }
    },
  },
];

async function fill(
  found: FoundSubject<StackSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  capacity: number,
): Promise<void> {
  const team = new Team(found, backends, ROLES, { ...setup, sizes: { capacitySlots: capacity } });
  const data: Fills = { rounds: capacity === MOST_SLOTS ? 1 : 3, capacity };
  await team.runAlone('fillAndEmpty', data, limits);
}

/** Each item that went in has come out once, or is inside still. */
async function trade(
  found: FoundSubject<StackSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  capacity: number,
  { rounds, burst }: Traffic,
  role: string | ((self: number) => string) = 'pushAndPop',
): Promise<void> {
  const team = new Team(found, backends, ROLES, { ...setup, sizes: { capacitySlots: capacity } });
  const data: Traffic = { rounds: rounds * limits.scale, burst };
  const traded = await team.run<Traded>(role, () => data, limits);
  const into = new Int32Array(1);
  const left: number[] = [];
  while (left.length <= capacity && found.spec.pop(team.words[0], 0, into, 0) >= 0) left.push(into[0]);
  const out = [...traded.flatMap(({ taken }) => taken), ...left].sort((a, b) => a - b);
  const put = traded.flatMap(({ pushed }, thread) => Array.from({ length: pushed }, (_, nth) => itemOf(thread, nth)));
  const wrong = put.sort((a, b) => a - b).findIndex((item, i) => item !== out[i]);
  const where = `${setup.threads} threads, capacity ${capacity}`;
  expect(out.length, `items that came out, ${where}`).toBe(put.length);
  expect(wrong, `the first item that came out twice, or never, ${where}`).toBe(-1);
}
