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
  /** Nearer or purer first: the first preference that some pair meets decides, and its relation is told. The last holds always. */
  readonly preferences: readonly { readonly holds: Related; readonly relation: string }[];
  /** Why there is no pair: what was expected of the usable CPUs, and what was found. */
  readonly lacks: (usable: readonly Cpu[]) => readonly [expected: string, found: string];
}

const shares =
  (level: 'core' | 'l2' | 'l3' | 'numa' | 'package' | 'cluster'): Related =>
  (a, b) =>
    a[level] !== undefined && a[level] === b[level];
const differs =
  (level: 'l3' | 'numa' | 'package'): Related =>
  (a, b) =>
    a[level] !== undefined && b[level] !== undefined && a[level] !== b[level];
const not =
  (related: Related): Related =>
  (a, b) =>
    !related(a, b);
const both =
  (first: Related, second: Related): Related =>
  (a, b) =>
    first(a, b) && second(a, b);
const groupsOf = (cpus: readonly Cpu[], level: 'core' | 'l3' | 'numa') =>
  new Set(cpus.map((cpu) => cpu[level]).filter((group) => group !== undefined)).size;
const howMany = (count: number) => (count === 0 ? 'none that the machine tells of' : `${count}`);

/** The pair policies by name. */
export const PAIR_POLICIES: Readonly<Record<string, PairPolicy>> = {
  'smt-pair': {
    related: shares('core'),
    preferences: [{ holds: () => true, relation: 'two threads of one core' }],
    lacks: (usable) => {
      const cores = groupsOf(usable, 'core');
      return [
        'a core with 2 usable threads',
        cores === 1 ? '1 core with 1 thread' : `${cores} cores with 1 thread each`,
      ];
    },
  },
  'same-l3': {
    related: both(shares('l3'), not(shares('core'))),
    preferences: [
      { holds: both(not(shares('l2')), not(shares('cluster'))), relation: 'two cores under one L3' },
      { holds: () => true, relation: 'two cores under one L3 and one L2 or cluster, since no other pair exists' },
    ],
    lacks: (usable) =>
      groupsOf(usable, 'l3') === 0
        ? ['an L3 cache', 'none that the machine tells of']
        : ['2 usable cores under one L3 cache', '1 under each'],
  },
  'cross-l3': {
    related: differs('l3'),
    preferences: [
      {
        holds: both(shares('numa'), shares('package')),
        relation: 'under two L3 caches of one NUMA node',
      },
      {
        holds: both(shares('package'), differs('numa')),
        relation: 'under two L3 caches of one package, in different NUMA nodes',
      },
      { holds: differs('package'), relation: 'under two L3 caches of different packages' },
      { holds: () => true, relation: 'under two L3 caches' },
    ],
    lacks: (usable) => ['2 L3 caches with usable CPUs', howMany(groupsOf(usable, 'l3'))],
  },
  'cross-numa': {
    related: differs('numa'),
    preferences: [
      { holds: shares('package'), relation: 'in different NUMA nodes of one package' },
      { holds: differs('package'), relation: 'in NUMA nodes of different packages' },
      { holds: () => true, relation: 'in different NUMA nodes' },
    ],
    lacks: (usable) => ['2 NUMA nodes with usable CPUs', howMany(groupsOf(usable, 'numa'))],
  },
};

/**
 * The first pair, in compact order, that satisfies the policy and is as near as the policy allows.
 * Two cores of one kind are taken before a mixed pair.
 * @throws PlacementRefused where no pair satisfies it.
 */
export function findPair(usable: readonly Cpu[], name: string): CpuPair {
  const { related, preferences, lacks } = PAIR_POLICIES[name];
  const order = compactOrder(usable);
  let best: CpuPair | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const [i, a] of order.entries()) {
    for (const b of order.slice(i + 1)) {
      if (!related(a, b)) continue;
      const preference = preferences.findIndex(({ holds }) => holds(a, b));
      const mixed = a.kind !== b.kind;
      const rank = 2 * preference + Number(mixed);
      if (rank >= bestRank) continue;
      const { relation } = preferences[preference];
      best = { cpus: [a, b], relation: mixed ? `${relation}, of different kinds` : relation };
      bestRank = rank;
      if (rank === 0) return best;
    }
  }
  if (best) return best;
  const [expected, found] = lacks(usable);
  throw new PlacementRefused(`Expected ${expected} for ${name}, found ${found}`, 'use another policy.');
}
