/** Where the cells of a section run: one spot for each site that this machine has, and why the others are missing. */
import { type Placement, PlacementRefused } from '../machine/placement.ts';
import type { Topology } from '../machine/types.ts';
import { allPairs, locate, type MemoryHome } from './locate.ts';
import type { SectionSpec, Site } from './spec.ts';

export interface Spot {
  readonly site: Site;
  readonly placement: Placement;
  /** NUMA node of each rank's CPU; `null`: not known, or not pinned. */
  readonly nodes: readonly (number | null)[];
  /** Where the subject's words are; `null`: where the first thread touches them. */
  readonly memory: MemoryHome | null;
  /** The pairs of CPUs that the cell visits with its two threads; `null`: it stays where it is. */
  readonly tour: readonly (readonly [number, number])[] | null;
}

export interface Spots {
  readonly spots: readonly Spot[];
  /** `what` is the site; `null` where the section compares none. */
  readonly refused: readonly { readonly what: string | null; readonly reason: string }[];
}

/** The policy's name in results of cells that visit all pairs of CPUs. */
const PAIRS = 'pairs';

/** Two sites that come to the same CPUs and memory are one: the first. */
export function spotsOf(spec: SectionSpec, topology: Topology, sites: readonly Site[], threads: number): Spots {
  if (spec.tours) return touring(spec, topology);
  const taken = new Map<string, Site>();
  const spots: Spot[] = [];
  const refused: { what: string | null; reason: string }[] = [];
  const refuse = (site: Site, reason: string) =>
    refused.push({ what: spec.sites ? `${spec.title}, ${siteName(site)}` : null, reason });
  const nodeOf = new Map(topology.cpus.map((cpu) => [cpu.id, cpu.numa ?? null]));
  for (const site of sites) {
    const located = locate(topology, site, threads);
    if (located instanceof PlacementRefused) {
      refuse(site, located.reason);
      continue;
    }
    const { placement, memory } = located;
    if (site.ownCpus && placement.oversubscribed) {
      refuse(site, `${placement.sentence} Each thread needs a CPU of its own here.`);
      continue;
    }
    const key = `${placement.cpus.join()} ${memory?.node}`;
    const first = taken.get(key);
    if (first) {
      refuse(site, `On this machine it comes to the same as ${siteName(first)}.`);
      continue;
    }
    taken.set(key, site);
    const nodes = placement.cpus.map((id) => (id === null ? null : (nodeOf.get(id) ?? null)));
    spots.push({ site, placement, nodes, memory, tour: null });
  }
  return { spots, refused };
}

function touring({ title }: SectionSpec, topology: Topology): Spots {
  const none = (reason: string) => ({ spots: [], refused: [{ what: title, reason }] });
  if (topology.trust === 'unknown')
    return none('This system does not tell its CPUs apart, so threads cannot be put on them.');
  const tour = allPairs(topology);
  if (tour.length === 0) return none('Expected two usable CPUs, found fewer: allow another.');
  const sentence = tour.length === 1 ? 'The one pair of CPUs.' : `Each of the ${tour.length} pairs of CPUs in turn.`;
  const placement = { policy: PAIRS, cpus: [null, null], sentence, oversubscribed: false };
  return { spots: [{ site: { policy: PAIRS }, placement, nodes: [null, null], memory: null, tour }], refused: [] };
}

/** `0` becomes `CPU 0`; policies stay as they are. */
function spoken(policy: string): string {
  if (!/^\d/.test(policy)) return policy;
  return /^\d+$/.test(policy) ? `CPU ${policy}` : `CPUs ${policy}`;
}

/** What readers call a site. */
export function siteName({ policy, name = spoken(policy), memoryNode }: Site): string {
  return memoryNode === undefined ? name : `${name} with memory of node ${memoryNode}`;
}
