import type { DequeSpec, MapSpec, Params, RingSpec, StackSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { atThreads, mostCrowded, mostSeated } from '../../src/lab/thread-counts.ts';
import { conclude } from './conclude.ts';
import { ALL_THE_TIME_NS, type Mix, POPULAR_MIX, SELDOM_NS, UNPOPULAR_MIX, USUAL_MIX } from './measured.ts';

/** Items of the scenarios tell no more threads apart. */
const MOST_THREADS = 16;

const isOwn = (subject: StackSpec | RingSpec | DequeSpec | MapSpec) =>
  subject.control === undefined && subject.peer === undefined;
/** Any thread puts in, any takes out, nothing is lost. */
const isQueue = (ring: RingSpec) =>
  isOwn(ring) &&
  ring.producers === 'many' &&
  ring.consumers === 'many' &&
  ring.delivery === 'once' &&
  ring.overflow === 'reject';

/** Nanoseconds of work between two calls, where they do not follow each other at once. */
const THINK_NS: Readonly<Record<SweepContext['effort'], readonly number[]>> = {
  quick: [],
  default: [100, 1000],
  thorough: [30, 100, 300, 1000, 3000, 10_000],
};

/** Nanoseconds of work between two tries of a thief; 0: none. */
const STEAL_EVERY_NS: Readonly<Record<SweepContext['effort'], readonly number[]>> = {
  quick: [ALL_THE_TIME_NS],
  default: [ALL_THE_TIME_NS, 1000, SELDOM_NS],
  thorough: [ALL_THE_TIME_NS, 300, 1000, 3000, SELDOM_NS, 100_000],
};

const READ_ONLY: Mix = { readPercent: 100, skewPercent: 0 };
const MIXES: Readonly<Record<SweepContext['effort'], readonly Mix[]>> = {
  quick: [USUAL_MIX],
  default: [READ_ONLY, USUAL_MIX, UNPOPULAR_MIX, POPULAR_MIX],
  thorough: [100, 99, 90, 50, 0].flatMap((readPercent) => [0, 99].map((skewPercent) => ({ readPercent, skewPercent }))),
};

const backends = ({ effort }: SweepContext) =>
  effort === 'thorough' ? (['js', 'wasm'] as const) : (['wasm'] as const);

/** All numbers of threads that were asked for; where time is short, the most that have a CPU each. */
function several(context: SweepContext): number[] {
  if (context.effort === 'quick') return atThreads(mostSeated(context)).map(({ threads }) => threads);
  return context.threads.filter((count) => count >= 2);
}

/** And one thread, which speed-ups are told against, whatever is asked for. */
function withOne(context: SweepContext): number[] {
  return context.effort === 'quick' ? several(context) : [1, ...several(context)];
}

/** Half of them put in, the others take out. A single consumer sees every item. */
function shapeOf(threads: number): Params {
  const producers = threads >> 1;
  return { producers, consumers: threads - producers, seesAll: threads - producers === 1 ? 1 : 0 };
}

/** An owner with the fewest thieves and with the most for whom there are CPUs; the most where time is short. */
function gangs(context: SweepContext): number[] {
  const counts = several(context).filter((count) => count <= context.cpus);
  return counts.length === 0 ? [] : [...new Set([Math.min(...counts), Math.max(...counts)])];
}

/** Parameter sets with as many threads as still have a CPU each; none without two of them. */
function seated<T>(context: SweepContext, values: readonly T[], params: (value: T) => Params): Params[] {
  return atThreads(mostSeated(context)).flatMap(({ threads }) =>
    values.map((value) => ({ threads, ...params(value) })),
  );
}

/** `3 thieves, every 10 µs`: each of them */
function thievesLabel({ threads, stealEveryNs }: Params): string {
  if (threads === 1) return 'no thief';
  const each = threads === 2 ? '1 thief' : `${threads - 1} thieves`;
  return `${each}, ${stealEveryNs === ALL_THE_TIME_NS ? 'non-stop' : `every ${stealEveryNs / 1000} µs`}`;
}

/** The same in all sections, as some cells belong to several. */
function mixLabel({ readPercent, skewPercent }: Params, { name }: { readonly name: string }): string {
  return `${name}, ${readPercent} % gets${skewPercent === 0 ? '' : `, Zipf ${skewPercent / 100}`}`;
}

export default {
  name: 'structures',
  title: 'Stacks, queues, deques and maps',
  question: 'What does sharing a stack, a queue, a deque or a map cost, and which one should threads share?',
  threads: (cpus) =>
    [...new Set([1, 2, Math.min(cpus, MOST_THREADS), Math.min(4 * cpus, MOST_THREADS)])].sort((a, b) => a - b),
  sections: [
    over('stack', {
      id: 'stack',
      title: 'One stack',
      question: 'How many pushes and pops a second do all threads make together, each in turn a push and a pop?',
      law: 'every operation needs the one line of the top; a push and a pop that meet beside it do not',
      scenario: 'pairs',
      subjects: (stack) => isOwn(stack) || stack.control === true, // with the one that tells what staying away alone gives
      backends,
      sweep: (context) => withOne(context).map((threads) => ({ threads })),
      baseline: () => false, // speed-ups are told against one thread of the same stack
      views: ['scaling', 'breakdown'],
      x: 'threads',
    }),
    over('stack', {
      id: 'stack-seldom',
      title: 'A stack that is wanted now and then',
      question: 'How much work between two calls makes it not matter which stack it is?',
      law: 'time per call = work + what the call takes; the longer the work, the more seldom two threads meet',
      scenario: 'pairs',
      subjects: isOwn,
      backends,
      sweep: (context) => seated(context, THINK_NS[context.effort], (thinkNs) => ({ thinkNs })),
      baseline: () => false, // more work is slower, whatever the stack
      views: ['sweep'],
      x: 'thinkNs',
    }),
    over('ring', {
      id: 'queue',
      title: 'One queue',
      question: 'How many items a second go through, with half of the threads putting in and half taking out?',
      law: 'an array ring: one claim of an index an item at each end; a linked queue: two exchanges and a node from a pool that both ends share',
      scenario: 'many',
      subjects: isQueue,
      backends,
      sweep: (context) => several(context).map(shapeOf),
      baseline: () => false, // more threads are another question, whatever the queue
      views: ['scaling', 'breakdown'],
      x: 'threads',
    }),
    over('deque', {
      id: 'deque',
      title: 'A deque and its thieves',
      question:
        'How many items a second does the owner put in, whoever takes them, by how often others steal at the other end?',
      law: 'the owner works on lines of its own; a steal takes the line of the top, which the owner needs only for the last items',
      scenario: 'stealing',
      subjects: isOwn,
      backends,
      sweep: (context) => [
        ...(context.effort === 'quick' ? [] : [{ threads: 1 }]),
        ...gangs(context).flatMap((threads) =>
          STEAL_EVERY_NS[context.effort].map((stealEveryNs) => ({ threads, stealEveryNs })),
        ),
      ],
      baseline: () => false, // thieves take something away, whatever the deque
      label: (params, { name }) => `${name}, ${thievesLabel(params)}`,
      views: ['cases', 'breakdown'],
      x: null,
    }),
    over('map', {
      id: 'map-threads',
      title: 'A map that is only read',
      question: 'Nobody writes: how many times the gets of one thread do several make?',
      law: 'a get that writes nothing shares copies of the lines and scales; one under a lock takes the line of the lock away from all others',
      scenario: 'mix',
      subjects: isOwn,
      backends,
      sweep: (context) =>
        context.effort === 'quick' ? [] : withOne(context).map((threads) => ({ threads, ...READ_ONLY })),
      baseline: () => false, // speed-ups are told against one thread of the same map
      label: mixLabel,
      views: ['scaling'],
      x: 'threads',
    }),
    over('map', {
      id: 'map-mixes',
      title: 'A map that is read and written',
      question: 'How many calls a second do all threads make together, and how long does a get take?',
      law: 'a put takes the line of its key away from those who read it; the more popular a key, the more threads are at it at a time',
      scenario: 'mix',
      subjects: isOwn,
      backends,
      sweep: (context) => seated(context, MIXES[context.effort], (mix) => ({ ...mix })),
      baseline: () => false, // maps are compared at one mix
      label: mixLabel,
      views: ['cases', 'percentiles'],
      x: null,
    }),
    over('map', {
      id: 'map-crowded',
      title: 'A map with more threads than CPUs',
      question: 'What is left when there are several threads for each CPU, and nine of ten calls are gets?',
      law: 'who has no CPU while it holds the lock of the whole map holds up everybody; while it puts in one key, those who want to put in the same',
      scenario: 'mix',
      subjects: isOwn,
      backends,
      sweep: (context) =>
        context.effort === 'quick' ? [] : atThreads(mostCrowded(context)).map((one) => ({ ...one, ...USUAL_MIX })),
      baseline: (map, backend) => map.reads === 'blocking' && backend === 'wasm',
      label: mixLabel,
      views: ['strategies', 'breakdown'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
