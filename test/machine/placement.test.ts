import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Placement, POLICIES, place } from '../../src/machine/placement.ts';
import { PlacementRefused } from '../../src/machine/placement-refused.ts';
import type { Topology } from '../../src/machine/types.ts';
import { type SyntheticMachine, syntheticTopology } from './synthetic-machine.ts';

const big: SyntheticMachine = { packages: 2, nodesPerPackage: 2, l3PerNode: 2, coresPerL3: 2, threadsPerCore: 2 };

test.each([
  ['compact', [0, 16, 1, 17, 2, 18]],
  ['cores', [0, 1, 2, 3, 4, 5]],
  ['scatter', [0, 8, 4, 12, 2, 10]],
  ['smt-pair', [0, 16]],
  ['same-l3', [0, 1]],
  ['cross-l3', [0, 2]],
  ['cross-numa', [0, 4]],
  ['3,1-2', [3, 1, 2]],
])('%s on two packages of two nodes', (policy, expected) => {
  expect(place(syntheticTopology(big), policy, expected.length).cpus).toEqual(expected);
});

test('none pins nothing', () => {
  const placement = place(syntheticTopology({}), 'none', 3);
  expect(placement).toMatchObject({ cpus: [null, null, null], oversubscribed: true });
});

test('cores turns to siblings when every core has a thread, and says so', () => {
  const { cpus, sentence } = place(syntheticTopology({ coresPerL3: 2, threadsPerCore: 2 }), 'cores', 3);
  expect(cpus).toEqual([0, 1, 2]);
  expect(sentence).toContain('from thread 2 on, cores are shared by siblings');
});

test('a core whose first thread is not allowed still counts as a free core', () => {
  const topology = syntheticTopology({ coresPerL3: 2, threadsPerCore: 2, allowed: '1-3' });
  expect(place(topology, 'cores', 2).cpus).toEqual([2, 1]);
});

test('more threads than CPUs wrap around and are said to be oversubscribed', () => {
  const placement = place(syntheticTopology({}), 'cores', 5);
  expect(placement).toMatchObject({ cpus: [0, 1, 0, 1, 0], oversubscribed: true });
  expect(placement.sentence).toContain('5 threads share 2 CPUs (oversubscribed)');
});

test('the strongest kind is filled first, and the sentence tells where the next one begins', () => {
  const topology = syntheticTopology({ coresPerL3: 4 }, (files) => {
    files['/sys/devices/cpu_atom/cpus'] = '0-1';
    files['/sys/devices/cpu_core/cpus'] = '2-3';
  });
  const { cpus, sentence } = place(topology, 'cores', 3);
  expect(cpus).toEqual([2, 3, 0]);
  expect(sentence).toContain('from thread 2 on, another kind of core begins (E)');
  expect(place(topology, 'same-l3', 2).cpus).toEqual([2, 3]);
});

test('isolated CPUs are taken first', () => {
  expect(place(syntheticTopology({ coresPerL3: 4, isolated: '2' }), 'cores', 2).cpus).toEqual([2, 0]);
});

test('a pair across L3 caches is taken inside one node where there is one, else the sentence names the distance', () => {
  expect(place(syntheticTopology(big), 'cross-l3', 2).sentence).toContain('of one NUMA node');
  expect(place(syntheticTopology({ packages: 2 }), 'cross-l3', 2).sentence).toContain('different packages');
});

describe('refusals', () => {
  const small = syntheticTopology({ coresPerL3: 4, offline: [2], allowed: '0-1' });
  test.each([
    ['0,,1', 2, '"0,,1"'],
    ['3-1', 2, 'write 1-3'],
    ['7', 1, 'Expected CPUs from 0-1, found 7, which does not exist: choose others.'],
    ['2', 1, 'found 2, which is offline'],
    ['3', 1, 'found 3, which is not allowed'],
    ['0,0', 2, 'CPU 0 twice'],
    ['corse', 2, 'did you mean cores?'],
    ['cross-l4', 2, 'did you mean cross-l3?'],
    ['what', 2, 'choose one of none, compact'],
    ['toString', 2, 'Expected a placement policy'],
    ['cross-numa', 2, 'Expected 2 NUMA nodes with usable CPUs for cross-numa, found 1: use another policy.'],
    ['cross-l3', 2, 'Expected 2 L3 caches with usable CPUs for cross-l3, found 1:'],
    ['smt-pair', 2, 'Expected a core with 2 usable threads for smt-pair, found 2 cores with 1 thread each:'],
    ['same-l3', 3, 'Expected exactly 2 threads for same-l3, found 3:'],
    ['cores', 0, 'from 1 up, found 0'],
    ['cores', 1.5, 'from 1 up, found 1.5'],
  ])('%s for %d threads', (policy, threads, message) => {
    expect(() => place(small, policy, threads)).toThrow(PlacementRefused);
    expect(() => place(small, policy, threads)).toThrow(message);
  });

  test('a policy is refused where the system tells nothing about cores', () => {
    const unknown: Topology = { ...small, trust: 'unknown', source: 'os' };
    expect(() => place(unknown, 'cores', 2)).toThrow('use none');
    expect(place(unknown, 'none', 2).cpus).toEqual([null, null]);
  });
});

