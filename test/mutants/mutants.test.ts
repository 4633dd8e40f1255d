/** Every broken twin is rejected by the check that it names, and the subject that it is a twin of is not. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  AnySubject,
  BarrierSpec,
  ConditionSpec,
  CounterSpec,
  DelegationSpec,
  DequeSpec,
  EventcountSpec,
  LatchSpec,
  LockSpec,
  MapSpec,
  OnceSpec,
  OperationSpec,
  RegisterSpec,
  RwLockSpec,
  SemaphoreSpec,
  SignalSpec,
  StackSpec,
  WalkSpec,
} from '../../src/contract.ts';
import { discover, type FoundSubject, PROJECT } from '../../src/registry.ts';
import { BARRIER_CHECKS } from '../conformance/barrier-checks.ts';
import { buildBefore, type Check, LIMITS, type Limits } from '../conformance/check.ts';
import { CONDITION_CHECKS } from '../conformance/condition-checks.ts';
import { COUNTER_CHECKS } from '../conformance/counter-checks.ts';
import { DELEGATION_CHECKS } from '../conformance/delegation-checks.ts';
import { DEQUE_CHECKS } from '../conformance/deque-checks.ts';
import { EVENTCOUNT_CHECKS } from '../conformance/eventcount-checks.ts';
import { LATCH_CHECKS } from '../conformance/latch-checks.ts';
import { LOCK_CHECKS } from '../conformance/lock-checks.ts';
import { MAP_CHECKS } from '../conformance/map-checks.ts';
import { ONCE_CHECKS } from '../conformance/once-checks.ts';
import { OPERATION_CHECKS } from '../conformance/operation-checks.ts';
import { REGISTER_CHECKS } from '../conformance/register-checks.ts';
import { RWLOCK_CHECKS } from '../conformance/rwlock-checks.ts';
import { SEMAPHORE_CHECKS } from '../conformance/semaphore-checks.ts';
import { SIGNAL_CHECKS } from '../conformance/signal-checks.ts';
import { STACK_CHECKS } from '../conformance/stack-checks.ts';
import { WALK_CHECKS } from '../conformance/walk-checks.ts';
import { IS_QUICK } from '../quick.ts';
import type { Mutant } from './mutant.ts';

/** A mutant that makes its threads wait for ever is to be found out soon. */
const MUTANT_LIMITS: Limits = { patienceMs: 300, scale: 1 };

const TRIES = 3;

const KINDS = [
  'lock',
  'rwlock',
  'counter',
  'register',
  'barrier',
  'eventcount',
  'delegation',
  'semaphore',
  'condition',
  'latch',
  'once',
  'deque',
  'map',
  'operation',
  'signal',
  'stack',
  'walk',
] as const;
const folders = KINDS.map((kind) => join(PROJECT, 'test/mutants', kind));
const registry = await discover(folders);
/** Mutants that are tried as WebAssembly. */
const compiled: FoundSubject[] = [];

testMutants<LockSpec>('lock', LOCK_CHECKS);
testMutants<RwLockSpec>('rwlock', RWLOCK_CHECKS);
testMutants<CounterSpec>('counter', COUNTER_CHECKS);
testMutants<RegisterSpec>('register', REGISTER_CHECKS);
testMutants<BarrierSpec>('barrier', BARRIER_CHECKS);
testMutants<DelegationSpec>('delegation', DELEGATION_CHECKS);
testMutants<EventcountSpec>('eventcount', EVENTCOUNT_CHECKS);
testMutants<SemaphoreSpec>('semaphore', SEMAPHORE_CHECKS);
testMutants<ConditionSpec>('condition', CONDITION_CHECKS);
testMutants<LatchSpec>('latch', LATCH_CHECKS);
testMutants<OnceSpec>('once', ONCE_CHECKS);
testMutants<DequeSpec>('deque', DEQUE_CHECKS);
testMutants<MapSpec>('map', MAP_CHECKS);
testMutants<OperationSpec>('operation', OPERATION_CHECKS);
testMutants<SignalSpec>('signal', SIGNAL_CHECKS);
testMutants<StackSpec>('stack', STACK_CHECKS);
testMutants<WalkSpec>('walk', WALK_CHECKS);
buildBefore(compiled);

function testMutants<S extends AnySubject>(kind: (typeof KINDS)[number], checks: readonly Check<S>[]): void {
  const subjects = registry.ofKind(kind) as unknown as FoundSubject<S>[];
  const mutants = subjects.filter(({ spec }) => 'caughtBy' in spec) as FoundSubject<Mutant<S>>[];

  test(`every check of the kind ${kind} has a mutant that shows that it can fail`, () => {
    const named = new Set(mutants.map(({ spec }) => spec.caughtBy));
    expect(checks.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  });

  const tried = (IS_QUICK ? firstForEachCheck(mutants) : mutants).map((mutant, nth) => {
    const both = mutant.spec.backends ?? (['js', 'wasm'] as const);
    return { mutant, ...mutant.spec, backends: IS_QUICK ? [both[nth % both.length]] : both };
  });
  compiled.push(...tried.filter(({ backends }) => backends.includes('wasm')).map(({ mutant }) => mutant));
  test.for(tried)('$name is rejected by $caughtBy', async ({ mutant, backends }) => {
    const check = checkNamed(mutant.spec.caughtBy);
    expect(check.skip(mutant.spec)).toBe(null);
    // At the same time: most of it is waiting for threads that wait for ever.
    const errors = await Promise.all(
      backends.map((backend) => firstError(() => check.run(mutant, [backend], MUTANT_LIMITS))),
    );
    for (const [i, error] of errors.entries())
      expect(error, `as ${backends[i]}`).toMatchObject({ name: 'AssertionError' });
  });

  const twins = new Set(mutants.map(({ spec }) => `${spec.twin} ${spec.caughtBy}`));
  test.for([...twins].map((twin) => twin.split(' ')))(
    `%s, which is healthy, is ${IS_QUICK ? 'in the conformance tests looked at by' : 'accepted by'} %s`,
    async ([name, caughtBy]) => {
      const healthy = subjects.find(({ spec }) => spec.name === name);
      if (!healthy)
        throw new Error(`Expected a subject of kind ${kind}, found none called '${name}': correct the mutant.`);
      const check = checkNamed(caughtBy);
      expect(check.skip(healthy.spec)).toBe(null);
      if (!IS_QUICK) await check.run(healthy, ['js'], LIMITS);
    },
  );

  /** Threads need not meet in the way that shows the violation each time. */
  async function firstError(run: () => Promise<void>): Promise<unknown> {
    for (let i = 0; i < TRIES; i++) {
      try {
        await run();
      } catch (error) {
        return error;
      }
    }
    return `${TRIES} runs showed nothing`;
  }

  function checkNamed(name: string): Check<S> {
    const check = checks.find((one) => one.name === name);
    if (check) return check;
    throw new Error(
      `Expected a check of kind ${kind}, found none called '${name}': use one of ${checks.map(({ name }) => name).join(', ')}.`,
    );
  }
}

/** Enough to show that each check can fail. */
function firstForEachCheck<S extends AnySubject>(
  mutants: readonly FoundSubject<Mutant<S>>[],
): readonly FoundSubject<Mutant<S>>[] {
  return [...new Map([...mutants].reverse().map((mutant) => [mutant.spec.caughtBy, mutant])).values()];
}
