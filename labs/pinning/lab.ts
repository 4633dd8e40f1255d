import type { AnySubject, CounterSpec, LockSpec, Params } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import { isCachedPair, isPlainTicket, isSharedLock } from '../../src/lab/picks.ts';
import type { LabSpec, Site, SweepContext } from '../../src/lab/spec.ts';
import { siteName } from '../../src/lab/spots.ts';
import { mostCrowded } from '../../src/lab/thread-counts.ts';
import { conclude } from './conclude.ts';
import { crowdSites, groupSites, isApart, pairSites } from './sites.ts';

/** Spins for a fixed number of looks (a lock that learns it tunes the most that it may learn), then sleeps, and keeps no queue. */
const isMutex = (lock: LockSpec) =>
  isSharedLock(lock) &&
  lock.waiting === 'spin-then-park' &&
  lock.fairness === 'none' &&
  lock.detects === 'free-unlock' &&
  lock.tunables?.spins !== undefined &&
  lock.tunables.spins.default < lock.tunables.spins.max;
const isOneOfTwo = (lock: LockSpec) => isPlainTicket(lock) || isMutex(lock);

/** Threads share nothing but the core, if they share that. */
const isOwnCell = (counter: CounterSpec) => counter.cells === 'per-thread' && counter.updates === 'exact';

/** Inside the lock and outside: long enough that what the lock protects counts, too short to sleep over. */
const SECTION = { insideNs: 200, outsideNs: 200 } as const;

/** From so many CPUs on, half of them are a group that can be near together or far apart. */
const FEWEST_CPUS_FOR_GROUPS = 8;

const backends = ({ effort }: SweepContext) => (effort === 'quick' ? (['wasm'] as const) : (['js', 'wasm'] as const));
const wasmUnlessThorough = ({ effort }: SweepContext) =>
  effort === 'thorough' ? (['js', 'wasm'] as const) : (['wasm'] as const);

/** All sections compare sites. */
const SHOWN = {
  label: (_params: Params, { name }: AnySubject, site: Site) => `${siteName(site)}, ${name}`,
  views: ['placements', 'trials'],
  x: null,
};

export default {
  name: 'pinning',
  title: 'Pinning threads to CPUs',
  question: 'What is pinning for, what does it cost, and what happens when threads share a core or a CPU?',
  threads: (cpus) => {
    const half = cpus >= FEWEST_CPUS_FOR_GROUPS ? Math.min(cpus >> 1, 32) : 2;
    const counts = [2, half, Math.min(4 * cpus, cpus < 64 ? 64 : 128)];
    return [...new Set(counts)].sort((a, b) => a - b);
  },
  sections: [
    over('ring', {
      id: 'ring',
      title: 'A ring between two threads',
      question: 'How many items a second go through one ring, wherever its two threads run?',
      law: 'throughput follows the distance of the two CPUs, and ends where the two threads do not run at the same time',
      scenario: 'throughput',
      subjects: isCachedPair,
      backends,
      sites: pairSites,
      sweep: () => [{}],
      baseline: (_ring, backend, _params, site) => backend === 'wasm' && isApart(site),
      ...SHOWN,
    }),
    over('ring', {
      id: 'round-trip',
      title: 'Round trips',
      question: 'How long does one item take to the other thread and back, wherever the two run?',
      law: 'two line transfers: shortest between siblings of a core; on one CPU a hand-over waits for the scheduler',
      scenario: 'ping-pong',
      subjects: isCachedPair,
      backends,
      sites: pairSites,
      sweep: () => [{}],
      baseline: (_ring, backend, _params, site) => backend === 'wasm' && isApart(site),
      ...SHOWN,
    }),
    over('lock', {
      id: 'lock',
      title: 'A lock between two threads',
      question: 'How many times a second do two threads get in, with 200 ns of work inside and 200 ns outside?',
      law: 'on one CPU nobody has to wait for the other’s work, but who spins for a thread that does not run waits in vain',
      scenario: 'contended',
      subjects: (lock, { effort }) => isMutex(lock) || (isPlainTicket(lock) && effort !== 'quick'),
      backends: wasmUnlessThorough,
      sites: pairSites,
      sweep: () => [{ threads: 2, ...SECTION }],
      baseline: (lock, backend, _params, site) => isMutex(lock) && backend === 'wasm' && isApart(site),
      ...SHOWN,
    }),
    over('counter', {
      id: 'own-work',
      title: 'Nothing shared',
      question: 'How many additions a second do two threads make, each to a counter cell of its own?',
      law: 'threads that share no line share the execution units and the first caches of a core, if they are siblings, and nothing else',
      scenario: 'add',
      subjects: isOwnCell,
      backends,
      sites: pairSites,
      sweep: () => [{ threads: 2 }],
      baseline: (_counter, backend, _params, site) => backend === 'wasm' && isApart(site),
      ...SHOWN,
    }),
    over('lock', {
      id: 'group',
      title: 'A thread for every second CPU',
      question: 'Near together or far apart: what does a lock with many threads prefer, while each has a CPU?',
      law: 'a lock is one place: the nearer its threads, the cheaper the hand-over; siblings pay with half a core each',
      scenario: 'contended',
      subjects: isOneOfTwo,
      backends: () => ['wasm'],
      sites: groupSites,
      sweep: (context) => at(group(context)),
      baseline: (lock, _backend, _params, site) => isMutex(lock) && isApart(site),
      ...SHOWN,
    }),
    over('lock', {
      id: 'crowd',
      title: 'More threads than CPUs',
      question: 'With several threads for each CPU, does it help to say which of them runs where?',
      law: 'a pinned thread waits for its CPU while another one is idle; the system moves what it may move',
      scenario: 'contended',
      subjects: isOneOfTwo,
      backends: wasmUnlessThorough,
      sites: crowdSites,
      sweep: (context) => at(context.effort === 'quick' ? null : mostCrowded(context)),
      baseline: (lock, backend, _params, site) => isMutex(lock) && backend === 'wasm' && isApart(site),
      ...SHOWN,
    }),
  ],
  conclude,
} satisfies LabSpec;

const at = (threads: number | null) => (threads === null ? [] : [{ threads, ...SECTION }]);

/** The most threads, more than two, that have a CPU each; `null` where there are none. */
function group({ threads, cpus, effort }: SweepContext): number | null {
  const seated = threads.filter((count) => count > 2 && count <= cpus);
  return effort === 'quick' || seated.length === 0 ? null : Math.max(...seated);
}
