import type { Params, RegisterSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { atThreads, mostCrowded, mostSeated } from '../../src/lab/thread-counts.ts';
import { conclude } from './conclude.ts';

/** To be used: a read returns what one write wrote. */
const isWhole = (register: RegisterSpec) => register.values === 'whole' && register.control === undefined;
/** No shared value, read with plain loads: what copying the words costs at the least, and how reads scale on these CPUs. */
const isYardstick = (register: RegisterSpec) => register.values === 'none';

/** Of a hundred operations, how many are reads. Controls have no writers to agree with: without writes, unless there is time. */
const READ_PERCENTS = [100, 99, 90, 50, 0] as const;

function readPercents({ effort }: SweepContext, register: RegisterSpec): readonly number[] {
  if (effort === 'quick') return isWhole(register) ? [99] : [];
  return isWhole(register) || effort === 'thorough' ? READ_PERCENTS : [100];
}

/** What threads do with a lock: how long they stay inside, and how many of a hundred times they only read. */
const LOCK_USES: Readonly<Record<SweepContext['effort'], readonly Params[]>> = {
  quick: [],
  default: [...uses(0, [100, 90, 0]), ...uses(1000, [100, 90, 50, 0])],
  thorough: [...uses(0, READ_PERCENTS), ...uses(1000, READ_PERCENTS)],
};

function uses(insideNs: number, readPercents: readonly number[]): Params[] {
  return readPercents.map((readPercent) => ({ insideNs, readPercent }));
}

/**
 * Nanoseconds from one write to the next. At the shortest about one read in ten meets a value that is new to its reader, so that the slowest
 * of a hundred are among those; and most writers can keep it.
 */
const WRITE_EVERY_NS: Readonly<Record<SweepContext['effort'], readonly number[]>> = {
  quick: [],
  default: [200],
  thorough: [200, 1000, 20_000],
};

/** With as many threads as still have a CPU each; none without two of them. */
function seated(context: SweepContext, sets: readonly Params[]): Params[] {
  return atThreads(mostSeated(context)).flatMap(({ threads }) => sets.map((params) => ({ threads, ...params })));
}

/** One thread, and the most that still have a CPU each; all counts where there is time. */
function countsOf(context: SweepContext): readonly number[] {
  const { effort, threads } = context;
  if (effort === 'quick') return [];
  const several = effort === 'thorough' ? threads : [mostSeated(context) ?? Math.max(...threads)];
  return [...new Set([1, ...several])];
}

/** The same in all sections, as some cells belong to several. */
const shareLabel = ({ readPercent }: Params, { name }: { readonly name: string }) => `${name}, ${readPercent} % reads`;

export default {
  name: 'rwlocks',
  title: 'Readers and writers',
  question: 'Which way should threads read shared data that is seldom written?',
  threads: (cpus) => [...new Set([1, 2, Math.min(cpus, 64), Math.min(4 * cpus, 64)])].sort((a, b) => a - b),
  sections: [
    over('register', {
      id: 'shares',
      title: 'From reads only to writes only',
      question: 'How many reads and writes of 8 words a second do all threads make together, by the share of reads?',
      law: 'a write takes the line of the value away from all readers; a read costs a line transfer more where readers write a shared line themselves',
      scenario: 'sharing',
      subjects: (register) => !isYardstick(register),
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: (context, register) =>
        seated(
          context,
          readPercents(context, register).map((readPercent) => ({ readPercent })),
        ),
      baseline: () => false, // ways are compared at one share of reads, not across shares
      label: shareLabel,
      views: ['cases'],
      x: null,
    }),
    over('register', {
      id: 'scaling',
      title: 'Reads only, over threads',
      question: 'Nobody writes: how many times the reads of one thread do several make?',
      law: 'readers that write nothing, or only lines of their own, share copies of the line and scale as if nothing were shared; readers that write one line take turns at it',
      scenario: 'sharing',
      subjects: () => true,
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: (context) => countsOf(context).map((threads) => ({ threads, readPercent: 100 })),
      baseline: () => false, // speed-ups are told against one thread of the same register
      label: shareLabel,
      views: ['scaling'],
      x: 'threads',
    }),
    over('register', {
      id: 'alone',
      title: 'One thread alone',
      question: 'What does a read of 8 words cost when nobody else is there?',
      law: 'the copy, and what the way adds to it: looks at a word (loads), announcements and locks (atomic stores and exchanges)',
      scenario: 'sharing',
      subjects: () => true,
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: ({ effort }) => (effort === 'quick' ? [] : [{ threads: 1, readPercent: 100 }]),
      baseline: (register, backend) => isYardstick(register) && backend === 'wasm',
      label: shareLabel,
      views: ['strategies'],
      x: null,
    }),
    over('rwlock', {
      id: 'locks',
      title: 'The locks themselves',
      question: 'How many times a second do the threads get in, to read or to write, and is every thread served alike?',
      law: 'writers are inside one at a time, readers together; how much that gains depends on how long they stay inside beside what getting in costs',
      scenario: 'sharing',
      subjects: () => true,
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: (context) => seated(context, LOCK_USES[context.effort]),
      baseline: () => false, // locks are compared at one share and one length
      label: ({ readPercent, insideNs }, { name }) =>
        `${name}, ${readPercent} % reads, ${insideNs === 0 ? 'empty' : `${insideNs / 1000} µs`}`,
      views: ['cases', 'fairness'],
      x: null,
    }),
    over('register', {
      id: 'reading',
      title: 'Reading while one writes',
      question:
        'How long does a read of 8 words take while one thread writes again and again, and what is done in vain?',
      law: 'whoever meets the writer waits for it, begins again, or goes on with an older copy; all fetch the new value from the writer’s cache',
      scenario: 'reading',
      subjects: (register) => !isYardstick(register),
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sweep: (context) =>
        seated(
          context,
          WRITE_EVERY_NS[context.effort].map((writeEveryNs) => ({ writeEveryNs })),
        ),
      baseline: () => false, // the tails are what matters, and they have no ratio
      views: ['percentiles', 'breakdown'],
      x: null,
    }),
    over('register', {
      id: 'crowded',
      title: 'More threads than CPUs',
      question: 'What is left when there are several threads for each CPU, and nine of ten operations are reads?',
      law: 'who has no CPU in the middle of a write holds up all who wait for it; who reads beside it, or reads an older copy, goes on',
      scenario: 'sharing',
      subjects: isWhole,
      backends: () => ['wasm'],
      sweep: (context) =>
        context.effort === 'thorough'
          ? atThreads(mostCrowded(context)).map((params) => ({ ...params, readPercent: 90 }))
          : [],
      baseline: () => false,
      label: shareLabel,
      views: ['strategies', 'percentiles', 'breakdown'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
