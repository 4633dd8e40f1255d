/** Programs for rings: what goes in comes out, once, in order, and a refusal is true. */
import type { RingSpec } from '../../contract.ts';
import type { Model } from '../linearizable/model.ts';
import { fifo } from '../linearizable/models/fifo.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';
import { broadcast } from './models/broadcast.ts';
import { latestValue } from './models/latest-value.ts';
import { withheldFifo } from './models/withheld.ts';

type Subject = Parameters<typeof plan>[0];
type Tier = Planned['tier'];

const CAPACITY = 2;
/** The smallest one of which a quarter is more than one slot, so that something can be held back. */
const CAPACITY_HELD_BACK = 8;
/** Items of the largest batch; more than fit. */
const BATCH = 3;

const plan: PlanPrograms<RingSpec> = (subject) => {
  const { spec } = subject;
  const settings = settingsOf(spec, CAPACITY);
  const pair = settings.map((setting) => items(subject, [2], [2], 'quick', setting));
  if (spec.overflow === 'overwrite') return pair; // a batch keeps one item, and who waits for two may wait for ever
  return [
    ...pair,
    items(subject, [3], [2], 'quick'),
    ...crowds(subject),
    ...settings.flatMap((setting) => collisions(subject, setting)),
    ...(spec.refusals === 'in-flight' ? [halfDone(subject)] : []),
    ...settings.flatMap((setting) => batches(subject, setting)),
    ...settingsOf(spec, 2 * CAPACITY)
      .filter(({ start }) => start !== 0)
      .map((setting) => alone(subject, setting)),
    sizeMeanwhile(subject),
    ...waiting(subject),
    ...(spec.publishes === 'several' ? heldBack(subject) : []),
  ];
};

export default plan;

/** Several producers, several consumers, both. */
function crowds(subject: Subject): Planned[] {
  const { producers, consumers, delivery } = subject.spec;
  const made: Planned[] = [];
  const add = (pushes: number[], pops: number[], tier: Tier) => made.push(items(subject, pushes, pops, tier));
  if (producers === 'many') {
    add([1, 1], [2], 'quick');
    add([2, 2], [2], 'full');
  }
  if (consumers === 'many') {
    add([2], [1, 1], 'quick');
    add([2], [2, 2], 'full');
  }
  if (consumers === 'many' && delivery === 'once') add([3], [1, 1], 'full'); // slots are used again
  if (consumers === 'many' && delivery === 'all') add([3], [2, 1], 'full');
  if (producers === 'many' && consumers === 'many') add([1, 1], [1, 1], 'full');
  const most = items(subject, producers === 'many' ? [3, 3] : [5], consumers === 'many' ? [3, 3] : [5], 'full');
  made.push({ ...most, demands: 'sampled' }); // more than can be gone through
  return made;
}

/** One call after another: producer i makes `pushes[i]`, consumer i `pops[i]`. */
function items(subject: Subject, pushes: number[], pops: number[], tier: Tier, setting = PLAIN): Planned {
  let next = 1;
  const threads = [
    ...pushes.map((count, self) => calls(count, () => ({ name: 'tryPush', args: [next++, self] }))),
    ...pops.map((count, self) => calls(count, () => ({ name: 'tryPop', args: [self] }))),
  ];
  return neverBlocked(
    planned(subject, setting, tier, { name: `${pushes.join(' + ')} pushes, ${pops.join(' + ')} pops`, threads }),
    subject,
  );
}

/** More at once than fit. What does not fit, or is not there, is seen before the rest moves: a batch in the meantime may fall short. */
function batches(subject: Subject, setting: Setting): Planned[] {
  const { producers, consumers } = subject.spec;
  const push: Call = { name: 'pushMany', args: [1, BATCH, 0] };
  const pushNext: Call = { name: 'tryPush', args: [4, 0] };
  const pop = (count: number, self: number): Call => ({ name: 'popMany', args: [count, self] });
  const program = (name: string, tier: Tier, ...threads: Call[][]): Planned =>
    neverBlocked(
      planned(subject, setting, tier, { name, threads, model: batchModelOf(subject.spec, consumersOf(threads)) }),
      subject,
    );
  const made = [
    program('a batch and a push, two batches out', 'quick', [push, pushNext], [pop(BATCH, 0), pop(CAPACITY, 0)]),
    program(
      'a push and a batch, a pop and a batch out',
      'full',
      [{ name: 'tryPush', args: [5, 0] }, push],
      [{ name: 'tryPop', args: [0] }, pop(CAPACITY, 0)],
    ),
  ];
  if (setting !== PLAIN) return made;
  // Others finish out of order: the last slot of a batch says nothing about the earlier ones.
  if (producers === 'many')
    made.push(
      program(
        'two pushes in, a batch out',
        'quick',
        [{ name: 'tryPush', args: [1, 0] }],
        [{ name: 'tryPush', args: [2, 1] }],
        [pop(CAPACITY, 0)],
      ),
    );
  if (consumers === 'many')
    made.push(
      program(
        'two batches in, two pops out',
        'quick',
        [
          { name: 'pushMany', args: [1, CAPACITY, 0] },
          { name: 'pushMany', args: [3, CAPACITY, 0] },
        ],
        [{ name: 'tryPop', args: [0] }],
        [{ name: 'tryPop', args: [1] }],
      ),
    );
  if (producers === 'many')
    made.push(
      program('two batches in, one out', 'full', [push], [{ name: 'pushMany', args: [4, 2, 1] }], [pop(CAPACITY, 0)]),
    );
  if (consumers === 'many')
    made.push(program('one batch in, two out', 'full', [push], [pop(CAPACITY, 0)], [pop(CAPACITY, 1)]));
  return made;
}

