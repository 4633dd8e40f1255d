import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Placement, POLICIES, place } from '../../src/machine/placement.ts';
import { PlacementRefused } from '../../src/machine/placement-refused.ts';
import { readFrom } from '../../src/machine/read.ts';
import { syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';
import type { Cpu, Topology } from '../../src/machine/types.ts';

const PAIRS = new Set(['smt-pair', 'same-l3', 'cross-l3', 'cross-numa']);
const ORDERS = ['compact', 'cores', 'scatter'];

/** Machines of all shapes: CPUs offline, not allowed, isolated, of two kinds; shared L2 caches; three ways of numbering. */
const machines = fc
  .record({
    shape: fc.tuple(...[3, 2, 2, 2, 3, 3].map((max) => fc.integer({ min: 1, max }))),
    numbering: fc.constantFrom('siblings-last' as const, 'siblings-adjacent' as const, 'shuffled' as const),
    shuffle: fc.infiniteStream(fc.nat()),
    offline: fc.array(fc.nat(215), { maxLength: 6 }),
    forbidden: fc.array(fc.nat(215), { maxLength: 6 }),
    isolated: fc.array(fc.nat(215), { maxLength: 3 }),
    strong: fc.option(fc.array(fc.nat(215), { minLength: 1, maxLength: 12 }), { nil: undefined }),
  })
  .map(({ shape, numbering, shuffle, offline, forbidden, isolated, strong }) => {
    const [packages, nodes, l3, l2, cores, threads] = shape;
    const count = shape.reduce((product, one) => product * one);
    const all = Array.from({ length: count }, (_, cpu) => cpu);
    const keys = all.map(() => shuffle.next().value);
    const list = (cpus: number[]) => cpus.filter((cpu) => cpu < count).join(',');
    const spec = `package:${packages} node:${nodes} l3:${l3} l2:${l2} core:${cores} pu:${threads}`;
    const weak = all.filter((cpu) => !strong?.includes(cpu));
    const files = syntheticFiles(spec, {
      numbering: numbering === 'shuffled' ? all.toSorted((a, b) => keys[a] - keys[b] || a - b) : numbering,
      // CPU 0 stays, so that one is always usable.
      offline: list(offline.filter((cpu) => cpu > 0)),
      allowed: list(all.filter((cpu) => cpu === 0 || !forbidden.includes(cpu))),
      isolated: list(isolated),
      ...(strong ? { kinds: { P: list(strong), E: list(weak) } } : {}),
    });
    return readTopology(readFrom(files), 'synthetic');
  });

const policies = fc.constantFrom(...POLICIES, 'kind:E', 'kind:0', 'kind:1');

const tries = (check: (topology: Topology, policy: string, threads: number) => void) =>
  fc.assert(
    fc.property(machines, policies, fc.integer({ min: 1, max: 80 }), (topology, policy, threads) =>
      check(topology, policy, PAIRS.has(policy) ? 2 : threads),
    ),
    { numRuns: 300 },
  );

const usableOf = (topology: Topology) => topology.cpus.filter((cpu) => cpu.online && cpu.allowed);

/** The CPUs among which a policy chooses. */
function choiceOf(topology: Topology, policy: string): Cpu[] {
  const kind = { 'kind:E': 0, 'kind:0': 0, 'kind:P': 1, 'kind:1': 1 }[policy];
  return usableOf(topology).filter((cpu) => kind === undefined || cpu.kind === kind);
}

/** The placement, or the reason why there is none. */
function attempt(topology: Topology, policy: string, threads: number): Placement | string {
  try {
    return place(topology, policy, threads);
  } catch (error) {
    if (error instanceof PlacementRefused) return error.message;
    throw error;
  }
}

test('only usable CPUs are used, none twice unless oversubscribed, one for each rank', () => {
  tries((topology, policy, threads) => {
    const placement = attempt(topology, policy, threads);
    if (typeof placement === 'string') return;
    const choice = new Set(choiceOf(topology, policy).map((cpu) => cpu.id));
    const pinned = placement.cpus.filter((cpu) => cpu !== null);
    expect(placement.cpus).toHaveLength(threads);
    expect(pinned.every((cpu) => choice.has(cpu))).toBe(true);
    expect(placement.oversubscribed).toBe(threads > choice.size);
    if (policy !== 'none') expect(new Set(pinned).size).toBe(Math.min(threads, choice.size));
  });
});

test('more threads only add to the placement', () => {
  tries((topology, policy, threads) => {
    const placement = attempt(topology, policy, threads);
    if (typeof placement === 'string' || PAIRS.has(policy)) return;
    const fewer = Math.ceil(threads / 2);
    expect(place(topology, policy, fewer).cpus).toEqual(placement.cpus.slice(0, fewer));
  });
});

test('the same machine gives the same answer, whatever the order of its CPUs', () => {
  tries((topology, policy, threads) => {
    const turned = { ...topology, cpus: topology.cpus.toReversed() };
    expect(attempt(turned, policy, threads)).toEqual(attempt(topology, policy, threads));
  });
});

test('cores, scatter and a kind put no two threads on a core while one is free', () => {
  tries((topology, policy, threads) => {
    if (policy === 'none' || policy === 'compact' || PAIRS.has(policy)) return;
    const placement = attempt(topology, policy, threads);
    if (typeof placement === 'string') return;
    const coreOf = new Map(choiceOf(topology, policy).map((cpu) => [cpu.id, cpu.core]));
    const cores = new Set(coreOf.values()).size;
    const used = placement.cpus.map((cpu) => coreOf.get(cpu!));
    expect(new Set(used).size).toBe(Math.min(threads, cores));
  });
});

test('scatter touches all packages first', () => {
  tries((topology) => {
    const packageOf = new Map(usableOf(topology).map((cpu) => [cpu.id, cpu.package]));
    const packages = new Set(packageOf.values()).size;
    const used = place(topology, 'scatter', packages).cpus.map((cpu) => packageOf.get(cpu!));
    expect(new Set(used).size).toBe(packages);
  });
});

test('compact begins with an isolated CPU where there is one, else with the strongest kind', () => {
  tries((topology) => {
    const usable = usableOf(topology);
    const value = (cpu: Cpu) => Number(cpu.isolated) * 2 + (cpu.kind ?? 0);
    for (const policy of ORDERS) {
      const first = usable.find((cpu) => cpu.id === place(topology, policy, 1).cpus[0])!;
      expect(value(first), policy).toBe(Math.max(...usable.map(value)));
    }
  });
});

test('a pair satisfies its policy, and a refusal is true and says what was expected and found', () => {
  tries((topology, policy, threads) => {
    const placement = attempt(topology, policy, threads);
    if (typeof placement === 'string') expect(placement).toMatch(/^Expected .+, found .+: .+\.$/);
    if (policy.startsWith('kind:')) {
      expect(typeof placement === 'string').toBe(topology.kinds.length < 2 || choiceOf(topology, policy).length === 0);
      return;
    }
    if (!PAIRS.has(policy)) {
      expect(placement).toBeTypeOf('object');
      return;
    }
    const suits = (a: Cpu, b: Cpu): boolean => {
      if (policy === 'smt-pair') return a.core === b.core;
      if (policy === 'same-l3') return a.l3 === b.l3 && a.core !== b.core;
      return policy === 'cross-l3' ? a.l3 !== b.l3 : a.numa !== b.numa;
    };
    const usable = usableOf(topology);
    if (typeof placement === 'string') {
      expect(usable.some((a) => usable.some((b) => a !== b && suits(a, b)))).toBe(false);
    } else {
      const [a, b] = placement.cpus.map((id) => usable.find((cpu) => cpu.id === id)!);
      expect(a).not.toBe(b);
      expect(suits(a, b)).toBe(true);
    }
  });
});

/** The machine with other numbers for its CPUs; groups stay. */
function relabel(topology: Topology, numberOf: (cpu: number) => number): Topology {
  return {
    ...topology,
    cpus: topology.cpus.map((cpu) => ({ ...cpu, id: numberOf(cpu.id) })).sort((a, b) => a.id - b.id),
    kinds: topology.kinds.map((kind) => ({ ...kind, cpus: kind.cpus.map(numberOf) })),
  };
}

test('numbers with holes permute the answer and change nothing else', () => {
  tries((topology, policy, threads) => {
    const placement = attempt(topology, policy, threads);
    const other = attempt(
      relabel(topology, (cpu) => 3 * cpu + 5),
      policy,
      threads,
    );
    if (typeof placement === 'string' || typeof other === 'string')
      expect(typeof other, `${other}`).toBe(typeof placement);
    else {
      expect(other.cpus).toEqual(placement.cpus.map((cpu) => (cpu === null ? null : 3 * cpu + 5)));
      expect(other.oversubscribed).toBe(placement.oversubscribed);
    }
  });
});

test('any other numbers put each thread on the same core; which thread of it comes first is all that numbers decide', () => {
  tries((topology, policy, threads) => {
    const count = topology.cpus.length;
    const turned = relabel(topology, (cpu) => count - 1 - cpu);
    const coresOf = (machine: Topology, placement: Placement | string) =>
      typeof placement === 'string'
        ? 'refused'
        : placement.cpus.map((id) => {
            const cpu = machine.cpus.find((one) => one.id === id);
            return cpu && [cpu.core, cpu.isolated, cpu.kind];
          });
    expect(coresOf(turned, attempt(turned, policy, threads))).toEqual(
      coresOf(topology, attempt(topology, policy, threads)),
    );
  });
});
