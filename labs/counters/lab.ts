import type { CounterSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { conclude } from './conclude.ts';

/** Counts every addition and is there to be used. */
const isExact = (counter: CounterSpec) => counter.updates === 'exact' && counter.control === undefined;
/** One word, one instruction. */
const isSharedAdd = (counter: CounterSpec) =>
  isExact(counter) && counter.cells === 'one' && counter.progress === 'wait-free';
const isSharded = (counter: CounterSpec) => isExact(counter) && counter.cells !== 'one';
/** Counts nothing: shows how the CPUs scale. */
const isYardstick = (counter: CounterSpec) => counter.updates === 'none';

export default {
  name: 'counters',
  title: 'Counters that several threads add to',
  question: 'What does it cost to count together, and which counter should threads share?',
  threads,
  sections: [
    over('counter', {
      id: 'adding',
      title: 'One word, or a cell for each thread',
      question: 'How many additions a second do all threads make together, as there are more of them?',
      law: 'a shared word costs a line transfer an operation, so more threads are slower; sharded words scale with the CPUs',
      scenario: 'add',
      subjects: (counter, { effort }) =>
        isSharedAdd(counter) ||
        isYardstick(counter) ||
        (isSharded(counter) && (effort !== 'quick' || counter.cells === 'several')),
      sweep: ({ effort, threads, cpus }) =>
        (effort === 'quick' ? ends(threads, cpus) : threads).map((count) => ({ threads: count })),
      baseline: (counter, backend) => isSharedAdd(counter) && backend === 'js',
      views: ['scaling', 'sweep'],
      x: 'threads',
    }),
    over('counter', {
      id: 'one-word',
      title: 'Ways to share one word',
      question: 'Does it matter how threads agree on one word?',
      law: 'each addition moves the line at least once; an exchange that fails moves it in vain, a lock moves others besides',
      scenario: 'add',
      subjects: (counter) => isExact(counter) && counter.cells === 'one',
      sweep: ({ effort, threads }) => (effort === 'quick' ? [] : threads.map((count) => ({ threads: count }))),
      baseline: (counter, backend) => isSharedAdd(counter) && backend === 'js',
      views: ['scaling', 'sweep'],
      x: 'threads',
    }),
    over('counter', {
      id: 'lost-updates',
      title: 'Lost updates',
      question: 'How many of a hundred additions survive without atomics?',
      law: 'between the load and the store of one thread, every addition of another is overwritten',
      scenario: 'add',
      subjects: (counter) => counter.updates === 'lossy',
      sweep: ({ effort, threads, cpus }) => {
        const several = threads.filter((count) => count > 1);
        const few = effort === 'quick' ? [busiest(several, cpus)] : effort === 'default' ? outer(several) : several;
        return several.length === 0 ? [] : few.map((count) => ({ threads: count }));
      },
      baseline: () => false, // how fast a counter is that counts wrong is no question
      views: ['lost-updates'],
      x: 'threads',
    }),
    over('counter', {
      id: 'reading',
      title: 'Reading while others add',
      question: 'How many reads a second does one thread make while the others add?',
      law: 'a shared word is one load and one line; sharded words are a load and a line for each cell',
      scenario: 'read',
      subjects: (counter, { effort }) =>
        isSharedAdd(counter) || isSharded(counter) || (isExact(counter) && effort === 'thorough'),
      sweep: ({ effort, threads, cpus }) => {
        const several = threads.filter((count) => count > 1);
        if (effort === 'quick' || several.length === 0) return [];
        const counts = effort === 'default' ? [busiest(several, cpus)] : several;
        return counts.map((count) => ({ threads: count }));
      },
      baseline: (counter, backend) => isSharedAdd(counter) && backend === 'js',
      views: ['strategies'],
      x: 'threads',
    }),
  ],
  conclude,
} satisfies LabSpec;

/** One, two, as many as there are CPUs, and four times as many; at most 64. */
function threads(cpus: number): number[] {
  const most = Math.min(4 * cpus, 64);
  return [...new Set([1, 2, Math.min(cpus, most), most])].sort((a, b) => a - b);
}

/** The most threads that still have a CPU each; the fewest where none have. `counts` has at least one. */
function busiest(counts: SweepContext['threads'], cpus: number): number {
  const fitting = counts.filter((count) => count <= cpus);
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...counts);
}

/** The fewest threads, and the most that still have a CPU each. */
function ends(counts: SweepContext['threads'], cpus: number): number[] {
  return [...new Set([Math.min(...counts), busiest(counts, cpus)])];
}

function outer(counts: SweepContext['threads']): number[] {
  return [...new Set([Math.min(...counts), Math.max(...counts)])];
}
