/** Programs for stacks: what goes in comes out, once, the youngest first; "empty" is true, and "full" if nobody else is at work. */
import type { StackSpec } from '../../contract.ts';
import type { Model } from '../linearizable/model.ts';
import { stack } from '../linearizable/models/stack.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, structure } from './_settings.ts';

type Subject = Parameters<typeof plan>[0];

interface Shape {
  readonly name: string;
  readonly capacity: number;
  /** Items inside when the threads begin, the oldest first. */
  readonly inside?: readonly number[];
  /** What each thread does: a number is pushed, POP pops. */
  readonly threads: readonly (readonly number[])[];
  /** Threads that the stack is set up for, those here being the last of them; absent: only these. */
  readonly outOf?: number;
  /** A push is refused only if the stack is full. */
  readonly exactlyFull?: true;
}

const POP = 0;

/**
 * Two threads, or three with a call each: small enough for every order of every setting. Items are small numbers, like those that a stack
 * may keep beside them: thread numbers, nodes.
 */
const SMALL: readonly Shape[] = [
  { name: 'a push and a pop each', capacity: 2, threads: threadsOf([1, POP], [2, POP]) },
  { name: 'two pushes, two pops', capacity: 2, threads: threadsOf([1, 2], [POP, POP]) },
  { name: 'two pushes, a pop, one inside', capacity: 2, inside: [9], threads: threadsOf([2], [3], [POP]) },
  { name: 'a push, two pops, two inside', capacity: 3, inside: [8, 9], threads: threadsOf([2], [POP], [POP]) },
  {
    name: 'two pushes, a pop, one inside, of a hundred threads',
    capacity: 2,
    inside: [9],
    threads: threadsOf([2], [3], [POP]),
    outOf: 100,
  },
];

/** Where two have met beside the top, the next two may, while one of the first two is there still. */
const MEETINGS: readonly Shape[] = [
  { name: 'a push, two pushes, a pop, one inside', capacity: 4, inside: [9], threads: threadsOf([2], [4, 5], [POP]) },
];

/** A pop and a push that meet take no slot; nor may they hide that a stack was full, or empty, all the time. */
const EDGES: readonly Shape[] = [
  { name: 'two pushes, a pop, one slot', capacity: 1, threads: threadsOf([1], [2], [POP]) },
  { name: 'two pushes, a pop, one slot, filled', capacity: 1, inside: [9], threads: threadsOf([1], [2], [POP]) },
  { name: 'a push, two pops, one slot', capacity: 1, threads: threadsOf([1], [POP], [POP]) },
];

/** Of one kind at once: then a refusal is true, whatever is in flight. */
const ALIKE: readonly Shape[] = [
  { name: '2 + 1 pushes, two slots', capacity: 2, threads: threadsOf([1, 2], [3]), exactlyFull: true },
  { name: '2 + 1 pops, two inside', capacity: 2, inside: [8, 9], threads: threadsOf([POP, POP], [POP]) },
];

/** What was in use comes back: pushes that find nobody at work find every slot. */
const AFTERWARDS: readonly Shape[] = [
  {
    name: 'a push and a pop, a push and two pops, then two pushes',
    capacity: 2,
    threads: threadsOf([1, POP], [2, POP, POP, 3, 4]),
  },
  { name: 'two pops, then three pushes', capacity: 3, inside: [8, 9], threads: threadsOf([POP], [POP, 3, 4, 5]) },
];

/**
 * Three threads that bring a word back to what it was, with other nodes behind it: two take a node each, which come back in the other
 * order. (One thread alone cannot: what it takes last it puts back first.) Whoever counts too few changes does not notice.
 */
const BACK_AGAIN: readonly Shape[] = [
  {
    name: 'the same node on top again',
    capacity: 2,
    inside: [8, 9],
    threads: threadsOf([POP], [POP], [POP, 1, POP]),
  },
  {
    name: 'the same free node again',
    capacity: 2,
    threads: threadsOf([1], [2, POP], [3, 4]),
  },
];

const plan: PlanPrograms<StackSpec> = (subject) => {
  const settings = settingsOf(subject.spec, 1);
  const every = (shapes: readonly Shape[]) =>
    settings.flatMap((setting) => shapes.map((shape) => planned(subject, shape, setting)));
  const most = threadsOf([1, POP, 2], [3, POP, POP], [POP, 4, 5]);
  return [
    ...every(SMALL),
    ...every(EDGES),
    ...every(ALIKE),
    ...[...MEETINGS, ...AFTERWARDS].map((shape): Planned => ({ ...planned(subject, shape), tier: 'full' })),
    ...BACK_AGAIN.map((shape): Planned => ({ ...planned(subject, shape), tier: 'full', demands: 3 })),
    {
      ...planned(subject, { name: 'three calls each, one inside', capacity: 2, inside: [9], threads: most }),
      tier: 'full',
      demands: 'sampled',
    },
  ];
};

export default plan;

function threadsOf(...threads: readonly number[][]): readonly (readonly number[])[] {
  return threads;
}

function planned({ path, spec }: Subject, shape: Shape, setting: Setting = PLAIN): Planned {
  const { name, capacity, inside = [] } = shape;
  const threads = shape.outOf ?? shape.threads.length;
  const first = threads - shape.threads.length;
  const words = structure(spec, setting, { capacitySlots: capacity, threads }, (fresh) => {
    for (const item of inside) spec.push(fresh, 0, item);
  });
  return {
    program: {
      name: `${name}${setting.note}`,
      driver: driver('stack'),
      subject: path,
      regions: { words },
      privateWords: 1,
      threads: shape.threads.map((items, self) => items.map((item) => callOf(item, first + self))),
      model: modelOf(spec, shape, inside),
    },
    tier: 'quick',
    demands: 'exhaustive',
    expects: [],
    // Where nobody can hold up the others, they end although one stops for ever at any step. (Nobody wakes for no reason where threads
    // park: that would be one more failed try, and again one more, without end. The lock's own programs have it.)
    ...(spec.progress === 'blocking' ? {} : { crashes: 1, lockFree: true }),
  };
}

function callOf(item: number, self: number): Call {
  return item === POP ? { name: 'tryPop', args: [self] } : { name: 'tryPush', args: [item, self] };
}

/** A free slot may be in somebody's hands, unless one lock guards them all; an item is on the stack or not. */
function modelOf({ refusals }: StackSpec, { capacity, exactlyFull }: Shape, inside: readonly number[]): Model {
  const exact = stack({ capacity, refusals: 'exact' });
  const full = stack({ capacity, refusals: exactlyFull || refusals === 'exact' ? 'exact' : 'when-overlapped' });
  return {
    ...full,
    initial: inside,
    outcomes: (state, call) => (call.name === 'tryPush' ? full : exact).outcomes(state as readonly number[], call),
  };
}
