import type { LockSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import { isPlainTicket, isSharedLock } from '../../src/lab/picks.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { atThreads, mostCrowded, mostSeated } from '../../src/lab/thread-counts.ts';
import { conclude } from './conclude.ts';

/** A lock of ours that several threads may share. */
const isFloor = (lock: LockSpec) => lock.control !== undefined;
/** The baseline of contended sections: spins, first come first served, all on one word. */
const isTicket = (lock: LockSpec) => isSharedLock(lock) && lock.fairness === 'fifo' && lock.family === 'centralized';

/** What a program takes when it has no reason for another: spins, then sleeps, keeps no queue. */
const isMutex = (lock: LockSpec) =>
  isSharedLock(lock) && lock.waiting === 'spin-then-park' && lock.fairness === 'none' && lock.detects === 'free-unlock';

/** The most threads that still have a CPU each, the fewest in a quick run; `null` without two of them. */
function atCpus(context: SweepContext): number | null {
  const fewest = Math.min(...context.threads.filter((count) => count >= 2 && count <= context.cpus));
  return context.effort === 'quick' && Number.isFinite(fewest) ? fewest : mostSeated(context);
}

/** Lengths of the critical section, in nanoseconds. */
const INSIDE_NS: Readonly<Record<SweepContext['effort'], readonly number[]>> = {
  quick: [],
  default: [1_000, 20_000],
  thorough: [100, 300, 1_000, 3_000, 10_000, 20_000, 100_000],
};

export default {
  name: 'locks',
  title: 'Locks',
  question: 'Which lock, when nobody, somebody or everybody else wants it, and what does fairness cost?',
  threads: (cpus) => [...new Set([2, Math.min(cpus, 32), Math.min(4 * cpus, 64)])].sort((a, b) => a - b),
  sections: [
    over('lock', {
      id: 'uncontended',
      title: 'Nobody else wants it',
      question: 'What does it cost to take a free lock and give it back?',
      law: 'an atomic operation to get in and one to get out; a lock that keeps a queue pays for it here',
      scenario: 'uncontended',
      subjects: () => true,
      sweep: ({ effort }) => (effort === 'quick' ? [] : [{}]),
      baseline: (lock, backend) => isFloor(lock) && backend === 'wasm',
      views: ['strategies'],
      x: null,
    }),
    over('lock', {
      id: 'contended',
      title: 'Every thread has a CPU and wants the lock',
      question: 'How many times a second do the threads get in and out when the critical section is empty?',
      law: 'a hand-over moves the lock to another CPU; locks that let the last holder come back, while others stay away, hand over less often',
      scenario: 'contended',
      subjects: (lock, { effort }) => isSharedLock(lock) && (effort !== 'quick' || lock.family !== 'numa'),
      backends: ({ effort }) => (effort === 'quick' ? ['wasm'] : ['js', 'wasm']),
      sweep: (context) => atThreads(atCpus(context)),
      baseline: (lock, backend) => isTicket(lock) && backend === 'wasm',
      views: ['strategies', 'fairness', 'breakdown'],
      x: null,
    }),
    over('lock', {
      id: 'crowded',
      title: 'More threads than CPUs',
      question: 'What is left when there are several threads for each CPU?',
      law: 'a spinning thread burns the time slice that the holder needs; a strict queue waits for a thread that does not run',
      scenario: 'contended',
      subjects: (lock) => isSharedLock(lock),
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: (context) => (context.effort === 'quick' ? [] : atThreads(mostCrowded(context))),
      baseline: (lock, backend) => isTicket(lock) && backend === 'wasm',
      views: ['strategies', 'fairness', 'breakdown'],
      x: null,
    }),
    over('lock', {
      id: 'threads',
      title: 'Throughput over threads',
      question: 'How does the throughput of one lock change with the number of threads?',
      law: 'one lock is one place: more threads never make it faster, and some locks collapse when CPUs run out',
      scenario: 'contended',
      subjects: isSharedLock,
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: ({ effort, threads }) => (effort === 'quick' ? [] : threads.map((count) => ({ threads: count }))),
      baseline: (lock, backend, { threads }) => isTicket(lock) && backend === 'wasm' && threads <= 2,
      views: ['scaling'],
      x: 'threads',
    }),
    over('lock', {
      id: 'handover',
      title: 'From one holder to the next',
      question: 'How long is the lock on its way from the thread that leaves to the thread that gets in?',
      law: 'a line transfer or two where the next thread looks; a wake-up by the kernel where it sleeps',
      scenario: 'handover',
      subjects: (lock, { effort }) => isSharedLock(lock) && (effort === 'thorough' || lock.family !== 'numa'),
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: (context) => (context.effort === 'quick' ? [] : atThreads(atCpus(context) === null ? null : 2)),
      baseline: (lock, backend) => isTicket(lock) && backend === 'wasm',
      views: ['percentiles'],
      x: null,
    }),
    over('lock', {
      id: 'section-length',
      title: 'How long the critical section is',
      question: 'From which length of the critical section on does it not matter which lock it is?',
      law: 'time per acquisition = section + hand-over: the longer the section, the less the lock counts, and the more CPU time spinning burns',
      scenario: 'contended',
      subjects: (lock, { effort }) =>
        isSharedLock(lock) && (effort === 'thorough' || isMutex(lock) || isPlainTicket(lock)),
      backends: () => ['wasm'],
      sweep: (context) =>
        atCpus(context) === null
          ? []
          : INSIDE_NS[context.effort].map((insideNs) => ({ threads: atCpus(context) ?? 2, insideNs })),
      baseline: () => false, // a longer section is slower, whatever the lock
      views: ['sweep', 'breakdown'],
      x: 'insideNs',
    }),
    over('lock', {
      id: 'long-holds',
      title: 'Now and then somebody stays inside for long',
      question: 'What do rare long critical sections do to those who wait?',
      law: 'whoever waits through a long section spins it away or sleeps it away',
      scenario: 'contended',
      subjects: isSharedLock,
      backends: () => ['wasm'],
      sweep: (context) =>
        context.effort === 'thorough' && atCpus(context) !== null
          ? [{ threads: atCpus(context) ?? 2, insideNs: 100, outsideNs: 100, longEvery: 1024, longUs: 200 }]
          : [],
      baseline: isTicket,
      views: ['strategies', 'percentiles', 'breakdown'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
