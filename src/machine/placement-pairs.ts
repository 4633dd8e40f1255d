import { compactOrder } from './placement-order.ts';
import { PlacementRefused } from './placement-refused.ts';
import type { Cpu } from './types.ts';

/** Two CPUs at a known distance, for ping-pong and single-producer rings. */
export interface CpuPair {
  readonly cpus: readonly [Cpu, Cpu];
  /** Completes "CPUs 0 and 3, …". */
  readonly relation: string;
}

type Related = (a: Cpu, b: Cpu) => boolean;

interface PairPolicy {
  /** What the pair must satisfy. */
  readonly related: Related;
  /** Nearer or purer first: the first preference that some pair meets decides, and its relation is told. */
  readonly preferences: readonly { readonly holds: Related; readonly relation: string }[];
  /** Why there is no pair: what was expected of the usable CPUs, and what was found. */
  readonly lacks: (usable: readonly Cpu[]) => readonly [expected: string, found: string];
}

const shares =
  (level: 'core' | 'l2' | 'l3' | 'numa' | 'package' | 'cluster'): Related =>
  (a, b) =>
    a[level] !== undefined && a[level] === b[level];
const differs =
  (level: 'l3' | 'numa'): Related =>
  (a, b) =>
    a[level] !== undefined && b[level] !== undefined && a[level] !== b[level];
const count = (cpus: readonly Cpu[], level: 'core' | 'l3' | 'numa') =>
  new Set(cpus.map((cpu) => cpu[level]).filter((group) => group !== undefined)).size;

/** The pair policies by name. */
export const PAIR_POLICIES: Readonly<Record<string, PairPolicy>> = {
  'smt-pair': {
    related: shares('core'),
    preferences: [{ holds: () => true, relation: 'two threads of one core' }],
    lacks: (usable) => ['a core with 2 usable threads', `${count(usable, 'core')} cores with 1 thread each`],
  },
  'same-l3': {
    related: (a, b) => shares('l3')(a, b) && !shares('core')(a, b),
    preferences: [
      { holds: (a, b) => !shares('l2')(a, b) && !shares('cluster')(a, b), relation: 'two cores under one L3' },
      { holds: () => true, relation: 'two cores under one L3 and one L2 or cluster, since no other pair exists' },
    ],
    lacks: (usable) =>
      count(usable, 'l3') === 0 ? ['an L3 cache', 'none'] : ['2 usable cores under one L3 cache', '1 under each'],
  },
  'cross-l3': {
    related: differs('l3'),
    preferences: [
      {
        holds: (a, b) => shares('numa')(a, b) && shares('package')(a, b),
        relation: 'under two L3 caches of one NUMA node',
      },
      { holds: shares('package'), relation: 'under two L3 caches of one package, in different NUMA nodes' },
      { holds: () => true, relation: 'under two L3 caches of different packages' },
    ],
    lacks: (usable) => ['2 L3 caches with usable CPUs', `${count(usable, 'l3')}`],
  },
  'cross-numa': {
    related: differs('numa'),
    preferences: [{ holds: () => true, relation: 'in different NUMA nodes' }],
    lacks: (usable) => ['2 NUMA nodes with usable CPUs', `${count(usable, 'numa')}`],
  },
};

/**
 * The first pair, in compact order, that satisfies the policy and is as near as the policy allows.
 * Two cores of one kind are taken before a mixed pair.
 * @throws PlacementRefused where no pair satisfies it.
 */
export function findPair(usable: readonly Cpu[], name: string): CpuPair {
  const policy = PAIR_POLICIES[name];
  const order = compactOrder(usable);
  for (const { holds, relation } of policy.preferences) {
    for (const mixed of [false, true]) {
      const pair = firstPair(order, (a, b) => policy.related(a, b) && holds(a, b) && (a.kind !== b.kind) === mixed);
      if (pair) return { cpus: pair, relation: mixed ? `${relation}, of different kinds` : relation };
    }
  }
  const [expected, found] = policy.lacks(usable);
  throw new PlacementRefused(`Expected ${expected} for ${name}, found ${found}: use another policy.`);
}

function firstPair(order: readonly Cpu[], suits: Related): [Cpu, Cpu] | undefined {
  for (const [i, a] of order.entries()) {
    const b = order.slice(i + 1).find((other) => suits(a, other));
    if (b) return [a, b];
  }
  return undefined;
}
