/** What every map must do, by name. */
import { expect } from 'vitest';
import type { MapSpec } from '../../src/contract.ts';
import type { Check } from './check.ts';
import type { Changes, Script, Watched } from './map-roles.ts';
import { extremesOf, requireDescribedWords, type Setup, Team } from './team.ts';

const ROLES = new URL('./map-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Short of 2³¹ and of 2³², and like 0 in their lowest bits: what a map counts may have states beside the count there. */
const STARTS = [2 ** 31 - 16, -16];

export const MAP_CHECKS: readonly Check<MapSpec>[] = [
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
          await team.runAlone('fillAndEmpty', { capacity }, limits);
        }
      }
    },
  },
  {
    name: 'answers',
    title: 'one thread finds what it has put in and not removed, and is refused more keys than fit',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      for (const capacity of [2, 8, 64]) {
        const data: Script = { capacity, calls: 500 * limits.scale, seed: SEED };
        await new Team(found, backends, ROLES, setupOf(3, capacity)).runAlone('followTheScript', data, limits);
      }
    },
  },
  {
    name: 'wrap',
    title: 'counters that run free wrap at 2³¹ and 2³² unnoticed',
    threads: 'one',
    skip: ({ freeRunning }) => (freeRunning.length > 0 ? null : 'it has no free-running counters'),
    async run(found, backends, limits) {
      for (const start of STARTS) {
        const data: Script = { capacity: 2, calls: 500 * limits.scale, seed: SEED };
        await new Team(found, backends, ROLES, { ...setupOf(3, 2), start }).runAlone('followTheScript', data, limits);
      }
    },
  },
  {
    name: 'reads',
    title: 'readers find what is never removed, and no value that is another key’s or has been replaced',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const [threads, keys, capacity] of [
        [2, 2, 2],
        [3, 16, 16],
      ]) {
        const least = new Int32Array(new SharedArrayBuffer(4 * (keys + 1)));
        const data: Watched = { keys, rounds: Math.round(10_000 / keys) * limits.scale, least };
        const team = new Team(found, backends, ROLES, setupOf(threads, capacity));
        await team.run(
          (self) => (self === 0 ? 'write' : 'read'),
          () => data,
          limits,
        );
      }
    },
  },
  {
    name: 'writes',
    title: 'a key that came once more than it went is there, and no other, whoever wrote at the same time',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      for (const [threads, keys, capacity] of [
        [2, 1, 2],
        [3, 8, 8],
        [4, 16, 64],
      ]) {
        const team = new Team(found, backends, ROLES, setupOf(threads, capacity));
        const came = await team.run<number[]>(
          'change',
          (self): Changes => ({ keys, rounds: 1_000 * limits.scale, seed: SEED + self }),
          limits,
        );
        const into = new Int32Array(1);
        for (let key = 1; key <= keys; key++) {
          const isThere = found.spec.get(team.words[0], 0, key, into, 0);
          const balance = came.reduce((sum, one) => sum + one[key], 0);
          expect(balance, `how often key ${key} came less how often it went, seed ${SEED}`).toBe(isThere ? 1 : 0);
        }
      }
    },
  },
];

function setupOf(threads: number, capacitySlots: number): Setup {
  return { threads, sizes: { capacitySlots } };
}
