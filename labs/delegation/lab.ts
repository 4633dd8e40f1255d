import type { DelegationSpec, Params } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { atThreads, mostCrowded, mostSeated } from '../../src/lab/thread-counts.ts';
import { conclude } from './conclude.ts';

/** To be used. */
const isOwn = (subject: DelegationSpec) => subject.control === undefined;
/** What a program takes when it has no reason for another: the caller runs its section itself, under a lock that spins, then sleeps. */
const isMutex = (subject: DelegationSpec) =>
  isOwn(subject) && subject.runs === 'caller' && subject.waiting === 'spin-then-park';

/** A server is one of the threads, so with one asks fewer. */
const driver = (name: string) => (subject: { readonly runs: DelegationSpec['runs'] }) =>
  subject.runs === 'server' ? `${name}-server` : name;

/** The operation of `asking` that does nothing at all. Without a word it is work that ends with an addition to the object. */
const EMPTY = { operation: 1 } as const;

/** Nanoseconds that the section works before its addition. */
const INSIDE_NS: Readonly<Record<SweepContext['effort'], readonly number[]>> = {
  quick: [0, 1000],
  default: [0, 100, 1000, 10_000],
  thorough: [0, 30, 100, 300, 1000, 3000, 10_000, 30_000],
};

/** More would not fit the object's queue, where each puts in an item before it takes one out. */
const MOST_THREADS = 64;

const backends = ({ effort }: SweepContext) =>
  effort === 'thorough' ? (['js', 'wasm'] as const) : (['wasm'] as const);

/** Parameter sets with as many threads as still have a CPU each; none without two of them. */
function seated<T>(context: SweepContext, values: readonly T[], params: (value: T) => Params): Params[] {
  return atThreads(mostSeated(context)).flatMap(({ threads }) =>
    values.map((value) => ({ threads, ...params(value) })),
  );
}

/** The same in all sections with empty operations, as they share cells. */
const askersLabel = (_params: Params, { name, runs }: DelegationSpec) =>
  runs === 'server' ? `${name}, all but one ask` : name;

function lengthLabel({ insideNs }: Params, { name }: DelegationSpec): string {
  return `${name}, ${insideNs < 1000 ? `${insideNs} ns` : `${insideNs / 1000} µs`}`;
}

export default {
  name: 'delegation',
  title: 'Delegation',
  question: 'Who runs the critical section: everybody in turn, one for all, or a server?',
  threads: (cpus) =>
    [...new Set([1, 2, Math.min(cpus, MOST_THREADS), Math.min(4 * cpus, MOST_THREADS)])].sort((a, b) => a - b),
  sections: [
    over('delegation', {
      id: 'threads',
      title: 'Empty sections, over threads',
      question:
        'How many empty operations a second do the threads get done together? A server is one of the threads: with two of them one asks.',
      law: 'a lock moves its line with every hand-over; a request and its answer are two transfers, and who runs them finds more than one request once several threads ask',
      scenario: 'asking',
      scenarioFor: driver('asking'),
      subjects: isOwn,
      backends,
      sweep: ({ effort, threads }) =>
        effort === 'quick' ? [] : threads.map((count) => ({ threads: count, ...EMPTY })),
      baseline: () => false, // more threads are another question, whoever runs the section
      label: askersLabel,
      views: ['scaling'],
      x: 'threads',
    }),
    over('delegation', {
      id: 'section-length',
      title: 'How long the section is',
      question:
        'From which length of the section on does it not matter who runs it? The section ends with an addition to the object; a server is one of the threads.',
      law: 'time per operation = section + what the strategy adds: a lock moves its own line and the object’s lines with every hand-over; a request and its answer are two transfers whatever the object',
      scenario: 'asking',
      scenarioFor: driver('asking'),
      subjects: isOwn,
      backends,
      sweep: (context) => seated(context, INSIDE_NS[context.effort], (insideNs) => ({ insideNs })),
      baseline: () => false, // a longer section is slower, whoever runs it
      label: lengthLabel,
      views: ['cases'],
      x: null,
    }),
    over('delegation', {
      id: 'structure',
      title: 'A queue and a stack',
      question:
        'The same sequential code, run by everybody in turn, by one for all, by a server: how many items a second go in and out?',
      law: 'the object’s lines go to every caller under a lock, and stay with whoever runs the operations of all',
      scenario: 'structure',
      scenarioFor: driver('structure'),
      subjects: isOwn,
      backends,
      sweep: (context) => (context.effort === 'quick' ? [] : seated(context, [0, 1], (stack) => ({ stack }))),
      baseline: () => false, // a queue is not compared with a stack
      label: ({ stack }, { name }) => `${name}, ${stack === 1 ? 'stack' : 'queue'}`,
      views: ['cases'],
      x: null,
    }),
    over('delegation', {
      id: 'crowded',
      title: 'More threads than CPUs',
      question:
        'What is left of empty operations when there are several threads for each CPU, and how long do they take?',
      law: 'all wait for one thread: who is next in a queue, or serves, must be given a CPU; a free lock, or the combiner’s place, takes whoever has one',
      scenario: 'asking',
      scenarioFor: driver('asking'),
      subjects: isOwn,
      backends,
      sweep: (context) =>
        context.effort === 'quick' ? [] : atThreads(mostCrowded(context)).map((one) => ({ ...one, ...EMPTY })),
      baseline: (subject, backend) => isMutex(subject) && backend === 'wasm',
      label: askersLabel,
      views: ['strategies', 'breakdown', 'percentiles'],
      x: null,
    }),
    over('delegation', {
      id: 'latency',
      title: 'One operation',
      question: 'Every thread has a CPU and asks all the time: how long does it wait for an answer?',
      law: 'a queue and a server answer everybody in turn; a lock that is free to take answers the thread at once that had it last, and the others late; a combiner answers itself late',
      scenario: 'asking',
      scenarioFor: driver('asking'),
      subjects: isOwn,
      backends,
      sweep: (context) => (context.effort === 'quick' ? [] : seated(context, [EMPTY], (empty) => ({ ...empty }))),
      baseline: () => false, // the tails are what matters, and they have no ratio
      label: askersLabel,
      views: ['percentiles', 'breakdown'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
