/** Every broken twin is rejected by the check that it names, and the subject that it is a twin of is not. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  AnySubject,
  BarrierSpec,
  CounterSpec,
  EventcountSpec,
  LockSpec,
  OperationSpec,
  SignalSpec,
  WalkSpec,
} from '../../src/contract.ts';
import { discover, type FoundSubject, PROJECT } from '../../src/registry.ts';
import { BARRIER_CHECKS } from '../conformance/barrier-checks.ts';
import { buildBefore, type Check, LIMITS, type Limits } from '../conformance/check.ts';
import { COUNTER_CHECKS } from '../conformance/counter-checks.ts';
import { EVENTCOUNT_CHECKS } from '../conformance/eventcount-checks.ts';
import { LOCK_CHECKS } from '../conformance/lock-checks.ts';
import { OPERATION_CHECKS } from '../conformance/operation-checks.ts';
import { SIGNAL_CHECKS } from '../conformance/signal-checks.ts';
import { WALK_CHECKS } from '../conformance/walk-checks.ts';
import type { Mutant } from './mutant.ts';

/** A mutant that makes its threads wait for ever is to be found out soon. */
const MUTANT_LIMITS: Limits = { patienceMs: 400, scale: 1 };

const KINDS = ['lock', 'counter', 'barrier', 'eventcount', 'operation', 'signal', 'walk'] as const;
const folders = KINDS.map((kind) => join(PROJECT, 'test/mutants', kind));
const registry = await discover(folders);
buildBefore(registry.subjects.filter(({ spec }) => 'caughtBy' in spec));

testMutants<LockSpec>('lock', LOCK_CHECKS);
testMutants<CounterSpec>('counter', COUNTER_CHECKS);
testMutants<BarrierSpec>('barrier', BARRIER_CHECKS);
testMutants<EventcountSpec>('eventcount', EVENTCOUNT_CHECKS);
testMutants<OperationSpec>('operation', OPERATION_CHECKS);
testMutants<SignalSpec>('signal', SIGNAL_CHECKS);
testMutants<WalkSpec>('walk', WALK_CHECKS);

function testMutants<S extends AnySubject>(kind: (typeof KINDS)[number], checks: readonly Check<S>[]): void {
  const subjects = registry.ofKind(kind) as unknown as FoundSubject<S>[];
  const mutants = subjects.filter(({ spec }) => 'caughtBy' in spec) as FoundSubject<Mutant<S>>[];

  test(`every check of the kind ${kind} has a mutant that shows that it can fail`, () => {
    const named = new Set(mutants.map(({ spec }) => spec.caughtBy));
    expect(checks.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  });

  test.for(mutants.map((mutant) => ({ mutant, ...mutant.spec })))(
    '$name is rejected by $caughtBy',
    async ({ mutant }) => {
      const check = checkNamed(mutant.spec.caughtBy);
      expect(check.skip(mutant.spec)).toBe(null);
      const backends = mutant.spec.backends ?? (['js', 'wasm'] as const);
      // At the same time: most of it is waiting for threads that wait for ever.
      const outcomes = await Promise.allSettled(backends.map((backend) => check.run(mutant, [backend], MUTANT_LIMITS)));
      for (const [i, outcome] of outcomes.entries())
        expect(outcome, `as ${backends[i]}`).toMatchObject({ status: 'rejected', reason: { name: 'AssertionError' } });
    },
  );

  const twins = new Set(mutants.map(({ spec }) => `${spec.twin} ${spec.caughtBy}`));
  test.for([...twins].map((twin) => twin.split(' ')))(
    '%s, which is healthy, is accepted by %s',
    async ([name, caughtBy]) => {
      const healthy = subjects.find(({ spec }) => spec.name === name);
      if (!healthy)
        throw new Error(`Expected a subject of kind ${kind}, found none called '${name}': correct the mutant.`);
      const check = checkNamed(caughtBy);
      expect(check.skip(healthy.spec)).toBe(null);
      await check.run(healthy, ['js'], LIMITS);
    },
  );

  function checkNamed(name: string): Check<S> {
    const check = checks.find((one) => one.name === name);
    if (check) return check;
    throw new Error(
      `Expected a check of kind ${kind}, found none called '${name}': use one of ${checks.map(({ name }) => name).join(', ')}.`,
    );
  }
}
