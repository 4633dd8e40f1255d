/** What the lab would compare on a machine with two nodes: its own sites there, for those who have one node. */
import type { SweepContext } from '../../src/lab/spec.ts';
import { siteName } from '../../src/lab/spots.ts';
import { SECTIONS } from './sections.ts';

type Topology = SweepContext['topology'];

const CORES = 8;
const CORES_PER_L3 = 2;
const CORES_PER_NODE = 4;

/** Two nodes of four cores with two threads each, two cores under an L3: every distance exists. */
export const TWO_NODES: Topology = {
  cpus: Array.from({ length: 2 * CORES }, (_, id) => {
    const core = id % CORES;
    const node = Math.floor(core / CORES_PER_NODE);
    const sharing = { core, l3: Math.floor(core / CORES_PER_L3), numa: node, package: node };
    return { id, online: true, allowed: true, isolated: false, smtRank: Math.floor(id / CORES), ...sharing };
  }),
  numa: [0, 1].map((id) => ({
    id,
    cpus: Array.from({ length: 2 * CORES }, (_, cpu) => cpu).filter(
      (cpu) => Math.floor((cpu % CORES) / CORES_PER_NODE) === id,
    ),
    memMB: 65_536,
    memAllowed: true,
    distances: [0, 1].map((to) => (to === id ? 10 : 20)),
  })),
  kinds: [],
  nohzFull: [],
  source: 'synthetic',
  trust: 'bare',
  doubts: [],
};

/** `How far memory is: CPU 0 with memory of node 0; …`, a part for each section of a run of usual length. */
export function rehearse(): string {
  const cpus = TWO_NODES.cpus.length;
  const context: SweepContext = {
    effort: 'default',
    threads: [1, CORES_PER_NODE],
    cpus,
    capacitySlots: 0,
    l3MB: null,
    topology: TWO_NODES,
  };
  const parts = SECTIONS.map(({ title, sites }) => `${title}: ${(sites?.(context) ?? []).map(siteName).join('; ')}`);
  return `On two nodes with CPUs 0-3 and 4-7 (their cores’ second threads: 8-15), a run of usual length compares: ${parts.join('. ')}.`;
}