/**
 * Two threads of one side at once, while the other side rests: then a refusal is true, whatever is in flight. They begin one position
 * further on, where the wrap is inside the ring.
 */
function collisions(subject: Subject, setting: Setting): Planned[] {
  const { producers, consumers, delivery } = subject.spec;
  const push = (value: number, self: number): Call => ({ name: 'tryPush', args: [value, self] });
  const pop = (self: number): Call => ({ name: 'tryPop', args: [self] });
  const pushBatch = (first: number, count: number, self: number): Call => ({
    name: 'pushMany',
    args: [first, count, self],
  });
  const popBatch = (self: number): Call => ({ name: 'popMany', args: [1, self] });
  const program = (name: string, ...threads: Call[][]): Planned =>
    neverBlocked(
      planned(subject, setting, 'quick', {
        name,
        threads,
        startsAfter: { 1: 0, 2: 0 },
        model: fifo({ capacity: CAPACITY, refusals: 'exact' }),
      }),
      subject,
    );
  const made: Planned[] = [];
  if (producers === 'many')
    made.push(
      program(
        'a push and a pop, then 2 + 1 pushes at once',
        [push(1, 0), pop(0)],
        [push(2, 0), pushBatch(3, 1, 0)],
        [pushBatch(4, 1, 1)],
      ),
    );
  if (consumers === 'many' && delivery === 'once')
    made.push(
      program(
        'a push, a pop and two pushes, then 2 + 1 pops at once',
        [push(1, 0), pop(0), pushBatch(2, CAPACITY, 0)],
        [pop(0), popBatch(0)],
        [popBatch(1)],
      ),
    );
  return made;
}

/** One thread in both roles, from two laps below the wrap: in the second lap it pushes only where it has just made room. */
function alone(subject: Subject, setting: Setting): Planned {
  let next = 1;
  const push = (): Call => ({ name: 'tryPush', args: [next++, 0] });
  const pop: Call = { name: 'tryPop', args: [0] };
  const thread = [push(), push(), ...Array.from({ length: CAPACITY + 1 }, () => [pop, push()]).flat()];
  return planned(subject, setting, 'quick', { name: 'one thread, two laps', threads: [thread] });
}

/** A batch of which some is in flight for ever: the other side returns all the same. */
function halfDone(subject: Subject): Planned {
  const threads: Call[][] = [
    [{ name: 'pushMany', args: [1, CAPACITY, 0] }],
    [
      { name: 'popMany', args: [CAPACITY, 0] },
      { name: 'tryPop', args: [0] },
    ],
  ];
  const model = batchModelOf(subject.spec, 1);
  const made = planned(subject, PLAIN, 'quick', {
    name: 'a batch in, a batch and a pop out, either stops',
    threads,
    model,
  });
  return { ...made, crashes: 1, lockFree: true };
}

/** A third thread asks for the size: any number that there can be will do, although more go in meanwhile than fit at once. */
function sizeMeanwhile(subject: Subject): Planned {
  const threads: Call[][] = [
    [1, 2, 3].map((value) => ({ name: 'tryPush', args: [value, 0] })),
    [{ name: 'tryPop', args: [0] }],
    [{ name: 'measure', args: [] }],
  ];
  return planned(subject, PLAIN, 'quick', {
    name: '3 pushes, a pop, the size meanwhile',
    threads,
    finally(read) {
      const size = read('data', 0);
      return size >= 0 && size <= CAPACITY ? null : `The size was ${size} in a ring of ${CAPACITY}.`;
    },
  });
}

