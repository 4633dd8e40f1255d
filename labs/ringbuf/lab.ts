import type { AnySubject, Params, RingSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import { isCachedPair } from '../../src/lab/picks.ts';
import type { LabSpec, SectionSpec, SweepContext } from '../../src/lab/spec.ts';
import { conclude } from './conclude.ts';

const isPeerRing = (ring: RingSpec) => ring.peer !== undefined && ring.otherSide === 'index';
const isFloor = (ring: RingSpec) => ring.overflow === 'overwrite';
/** A ring of ours between two threads: no peer, no control. */
const isOwnPair = (ring: RingSpec) => oneToOne(ring) && ring.peer === undefined && ring.control === undefined;
const oneToOne = (ring: RingSpec) => ring.producers === 1 && ring.consumers === 1;

/** The ways to wait that the waiting section compares: looks before parking (-1: never), and whether to pause between. */
const WAITS: readonly { readonly label: string; readonly params: Params; readonly always: boolean }[] = [
  { label: 'spin', params: { spins: -1, pausing: 0 }, always: true },
  { label: 'spin with pause', params: { spins: -1, pausing: 1 }, always: false },
  { label: 'spin, then park', params: { spins: 500, pausing: 1 }, always: true },
  { label: 'park at once', params: { spins: 1, pausing: 0 }, always: true },
];

export default {
  name: 'ringbuf',
  title: 'Ring buffers between threads',
  question: 'Which ring is fastest here, what does one publish cost, and what does batching gain?',
  threads: (cpus) => (cpus > 4 ? [4, Math.min(cpus, 16)] : [4]),
  sections: [
    over('ring', {
      id: 'one-at-a-time',
      title: 'One item at a time',
      question: 'Which ring moves the most items from one thread to another when each item is pushed and popped alone?',
      law: 'time per item = instructions + line transfers; a cached index saves transfers, a shared line adds them',
      scenario: 'throughput',
      subjects: (ring, { effort }) => {
        if (effort === 'quick')
          return ring.peer !== undefined || (isOwnPair(ring) && ring.otherSide === 'cached-index');
        return !isFloor(ring) && (oneToOne(ring) || effort === 'thorough');
      },
      sweep: () => [{}],
      baseline: isPeerRing,
      views: ['strategies', 'backends', 'trials'],
      x: null,
    }),
    over('ring', {
      id: 'batching',
      title: 'Batches',
      question: 'How does the cost of an item fall when k items are pushed and popped by one call?',
      law: 'time per item = a + b/k: a for making, copying or checking an item, b for the call and the publish',
      scenario: 'batches',
      subjects: (ring, { effort }) =>
        isPeerRing(ring) || isCachedPair(ring) || (ring.peer !== undefined && effort !== 'quick'),
      sweep: ({ effort, capacitySlots }, ring) =>
        batchSizes(effort, ring)
          .filter((batch) => batch <= capacitySlots)
          .map((batch) => ({ batch })),
      baseline: (ring, _backend, { batch }) => isPeerRing(ring) && batch === 256,
      views: ['sweep'],
      x: 'batch',
    }),
    over('ring', {
      id: 'stay-away',
      title: 'How long to stay away after a failed try',
      question:
        'A push finds the ring full, or a pop finds it empty: how long should the thread wait before it looks again?',
      law: 'who looks again at once finds one item, and the two sides go on in lockstep, a line transfer an item',
      scenario: 'throughput',
      subjects: (ring) => isCachedPair(ring) || isPeerRing(ring),
      sweep: ({ effort }) =>
        effort === 'quick' ? [] : (effort === 'default' ? [1, 32] : [1, 8, 32, 128]).map((pauses) => ({ pauses })),
      baseline: (ring, backend, { pauses }) => isCachedPair(ring) && backend === 'js' && pauses === 1,
      views: ['sweep'],
      x: 'pauses',
    }),
    over('ring', {
      id: 'round-trip',
      title: 'Round trips',
      question: 'How long does one item take to the other thread and back, and how long at worst?',
      law: 'a round trip is two hand-overs, each moves at least one cache line, and each look in between delays it: WebAssembly looks ten times as often as JavaScript, so it can be the slower one here',
      scenario: 'ping-pong',
      subjects: (ring, { effort }) =>
        effort === 'quick'
          ? isFloor(ring) || (isOwnPair(ring) && ring.otherSide === 'slot')
          : isFloor(ring) ||
            ring.peer !== undefined ||
            (isOwnPair(ring) && ring.otherSide !== 'index' && ring.publishes === 'each'),
      sweep: () => [{}],
      baseline: (ring) => isFloor(ring),
      views: ['percentiles'],
      x: null,
    }),
    over('ring', {
      id: 'many-to-one',
      title: 'Many producers, one consumer',
      question: 'What does it cost when several threads push into one ring?',
      law: 'every push is a read-modify-write on a line that all producers want',
      scenario: 'many',
      subjects: (ring) => ring.producers === 'many',
      sweep: shapes((threads) => ({ producers: threads - 1, consumers: 1, seesAll: 1 })),
      baseline: (ring) => ring.otherSide === 'lock',
      label: shapeLabel,
      views: ['strategies'],
      x: null,
    }),
    over('ring', {
      id: 'many-to-many',
      title: 'Many producers, many consumers',
      question: 'What does it cost when several threads share both ends of the ring?',
      law: 'two contended lines instead of one',
      scenario: 'many',
      subjects: (ring) => ring.producers === 'many' && ring.consumers === 'many',
      sweep: shapes(
        (threads) => ({ producers: threads >> 1, consumers: threads - (threads >> 1), seesAll: 0 }),
        'thorough',
      ),
      baseline: (ring) => ring.otherSide === 'lock',
      label: shapeLabel,
      views: ['strategies'],
      x: null,
    }),
    over('ring', {
      id: 'one-to-all',
      title: 'One producer, everybody sees everything',
      question: 'How many items a second can one producer show to several consumers?',
      law: 'the slowest consumer sets the pace, and with more threads than CPUs the scheduler does; an item counts once, whoever sees it',
      scenario: 'many',
      subjects: (ring) => ring.delivery === 'all',
      sweep: shapes((threads) => ({ producers: 1, consumers: threads - 1, seesAll: 1 })),
      baseline: (_ring, backend) => backend === 'js',
      label: shapeLabel,
      views: ['strategies'],
      x: null,
    }),
    over('ring', {
      id: 'waiting',
      title: 'How to wait',
      question: 'How soon does a waiting consumer notice an item, and how much CPU time does its waiting burn?',
      law: 'spinning notices within a line transfer and burns a CPU; parking costs a wake-up by the kernel',
      scenario: 'waiting',
      subjects: isCachedPair,
      backends: () => ['js'],
      sweep: ({ effort }) =>
        effort === 'quick'
          ? []
          : WAITS.filter((wait) => wait.always || effort === 'thorough').map((wait) => wait.params),
      baseline: (_ring, backend, { spins, pausing }) => backend === 'js' && spins === -1 && pausing === 0,
      label: ({ spins, pausing }) =>
        WAITS.find((wait) => wait.params.spins === spins && wait.params.pausing === pausing)?.label ?? `${spins} looks`,
      views: ['waiting'],
      x: null,
    }),
    over('record-ring', {
      id: 'records',
      title: 'Records of bytes',
      question: 'What do records of variable length cost, written and read in place?',
      law: 'time per record = claim and commit + time per byte',
      scenario: 'throughput',
      subjects: () => true,
      sweep: ({ effort }) =>
        effort === 'quick'
          ? []
          : effort === 'default'
            ? [{ messageBytes: 64 }]
            : [16, 64, 256, 1024].map((messageBytes) => ({ messageBytes })),
      baseline: (_subject, backend) => backend === 'js',
      views: ['strategies'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;

/** A message port is worth one point: it is far from all others at any batch. */
function batchSizes(effort: SweepContext['effort'], ring: AnySubject): readonly number[] {
  if (ring.peer?.wraps === 'message-port' && effort !== 'thorough') return [256];
  if (effort === 'quick') return [256];
  if (effort === 'default') return [1, 8, 64, 256];
  return Array.from({ length: 11 }, (_, i) => 2 ** i);
}

/** A sweep over total threads, each count with one shape; single-threaded and quick runs have none. */
function shapes(shape: (threads: number) => Params, least: SweepContext['effort'] = 'default'): SectionSpec['sweep'] {
  return ({ effort, threads }) => {
    if (effort === 'quick' || (least === 'thorough' && effort !== 'thorough')) return [];
    return threads.filter((count) => count >= 2).map(shape);
  };
}

function shapeLabel({ producers, consumers }: Params, ring: AnySubject): string {
  return `${ring.name} ${producers}P${consumers}C`;
}
