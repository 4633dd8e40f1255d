/** What delegation must do, by name: whoever runs the operations, they are run one after the other, and each once. */
import { expect } from 'vitest';
import type { Backend, DelegationSpec } from '../../src/contract.ts';
import { DEQUEUE, ENQUEUE, POP, PUSH } from '../../src/delegation/_object.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { type Asking, type Moving, THREAD_BITS } from './delegation-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./delegation-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const QUEUE = { what: 'the queue', put: ENQUEUE, take: DEQUEUE };
const STACK = { what: 'the stack', put: PUSH, take: POP };

export const DELEGATION_CHECKS: readonly Check<DelegationSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words for any number of callers, tuned to either extreme',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const callers of [1, 2, 3, 8, 9, 17]) {
        for (const tunables of extremesOf(found.spec))
          await inTurn(found, backends, limits, { callers, tunables, rounds: 2 * callers });
      }
    },
  },
  {
    name: 'results',
    title: 'one thread under all numbers gets the answers that the object alone would give',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const callers of [1, 3]) await inTurn(found, backends, limits, { callers, rounds: 1500 * limits.scale });
    },
  },
  {
    name: 'exactness',
    title: 'additions of two or four threads find each count once',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await addTogether(found, backends, limits, { threads: 2 }, 400);
      await addTogether(found, backends, limits, { threads: 4 }, 300);
      for (const tunables of extremesOf(found.spec))
        await addTogether(found, backends, limits, { threads: 3, tunables }, 200);
    },
  },
  {
    name: 'items',
    title: 'what two or three threads put in comes out once, and from the queue in order',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const threads of [2, 3])
        for (const structure of [QUEUE, STACK])
          await moveItems(found, backends, limits, { threads, ...structure, rounds: 300 });
    },
  },
];

function serversOf({ runs }: DelegationSpec): 0 | 1 {
  return runs === 'server' ? 1 : 0;
}

function oneWord(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** One thread asks under all numbers, beside a server where one is needed. */
async function inTurn(
  found: FoundSubject<DelegationSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { callers, rounds, tunables }: { callers: number; rounds: number } & Pick<Setup, 'tunables'>,
): Promise<void> {
  const servers = serversOf(found.spec);
  const setup: Setup = { threads: servers + 1, sizes: { threads: callers }, ...(tunables && { tunables }) };
  const team = new Team(found, backends, ROLES, setup);
  const data: Asking = { servers, callers, done: oneWord(), rounds, seed: SEED };
  await team.run(
    (self) => (self < servers ? 'serve' : 'askInTurn'),
    () => data,
    limits,
  );
}

/** Every thread asks, beside a server where one is needed. Returns what the askers return. */
async function together<Result>(
  found: FoundSubject<DelegationSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  role: string,
  data: Pick<Asking, 'rounds'> & Partial<Moving>,
): Promise<Result[]> {
  const servers = serversOf(found.spec);
  const callers = setup.threads;
  const team = new Team(found, backends, ROLES, { ...setup, threads: servers + callers, sizes: { threads: callers } });
  const all: Asking = { ...data, servers, callers, done: oneWord(), seed: SEED };
  const results = await team.run<Result>(
    (self) => (self < servers ? 'serve' : role),
    () => all,
    limits,
  );
  return results.slice(servers);
}

async function addTogether(
  found: FoundSubject<DelegationSpec>,
  backends: readonly Backend[],
  limits: Limits,
  setup: Setup,
  rounds: number,
): Promise<void> {
  const counts = await together<Int32Array>(found, backends, limits, setup, 'addTogether', {
    rounds: rounds * limits.scale,
  });
  const sorted = counts.flatMap((of) => [...of]).sort((a, b) => a - b);
  const at = sorted.findIndex((count, place) => count !== place);
  if (at >= 0) expect.fail(`Of ${sorted.length} additions one found the count ${sorted[at]}, none ${at}.`);
}

async function moveItems(
  found: FoundSubject<DelegationSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { threads, what, put, take, rounds }: { threads: number; rounds: number } & typeof QUEUE,
): Promise<void> {
  const each = rounds * limits.scale;
  const taken = await together<number[]>(found, backends, limits, { threads }, 'moveItems', {
    rounds: each,
    put,
    take,
  });
  const where = `${threads} threads, ${what}, seed ${SEED}`;
  const all = taken.flat().sort((a, b) => a - b);
  const expected = Array.from({ length: threads * each }, (_, i) => {
    return (Math.floor(i / threads) << THREAD_BITS) | (i % threads);
  });
  expect(all, `items that came out: ${where}`).toEqual(expected);
  if (take !== DEQUEUE) return;
  for (const items of taken) {
    for (let from = 0; from < threads; from++) {
      const ofOne = items.filter((item) => (item & ((1 << THREAD_BITS) - 1)) === from);
      const at = ofOne.findIndex((item, i) => i > 0 && item < ofOne[i - 1]);
      if (at >= 0) expect.fail(`A thread took item ${ofOne[at]} behind ${ofOne[at - 1]}: ${where}`);
    }
  }
}