describe('on any machine', () => {
  const machines = fc
    .record({
      packages: fc.integer({ min: 1, max: 3 }),
      nodesPerPackage: fc.integer({ min: 1, max: 2 }),
      l3PerNode: fc.integer({ min: 1, max: 3 }),
      coresPerL3: fc.integer({ min: 1, max: 3 }),
      threadsPerCore: fc.integer({ min: 1, max: 4 }),
      numbering: fc.constantFrom('siblings-last' as const, 'siblings-adjacent' as const),
      offlineShare: fc.array(fc.nat(215), { maxLength: 6 }),
      forbidden: fc.array(fc.nat(215), { maxLength: 6 }),
      isolated: fc.array(fc.nat(215), { maxLength: 2 }),
    })
    .map(({ offlineShare, forbidden, isolated, ...shape }) => {
      const count = shape.packages * shape.nodesPerPackage * shape.l3PerNode * shape.coresPerL3 * shape.threadsPerCore;
      const all = Array.from({ length: count }, (_, cpu) => cpu);
      // CPU 0 stays, so that one is always usable.
      const offline = offlineShare.filter((cpu) => cpu > 0 && cpu < count);
      const allowed = all.filter((cpu) => cpu === 0 || !forbidden.includes(cpu)).join(',');
      return { ...shape, offline, allowed, isolated: isolated.filter((cpu) => cpu < count).join(',') };
    });
  const tries = (check: (topology: Topology, policy: string, threads: number) => void) =>
    fc.assert(
      fc.property(machines, fc.constantFrom(...POLICIES), fc.integer({ min: 1, max: 80 }), (machine, policy, threads) =>
        check(syntheticTopology(machine), policy, PAIRS.has(policy) ? 2 : threads),
      ),
      { numRuns: 300 },
    );
  const PAIRS = new Set(['smt-pair', 'same-l3', 'cross-l3', 'cross-numa']);
  const usableOf = (topology: Topology) => topology.cpus.filter((cpu) => cpu.online && cpu.allowed);
  const attempt = (topology: Topology, policy: string, threads: number): Placement | string => {
    try {
      return place(topology, policy, threads);
    } catch (error) {
      if (error instanceof PlacementRefused) return error.message;
      throw error;
    }
  };

  test('only usable CPUs are used, none twice unless oversubscribed, one for each rank', () => {
    tries((topology, policy, threads) => {
      const placement = attempt(topology, policy, threads);
      if (typeof placement === 'string') return;
      const usable = new Set(usableOf(topology).map((cpu) => cpu.id));
      const pinned = placement.cpus.filter((cpu) => cpu !== null);
      expect(placement.cpus).toHaveLength(threads);
      expect(pinned.every((cpu) => usable.has(cpu))).toBe(true);
      expect(placement.oversubscribed).toBe(threads > usable.size);
      if (policy !== 'none') expect(new Set(pinned).size).toBe(Math.min(threads, usable.size));
    });
  });

  test('the same machine gives the same answer, whatever the order of its CPUs', () => {
    tries((topology, policy, threads) => {
      const turned = { ...topology, cpus: [...topology.cpus].reverse() };
      expect(attempt(turned, policy, threads)).toEqual(attempt(topology, policy, threads));
    });
  });

  test('cores and scatter put no two threads on a core while one is free', () => {
    tries((topology, _, threads) => {
      const coreOf = new Map(usableOf(topology).map((cpu) => [cpu.id, cpu.core]));
      const cores = new Set(coreOf.values()).size;
      for (const policy of ['cores', 'scatter']) {
        const used = place(topology, policy, threads).cpus.map((cpu) => coreOf.get(cpu!));
        expect(new Set(used).size).toBe(Math.min(threads, cores));
      }
    });
  });

  test('a pair satisfies its policy, and a refusal is true', () => {
    tries((topology, policy) => {
      if (!PAIRS.has(policy)) return;
      const suits = (a: number, b: number): boolean => {
        const [x, y] = [a, b].map((id) => topology.cpus.find((cpu) => cpu.id === id)!);
        if (policy === 'smt-pair') return x.core === y.core;
        if (policy === 'same-l3') return x.l3 === y.l3 && x.core !== y.core;
        return policy === 'cross-l3' ? x.l3 !== y.l3 : x.numa !== y.numa;
      };
      const placement = attempt(topology, policy, 2);
      const ids = usableOf(topology).map((cpu) => cpu.id);
      if (typeof placement === 'string') expect(ids.some((a) => ids.some((b) => a !== b && suits(a, b)))).toBe(false);
      else expect(suits(placement.cpus[0]!, placement.cpus[1]!)).toBe(true);
    });
  });
});
