/** Programs for delegation: whoever runs the operations, they look as if one came after the other. */
import type { DelegationSpec } from '../../contract.ts';
import { DEQUEUE, ENQUEUE, POP, PUSH } from '../../delegation/_object.ts';
import type { Model } from '../linearizable/model.ts';
import { counter } from '../linearizable/models/counter.ts';
import { fifo } from '../linearizable/models/fifo.ts';
import { stack } from '../linearizable/models/stack.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, settingsOf, structure } from './_settings.ts';
import { served } from './models/served.ts';

type Subject = Parameters<typeof plan>[0];

/** What the threads ask for, how closely it is looked at, and what must explain the results. */
interface Asking {
  readonly name: string;
  readonly model: Model;
  readonly threads: readonly (readonly Call[])[];
  readonly tier?: Planned['tier'];
  readonly demands?: Planned['demands'];
}

const ROOMY = { capacity: Number.POSITIVE_INFINITY, refusals: 'exact' } as const;
const QUEUE = { name: 'enqueued and dequeued', model: fifo(ROOMY), put: ENQUEUE, take: DEQUEUE };
const STACK = { name: 'pushed and popped', model: stack(ROOMY), put: PUSH, take: POP };

const plan: PlanPrograms<DelegationSpec> = (subject) => [
  ...settingsOf(subject.spec, 2).flatMap((setting) => [
    planned(subject, additions([2, 2], setting.start), setting),
    // Where the count begins is all the same to a third thread.
    ...(setting.start === 0 ? [planned(subject, additions([1, 1, 1], 0), setting)] : []),
  ]),
  ...[QUEUE, STACK].map((items) => planned(subject, inAndOut(items))),
  planned(subject, { ...additions([2, 2, 1], 0), tier: 'full' }),
  planned(subject, { ...additions([2, 2, 2, 2], 0), tier: 'full', demands: 'sampled' }),
];

export default plan;

/** Different amounts, so that a lost addition shows which. */
function additions(times: readonly number[], start: number): Asking {
  let nth = 0;
  return {
    name: `${times.join(' + ')} additions`,
    model: counter(start),
    threads: times.map((count, self) =>
      Array.from({ length: count }, () => ({ name: 'fetchAdd', args: [2 ** nth++, self] })),
    ),
  };
}

/** Two threads put an item in and take one out. */
function inAndOut({ name, model, put, take }: typeof QUEUE | typeof STACK): Asking {
  const threads = [7, 8].map((item, self) => [
    { name: 'tryPush', args: [item, put, self] },
    { name: 'tryPop', args: [take, self] },
  ]);
  return { name: `1 + 1 ${name}`, model: model as Model, threads };
}

function planned({ path, spec }: Subject, asking: Asking, setting = PLAIN): Planned {
  const { name, model, threads, tier = 'quick', demands = 'exhaustive' } = asking;
  const isServed = spec.runs === 'server';
  const serving = { name: 'serveUntil', args: [threads.flat().length] };
  return {
    program: {
      name: `${name}${setting.note}`,
      driver: driver(isServed ? 'delegation-served' : 'delegation'),
      subject: path,
      regions: { words: structure(spec, setting, { threads: threads.length }) },
      privateWords: 0,
      threads: isServed ? [...threads, [serving]] : threads,
      model: isServed ? served(model) : model,
    },
    tier,
    demands,
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
