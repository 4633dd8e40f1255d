import type { Backend, CounterSpec } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SectionSpec, SweepContext } from '../../src/lab/spec.ts';
import { conclude } from './conclude.ts';

/** A counter whose cells can be put any distance apart. */
const hasStride = (counter: CounterSpec) => counter.tunables?.strideBytes !== undefined;

const STRIDES = [4, 8, 16, 32, 64, 128, 256] as const;
/** Within a line, at its two ends, and far apart. */
const FEW_STRIDES: readonly number[] = [4, 32, 64, 256];
const FARTHEST = 256;

export default {
  name: 'false-sharing',
  title: 'Words that share a cache line',
  question: 'How far apart must the words of two threads lie, and what does it cost if they do not?',
  threads: (cpus) => (cpus > 2 ? [2, Math.min(cpus, 64)] : [2]),
  sections: [
    stride({
      id: 'plain-stores',
      title: 'Plain stores',
      law: 'words of two writers on one line cost a line transfer whenever the writer changes; plain stores wait in the store buffer and go out together, so there are fewer transfers than stores',
      subjects: (counter) => hasStride(counter) && counter.cells === 'per-thread',
      backends: () => ['js', 'wasm'],
    }),
    stride({
      id: 'atomic-adds',
      title: 'Atomic adds',
      law: 'words of two writers on one line cost a line transfer whenever the writer changes; an atomic add waits for the line each time',
      subjects: (counter) => hasStride(counter) && counter.cells === 'several',
      // As JavaScript a call around each atomic operation covers part of what a line costs.
      backends: ({ effort }) => (effort === 'quick' ? ['wasm'] : ['js', 'wasm']),
    }),
  ],
  conclude,
} satisfies LabSpec;

/** Every thread writes its own word, at some distance from the next one's. */
function stride(section: {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  subjects(counter: CounterSpec): boolean;
  backends(context: SweepContext): readonly Backend[];
}): SectionSpec {
  return over('counter', {
    ...section,
    question: 'What does an addition cost when the words of two threads lie so many bytes apart?',
    scenario: 'add',
    sweep: ({ effort, threads }) =>
      (effort === 'quick' ? [fewest(threads)] : threads).flatMap((count) => at(count, effort)),
    baseline: (_counter, _backend, { strideBytes }) => strideBytes === FARTHEST,
    views: ['sweep', 'knee'],
    x: 'strideBytes',
  });
}

/** The fewest threads that can disturb each other. */
function fewest(threads: readonly number[]): number {
  return Math.min(...(threads.some((count) => count > 1) ? threads.filter((count) => count > 1) : threads));
}

function at(threads: number, effort: SweepContext['effort']) {
  return (effort === 'quick' ? FEW_STRIDES : STRIDES).map((strideBytes) => ({ threads, strideBytes }));
}
