/** What the lab compares: latency, bandwidth, hand-over and contention, each within a node and between nodes. */
import type { LockSpec, WalkSpec } from '../../src/contract.ts';
import { distanceSites } from '../../src/lab/distance-sites.ts';
import { over } from '../../src/lab/over.ts';
import { isPlainTicket, isSharedLock } from '../../src/lab/picks.ts';
import type { Effort, SectionSpec, SweepContext } from '../../src/lab/spec.ts';
import { siteName } from '../../src/lab/spots.ts';
import { bandwidthSites, latencySites, MOST_WALKERS, rivalSites, rivals, walkersOn } from './sites.ts';

/** 64 MiB for each thread: twice an L3 cache of 32. */
const REGION_LINES = 1_048_576;
/** The most that is set up in time: 1 GiB. */
const MOST_CHAIN_LINES = 16 * REGION_LINES;
/** All threads of a cell together: 256 MiB, as the regions of some cells may wait for their collection at once. A long run has what it needs. */
const MOST_LINES: Readonly<Record<Effort, number>> = {
  quick: 4 * REGION_LINES,
  default: 4 * REGION_LINES,
  thorough: MOST_WALKERS * REGION_LINES,
};

/** A chain of twice the L3 cache at least, in a long run of four times that; its length is a power of two. */
function chainLines({ effort, l3MB }: SweepContext): number {
  const wanted = 2 * (l3MB ?? 32) * 2 ** 14 * (effort === 'thorough' ? 4 : 1);
  return Math.min(MOST_CHAIN_LINES, Math.max(REGION_LINES, 2 ** Math.ceil(Math.log2(wanted))));
}

const isNuma = (lock: LockSpec) => isSharedLock(lock) && lock.setNode !== undefined;
/** A queue in order of arrival that knows nothing of nodes. */
const isPlainQueue = (lock: LockSpec) =>
  isSharedLock(lock) && lock.family === 'queue' && lock.fairness === 'fifo' && lock.waiting === 'spin';
export const SECTIONS: readonly SectionSpec[] = [
  over('walk', {
    id: 'latency',
    title: 'How far memory is',
    question: 'How long does a load take, from the memory of this node and of others?',
    law: 'a load that misses the caches of its node goes to the node that holds the line, and back',
    scenario: 'latency',
    subjects: (walk) => walk.does === 'chase',
    backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
    sites: latencySites,
    sweep: (context) => [{ lines: chainLines(context) }],
    baseline: (_walk, backend) => backend === 'wasm',
    label: (_params, _walk, site) => siteName(site),
    views: ['strategies'],
    x: null,
  }),
  over('walk', {
    id: 'bandwidth',
    title: 'How fast memory comes',
    question: 'How many lines a second get through, from the memory of this node and of others?',
    law: 'the link between nodes carries less than a node’s own memory; one thread alone may not fill either',
    scenario: 'bandwidth',
    subjects: (walk, { effort }) => walk.does === 'read' || (walk.does !== 'chase' && effort !== 'quick'),
    backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
    sites: bandwidthSites,
    sweep: (context, walk) => {
      const seated = context.threads.filter((count) => count <= walkersOn(context));
      const [fewest, most] = [Math.min(...seated), Math.max(...seated)];
      const counts = seated.length === 0 ? [] : context.effort === 'quick' ? [fewest] : [...new Set([fewest, most])];
      return counts.map((threads) => ({ threads, linesEach: linesEach(context.effort, walk, threads) }));
    },
    baseline: (walk, backend) => walk.does === 'read' && backend === 'wasm',
    // All threads are on one node: the memory's is what differs, and a site's whole name is too long for a row.
    label: ({ threads }, walk, { memoryNode }) =>
      [walk.does, ...(memoryNode === undefined ? [] : [`node ${memoryNode}`]), countOf(threads)].join(', '),
    views: ['strategies'],
    x: null,
  }),
  over('lock', {
    id: 'handover',
    title: 'A lock’s way to the next holder',
    question: 'How long is a lock on its way between two cores, near each other and on two nodes?',
    law: 'a hand-over moves a line or two; how far they go is what it takes',
    scenario: 'handover',
    subjects: (lock, { effort }) =>
      isPlainTicket(lock) || (effort !== 'quick' && isPlainQueue(lock)) || (effort === 'thorough' && isNuma(lock)),
    backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
    sites: ({ topology }) => distanceSites(topology),
    sweep: () => [{ threads: 2 }],
    baseline: (lock, backend) => isPlainTicket(lock) && backend === 'wasm',
    label: (_params, lock, site) => `${lock.name}, ${siteName(site)}`,
    views: ['strategies', 'percentiles'],
    x: null,
  }),
  over('lock', {
    id: 'contended',
    title: 'Threads of two nodes want one lock',
    question: 'How many times a second do the threads get in and out, on one node and on two?',
    law: 'an order of arrival sends the lock from node to node nearly every time; a NUMA lock lets it stay for some turns',
    scenario: 'contended',
    subjects: (lock) => isPlainQueue(lock) || isNuma(lock),
    backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
    sites: rivalSites,
    sweep: (context) => (context.effort === 'quick' ? [] : [{ threads: rivals(context) }]),
    baseline: (lock, backend) => isPlainQueue(lock) && backend === 'wasm',
    label: (_params, lock, site) => `${lock.name}, ${siteName(site)}`,
    views: ['strategies', 'fairness'],
    x: null,
  }),
];

/** A multiple of 1024, as the scenario wants it. A copy has two lines for each. */
function linesEach(effort: Effort, walk: WalkSpec, threads: number): number {
  const lines = Math.min(REGION_LINES, MOST_LINES[effort] / threads) / (walk.does === 'copy' ? 2 : 1);
  return Math.floor(lines / 1024) * 1024;
}

function countOf(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
