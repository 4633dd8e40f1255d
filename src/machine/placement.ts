import { nearestName } from './nearest-name.ts';
import { formatInOrder, formatList, parseList } from './parse-list.ts';
import { compactOrder, coresOrder, type PlacementOrder, scatterOrder } from './placement-order.ts';
import { findPair, PAIR_POLICIES } from './placement-pairs.ts';
import { PlacementRefused } from './placement-refused.ts';
import type { Cpu, Topology } from './types.ts';

export { PlacementRefused };

/** Where each thread runs. */
export interface Placement {
  readonly policy: string;
  /** The CPU of each rank; `null`: not pinned. */
  readonly cpus: readonly (number | null)[];
  /** What was done, for the report. */
  readonly sentence: string;
  /** More threads than CPUs: some share one and do not run at the same time. */
  readonly oversubscribed: boolean;
}

const ORDERS: Readonly<Record<string, { readonly order: PlacementOrder; readonly what: string }>> = {
  compact: { order: compactOrder, what: 'neighbours first, siblings of a core together' },
  cores: { order: coresOrder, what: 'one thread on each core, neighbours first' },
  scatter: { order: scatterOrder, what: 'one thread on each core, as far apart as possible' },
};

/**
 * The names of the policies, for lists of what there is. `kind:P` stands for every kind of core, by its name or by its
 * index, 0 being the weakest. A list of CPUs such as `0,1` or `0-3` is a policy too.
 */
export const POLICIES: readonly string[] = ['none', ...Object.keys(ORDERS), ...Object.keys(PAIR_POLICIES), 'kind:P'];

const KIND = 'kind:';

/** Is the policy a list of CPUs such as `0,1` or `0-3`? */
export function isCpuList(policy: string): boolean {
  return /^[\d\s,-]+$/.test(policy);
}

/**
 * Chooses a CPU for each of `threads` threads. Pure and deterministic; works on CPUs that are online and allowed.
 * More threads than CPUs wrap around and are said to be oversubscribed; the pair policies place exactly two.
 * @throws PlacementRefused where the machine cannot do it or the policy cannot be read. It never degrades silently.
 */
export function place(topology: Topology, policy: string, threads: number): Placement {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new PlacementRefused(`Expected a number of threads from 1 up, found ${threads}`, 'correct it.');
  }
  const usable = topology.cpus.filter((cpu) => cpu.allowed);
  if (policy === 'none') {
    const oversubscribed = threads > usable.length;
    const sentence = `The threads are not pinned; the system places them${oversubscribed ? `; ${sharing(threads, usable.length)}` : ''}.`;
    return { policy, cpus: Array.from({ length: threads }, () => null), sentence, oversubscribed };
  }
  if (isCpuList(policy)) return fill(topology, policy, explicitCpus(topology, policy), threads, 'as given');
  if (!POLICIES.includes(policy) && !policy.startsWith(KIND)) {
    const near = nearestName(policy, POLICIES);
    const hint = near
      ? `did you mean ${near}?`
      : `choose one of ${POLICIES.join(', ')}, or a list of CPUs such as 0,1.`;
    throw new PlacementRefused(`Expected a placement policy, found "${policy}"`, hint);
  }
  if (topology.trust === 'unknown') {
    throw new PlacementRefused(
      `Expected to know which CPUs share a core or a cache, for ${policy}, found that this system does not tell`,
      'use none.',
    );
  }
  if (usable.length === 0)
    throw new PlacementRefused(`Expected a CPU that is online and allowed for ${policy}, found none`, 'allow one.');
  if (policy in ORDERS) {
    const { order, what } = ORDERS[policy];
    return fill(topology, policy, order(usable), threads, what);
  }
  if (policy.startsWith(KIND)) {
    const { name, cpus } = ofKind(topology, policy, usable);
    const kind = name.startsWith('kind ') ? name : `kind ${name}`;
    const what = `one thread on each core of ${kind}, neighbours first`;
    return fill(topology, policy, coresOrder(cpus), threads, what);
  }
  if (threads !== 2)
    throw new PlacementRefused(
      `Expected exactly 2 threads for ${policy}, found ${threads}`,
      'ask for 2, or use another policy.',
    );
  const { cpus: pair, relation } = findPair(usable, policy);
  const sentence = `CPUs ${pair[0].id} and ${pair[1].id}, ${relation}.`;
  return { policy, cpus: pair.map((cpu) => cpu.id), sentence, oversubscribed: false };
}

