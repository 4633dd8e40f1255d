import type { BarrierSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { atThreads, mostCrowded, mostSeated } from '../../src/lab/thread-counts.ts';
import { conclude } from './conclude.ts';
import { rounds } from './laws.ts';

/** The baseline: spins, all on one counter. */
const isCentral = (barrier: BarrierSpec) => barrier.path === 'linear' && barrier.waiting === 'spin';
const parks = (barrier: BarrierSpec) => barrier.waiting !== 'spin';
const isDissemination = (barrier: BarrierSpec) => barrier.family === 'dissemination';

const MOST_THREADS = 64;

export default {
  name: 'barriers',
  title: 'Barriers',
  question: 'Which barrier should threads meet at, and what does a meeting cost as there are more of them?',
  threads,
  sections: [
    over('barrier', {
      id: 'episodes',
      title: 'From two threads to many',
      question: 'How does the time from one meeting to the next grow with the number of threads?',
      law: 'a central barrier costs O(N) line transfers one after another, dissemination ceil(log2 N) rounds',
      scenario: 'episodes',
      subjects: isLookedAt,
      sweep: (context) =>
        context.effort === 'quick'
          ? atThreads(mostSeated(context), mostCrowded(context))
          : atThreads(...context.threads.filter(isTeam)),
      baseline: (barrier, backend) => isCentral(barrier) && backend === 'js',
      views: ['sweep'],
      x: 'threads',
    }),
    over('barrier', {
      id: 'own-cpu',
      title: 'A CPU for each thread',
      question: 'Which barrier is quickest when nobody waits for a CPU?',
      law: 'time per episode = messages one after another × the time of a line transfer',
      scenario: 'episodes',
      subjects: isLookedAt,
      sweep: (context) => atThreads(mostSeated(context)),
      baseline: (barrier, backend) => isCentral(barrier) && backend === 'js',
      views: ['strategies', 'backends'],
      x: null,
    }),
    over('barrier', {
      id: 'oversubscribed',
      title: 'More threads than CPUs',
      question: 'What is left when the thread that all wait for has no CPU?',
      law: 'who spins keeps the CPU that the missing thread needs; who sleeps costs a wake-up',
      scenario: 'episodes',
      subjects: isLookedAt,
      sweep: (context) => atThreads(mostCrowded(context)),
      baseline: (barrier, backend) => isCentral(barrier) && backend === 'js',
      views: ['strategies', 'breakdown'],
      x: null,
    }),
    over('barrier', {
      id: 'work',
      title: 'Work between two meetings',
      question: 'From how much work between two meetings on does it not matter which barrier it is?',
      law: 'time per episode = the work of the slowest thread + the barrier',
      scenario: 'episodes',
      subjects: (barrier) => isCentral(barrier) || isDissemination(barrier) || parks(barrier),
      sweep: (context) => (context.effort === 'thorough' ? atThreads(mostSeated(context)).flatMap(withWork) : []),
      baseline: (barrier, backend) => isCentral(barrier) && backend === 'js',
      views: ['sweep'],
      x: 'workNs',
    }),
  ],
  conclude,
} satisfies LabSpec;

/** One barrier for each law, and one that parks, is enough for a look. */
function isLookedAt(barrier: BarrierSpec, { effort }: SweepContext): boolean {
  return effort !== 'quick' || isCentral(barrier) || isDissemination(barrier) || parks(barrier);
}

function isTeam(threads: number): boolean {
  return threads >= 2;
}

function withWork({ threads }: { threads: number }) {
  return [300, 1_000, 3_000, 10_000, 30_000].map((workNs) => ({ threads, workNs }));
}

/**
 * Two; as many as there are CPUs; the fewest that need as many rounds, where one law says the same and the other more; and four
 * for each CPU. At most four numbers, or a default run would take too long.
 */
function threads(cpus: number): number[] {
  const counts = cpus <= 2 ? [2, 2 * cpus, 4 * cpus] : [2, 2 ** (rounds(cpus) - 1) + 1, cpus, 4 * cpus];
  return [...new Set(counts.map((count) => Math.min(count, MOST_THREADS)))].sort((a, b) => a - b);
}