function waiting(subject: Subject): Planned[] {
  const { producers, consumers, delivery } = subject.spec;
  const made = [sleepers(subject, [2], [2], 'quick'), sleepers(subject, [3], [3], 'full')];
  if (producers === 'many') made.push(sleepers(subject, [1, 1], [2], 'full'));
  if (consumers === 'many') made.push(sleepers(subject, [delivery === 'all' ? 1 : 2], [1, 1], 'full'));
  return made;
}

/** Who finds no room or no item sleeps until there is one: everybody ends, and each call succeeds. */
function sleepers(
  subject: Subject,
  pushes: number[],
  pops: number[],
  tier: Tier,
  setting = PLAIN,
  capacity = CAPACITY,
): Planned {
  let next = 1;
  const queue = modelOf(subject.spec, pops.length, capacity);
  const model: Model = {
    ...queue,
    outcomes: (state, call) => queue.outcomes(state, { ...call, name: call.name === 'push' ? 'tryPush' : 'tryPop' }),
  };
  const name = `${pushes.join(' + ')} pushes, ${pops.join(' + ')} pops that wait`;
  const threads = [
    ...pushes.map((count, self) => calls(count, () => ({ name: 'push', args: [next++, self] }))),
    ...pops.map((count, self) => calls(count, () => ({ name: 'pop', args: [self] }))),
  ];
  const program = { name, driver: driver('ring-waiting'), threads, model };
  return { ...planned(subject, setting, tier, program, capacity), spurious: true };
}

/** What is pushed and not flushed may come out late, but comes out, in order; a flush brings it out. Nobody sleeps through it. */
function heldBack(subject: Subject): Planned[] {
  const push = (value: number): Call => ({ name: 'tryPush', args: [value, 0] });
  const pop: Call = { name: 'tryPop', args: [0] };
  const program = {
    name: '3 pushes and a flush, 3 pops, items held back',
    driver: driver('ring'),
    threads: [
      [push(1), push(2), push(3), { name: 'flush', args: [0] }],
      [pop, pop, pop],
    ],
    model: withheldFifo(CAPACITY_HELD_BACK),
  };
  const more = CAPACITY_HELD_BACK + 1;
  return settingsOf(subject.spec, CAPACITY_HELD_BACK).flatMap((setting) => [
    neverBlocked(planned(subject, setting, 'quick', program, CAPACITY_HELD_BACK), subject),
    ...(setting.start === 0 ? [sleepers(subject, [more], [more], 'full', setting, CAPACITY_HELD_BACK)] : []),
  ]);
}

function calls(count: number, make: () => Call): Call[] {
  return Array.from({ length: count }, make);
}

/** Threads that pop. */
function consumersOf(threads: Program['threads']): number {
  return threads.filter((made) => made.some(({ name }) => /pop/i.test(name))).length;
}

function modelOf(spec: RingSpec, consumers: number, capacity = CAPACITY): Model {
  if (spec.overflow === 'overwrite') return latestValue;
  if (spec.delivery === 'all') return broadcast(capacity, consumers);
  return fifo({ capacity, refusals: spec.refusals === 'exact' ? 'exact' : 'when-overlapped' });
}

/** A batch may fall short while others are at work. */
function batchModelOf(spec: RingSpec, consumers: number): Model {
  if (spec.delivery === 'all') return modelOf(spec, consumers);
  const exact = fifo({ capacity: CAPACITY, refusals: 'when-overlapped' });
  if (spec.batches === 'at-once') return exact;
  // Items that go one by one are no operation while others are at work: then all that can be asked is that they come in order.
  const inOrder = fifo({ capacity: Number.POSITIVE_INFINITY, refusals: 'any-time' });
  return {
    ...inOrder,
    ignoresOverlap: false,
    outcomes: (state, call) => (call.overlapped ? inOrder : exact).outcomes(state as never, call),
  };
}

/** Where nobody can hold up the others, they end although one stops for ever at any step. */
function neverBlocked(made: Planned, { spec }: Subject): Planned {
  return spec.progress === 'blocking' ? made : { ...made, crashes: 1, lockFree: true };
}

/** The ring's words, for as many consumers as call it. */
function planned(
  { path, spec }: Subject,
  setting: Setting,
  tier: Tier,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
  capacity = CAPACITY,
): Planned {
  const consumers = consumersOf(program.threads);
  return {
    program: {
      driver: driver(spec.publishes === 'several' ? 'ring-flushed' : 'ring'),
      subject: path,
      regions: {
        words: structure(spec, setting, { capacitySlots: capacity, consumers }),
        data: sharedWords(4),
      },
      privateWords: BATCH,
      ...(program.finally ? {} : { model: modelOf(spec, consumers) }),
      ...program,
      name: `${program.name}${setting.note}`,
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.otherSide === 'lock' ? { spurious: true } : {}),
  };
}