function fill(topology: Topology, policy: string, order: readonly Cpu[], threads: number, what: string): Placement {
  const used = order.slice(0, threads);
  const oversubscribed = threads > order.length;
  const notes = [
    `${policy}: ${what}, on ${used.length === 1 ? 'CPU' : 'CPUs'} ${formatInOrder(used.map((cpu) => cpu.id))}`,
  ];
  const sibling = used.findIndex((cpu, i) => used.slice(0, i).some((earlier) => earlier.core === cpu.core));
  if (sibling > 0) notes.push(`from thread ${sibling} on, cores are shared by siblings`);
  const weaker = used.findIndex((cpu) => cpu.kind !== used[0].kind);
  if (weaker > 0)
    notes.push(`from thread ${weaker} on, another kind of core begins (${kindName(topology, used[weaker])})`);
  if (oversubscribed) notes.push(sharing(threads, order.length));
  const cpus = Array.from({ length: threads }, (_, rank) => order[rank % order.length].id);
  return { policy, cpus, sentence: `${notes.join('; ')}.`, oversubscribed };
}

/** The usable CPUs of the kind that the policy names. */
function ofKind(topology: Topology, policy: string, usable: readonly Cpu[]): { name: string; cpus: readonly Cpu[] } {
  const { kinds } = topology;
  if (kinds.length < 2)
    throw new PlacementRefused(
      `Expected several kinds of cores for ${policy}, found one kind of core, as far as this machine tells`,
      'use cores.',
    );
  const asked = policy.slice(KIND.length);
  const byName = kinds.findIndex((kind) => kind.name === asked);
  const index = byName >= 0 ? byName : kinds.findIndex((_, i) => String(i) === asked);
  if (index < 0) {
    const choices = kinds.map((kind, i) => `${KIND}${kind.name === `kind ${i}` ? i : kind.name}`).join(', ');
    throw new PlacementRefused(`Expected a kind of core that this machine has, found "${policy}"`, `use ${choices}.`);
  }
  const { name } = kinds[index];
  const cpus = usable.filter((cpu) => cpu.kind === index);
  if (cpus.length === 0)
    throw new PlacementRefused(
      `Expected an allowed CPU for ${policy}, found none of that kind among CPUs ${formatList(usable.map((cpu) => cpu.id))}`,
      `allow one of ${formatList(kinds[index].cpus)}.`,
    );
  return { name, cpus };
}

/** The CPUs of a list, in the order given. */
function explicitCpus(topology: Topology, list: string): Cpu[] {
  const chosen: Cpu[] = [];
  for (const piece of list.split(',')) {
    if (piece.trim() === '')
      throw new PlacementRefused(`Expected a CPU number on both sides of each comma, found "${list}"`, 'correct it.');
    for (const id of numbersOf(piece)) {
      const cpu = topology.cpus.find((one) => one.id === id);
      const usable = formatList(topology.cpus.filter((one) => one.allowed).map((one) => one.id));
      const fault = !cpu
        ? 'does not exist'
        : !cpu.online
          ? 'is offline'
          : !cpu.allowed
            ? 'is not allowed for this process'
            : undefined;
      if (!cpu || fault)
        throw new PlacementRefused(
          `Expected CPUs from ${usable || 'none'}, found ${id}, which ${fault}`,
          'choose others.',
        );
      if (chosen.includes(cpu))
        throw new PlacementRefused(`Expected each CPU once in "${list}", found CPU ${id} twice`, 'drop one.');
      chosen.push(cpu);
    }
  }
  return chosen;
}

function numbersOf(piece: string): number[] {
  try {
    return parseList(piece);
  } catch (error) {
    throw new PlacementRefused((error as Error).message);
  }
}

function sharing(threads: number, cpus: number): string {
  return `${threads} threads share ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'} (oversubscribed)`;
}

function kindName(topology: Topology, cpu: Cpu): string {
  return cpu.kind === undefined ? 'of unknown kind' : topology.kinds[cpu.kind].name;
}
