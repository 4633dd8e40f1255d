/** Properties that every subject of a kind must have, by name: the conformance tests run them on subjects, the mutants' on broken ones. */
import { beforeAll, describe, test } from 'vitest';
import type { AnySubject, Backend } from '../../src/contract.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { IS_QUICK } from '../quick.ts';

export interface Check<S extends AnySubject> {
  /** What a mutant calls it: `mutual-exclusion`. */
  readonly name: string;
  /** What holds, in a sentence. */
  readonly title: string;
  /** `one`: a script for one thread. */
  readonly threads: 'one' | 'several';
  /** Why the check does not apply to this subject, or `null`. */
  skip(spec: S): string | null;
  /** Rejects with an AssertionError where the property is violated. Back ends are dealt out to the threads in turn. */
  run(found: FoundSubject<S>, backends: readonly Backend[], limits: Limits): Promise<void>;
}

export interface Limits {
  /** How long threads may go without a step before they count as hanging. */
  readonly patienceMs: number;
  /** Factor on the number of rounds. */
  readonly scale: number;
}

/** `STRESS=1 npx vitest run test/conformance`: the long form, minutes for each check. */
const IS_STRESS = process.env.STRESS === '1';
export const LIMITS: Limits = { patienceMs: 20_000, scale: IS_STRESS ? 50 : 1 };
const TIMEOUT_MS = IS_STRESS ? 3_600_000 : 120_000;

/** One test for each subject, mixture of back ends and check; what does not apply is skipped, and the title says why. */
export function testChecks<S extends AnySubject>(
  subjects: readonly FoundSubject<S>[],
  checks: readonly Check<S>[],
): void {
  buildBefore(subjects);
  for (const found of subjects) {
    for (const backends of mixturesOf(found.spec)) {
      const tried = checks.filter(({ threads }) => isTried(found.spec, backends, threads));
      if (tried.length === 0) continue;
      describe(`${found.spec.name} as ${backends.join(' and ')}`, () => {
        for (const check of tried) {
          const reason = check.skip(found.spec);
          const title = `${check.name}: ${check.title}${reason === null ? '' : ` (skipped: ${reason})`}`;
          test.skipIf(reason !== null)(title, { timeout: TIMEOUT_MS }, () => check.run(found, backends, LIMITS));
        }
      });
    }
  }
}

/** Compile with one compiler for all; the threads find the kernels in the cache. */
export function buildBefore(subjects: readonly FoundSubject[]): void {
  const inBoth = subjects.filter(({ spec }) => spec.backends?.includes('wasm') ?? true);
  beforeAll(() => buildKernels(inBoth.map(({ path }) => ({ entry: path }))), TIMEOUT_MS);
}

/** One thread has one back end; several have each of them alone too, where there is time. */
function isTried(spec: AnySubject, backends: readonly Backend[], threads: Check<AnySubject>['threads']): boolean {
  if (threads === 'one') return backends.length === 1;
  return !IS_QUICK || backends.length === (spec.backends?.length ?? 2);
}

/** Each back end alone, and both together. */
function mixturesOf(spec: AnySubject): readonly (readonly Backend[])[] {
  return spec.backends?.map((backend) => [backend]) ?? [['js'], ['wasm'], ['js', 'wasm']];
}
