/** What the tests of stress rounds ask for: little, of subjects by name or of files. */
import { availableParallelism } from 'node:os';
import { MIXTURES, type Mixture } from '../../../src/check/stress/configuration.ts';
import { type Stressed, type StressRequest, stress } from '../../../src/check/stress/stress.ts';
import { discover } from '../../../src/registry.ts';

/** `STRESS=1 npx vitest run test/check/stress`: the long form, a minute for each run. */
const SECONDS = process.env.STRESS === '1' ? 60 : null;

export interface Asked {
  readonly subjects: readonly string[];
  readonly seconds: number;
  readonly mixtures?: readonly Mixture[];
  readonly also?: readonly string[];
  readonly seed?: number;
  readonly patienceMs?: number;
  readonly withLitmus?: boolean;
}

/** Printed by the test: the same configurations again with SEED. */
export const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const CPUS = availableParallelism();

export function requestOf({
  seconds,
  mixtures = MIXTURES,
  seed = SEED,
  patienceMs = 20_000,
  withLitmus = false,
}: Asked) {
  return {
    ...{ mixtures, seed, patienceMs, withLitmus },
    seconds: SECONDS ?? seconds,
    subjects: [],
    cpus: Array.from({ length: CPUS }, (_, cpu) => cpu),
    mostThreads: 4,
    oneCpu: false,
    roundMs: [20, 60],
  } satisfies StressRequest;
}

/** What rounds of these subjects and the litmus tests need, with one compiler for all. */
export async function compile(asked: Pick<Asked, 'subjects' | 'also'>): Promise<void> {
  await run({ ...asked, seconds: 0, withLitmus: true }, 0);
}

/** `seconds`: instead of those that are asked for, or that the long form takes. */
export async function run(asked: Asked, seconds?: number): Promise<Stressed> {
  const registry = await discover(asked.also ?? []);
  const subjects = registry.subjects.filter(({ spec }) => asked.subjects.includes(spec.name));
  const request = { ...requestOf(asked), subjects, ...(seconds === undefined ? {} : { seconds }) };
  return stress(request, { compiled: () => {}, round: () => {}, quiet: () => {} }, new AbortController().signal);
}
