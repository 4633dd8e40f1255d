/**
 * One thread advances an eventcount that nobody waits for, and another is busy beside it: with numbers in its registers, or
 * with an eventcount of its own that nobody waits for either. The two share no word and no line; what makes the second case
 * slower lies inside the engine.
 */
import { advance } from '#subject';
import { stepsFor } from '../../src/atomics/steps-for.ts';
import { work } from '../../src/atomics/work.ts';
import type { EventcountSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { ITEMS, LOOK_MASK, OPS, STOP, SUM } from '../../src/crew/protocol.ts';

/** Between two looks at STOP. */
const WORK_NS: i32 = 10000;

/** Advances `events` until STOP. Returns how often. */
function advanceUntilStop(events: Words, control: Words, self: i32): i32 {
  let count: i32 = 0;
  let stop: i32 = 0;
  while (stop === 0) {
    advance(events, self);
    count = (count + 1) | 0;
    if ((count & LOOK_MASK) === 0) stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
  }
  return count;
}

export function advanceFirst(first: Words, second: Words, control: Words, mine: Words, self: i32): void {
  mine[OPS] = advanceUntilStop(first, control, self); // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = mine[OPS];
}

/** Counts no operations: the other thread's are what is studied. */
export function advanceSecond(first: Words, second: Words, control: Words, mine: Words, self: i32): void {
  mine[ITEMS] = advanceUntilStop(second, control, self); // plain: own words, published by the worker's add to FINISHED
}

export function calculate(first: Words, second: Words, control: Words, mine: Words, self: i32): void {
  const steps = stepsFor(WORK_NS);
  let sum: i32 = self;
  // [acquire] pairs with the main thread's store of STOP
  while (Atomics.load(control, STOP) === 0) sum = work(steps, sum);
  mine[SUM] = sum; // plain: own words; so that no compiler leaves the work out
}

export default {
  name: 'interference',
  kind: 'eventcount',
  title: 'Advances that nobody waits for, beside a thread that has nothing to do with them',
  question: 'How many advances a second does one thread make, and does it matter what an unrelated thread does?',
  metric: { name: 'advances', unit: 'ops/s', better: 'higher' },
  operations: 'advances',
  value: 'operations-over-time',
  instances: 2,
  params: { others: { default: 0, what: 'the other thread 0: calculates, 1: advances an eventcount of its own' } },
  roles: ({ others }) => ['advanceFirst', others === 1 ? 'advanceSecond' : 'calculate'],
  studied: ['advanceFirst'],
  ends: (_params, instance) => (instance === 0 ? ['producer', 'consumer'] : ['consumer', 'producer']),
  selves: () => [0, 0],
  refuses: (_subject, { others }) => (others === 0 || others === 1 ? null : 'others is 0 or 1'),
  sizeWords: (subject) => subject.sizeWords(2),
  init: (subject, words) => subject.init?.(words, 2),
  violations: () => [], // nothing is handed over
} satisfies ScenarioSpec<EventcountSpec>;
