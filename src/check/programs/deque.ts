/** Programs for deques: each item comes out once, at the right end, and who is told "empty" or "full" is told the truth. */
import type { DequeSpec } from '../../contract.ts';
import type { Model } from '../linearizable/model.ts';
import { deque } from '../linearizable/models/deque.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, structure } from './_settings.ts';

type Subject = Parameters<typeof plan>[0];
type Judged = Pick<Planned, 'tier' | 'demands'>;

const CAPACITY = 2;

const QUICK: Judged = { tier: 'quick', demands: 'exhaustive' };
const FULL: Judged = { tier: 'full', demands: 'exhaustive' };
/** More than can be gone through. */
const SAMPLED: Judged = { tier: 'full', demands: 'sampled' };

/** What `steal` of the driver returns for a lost race. */
const LOST = -2;

const plan: PlanPrograms<DequeSpec> = (subject) => [
  ...settingsOf(subject.spec, CAPACITY).flatMap((setting) => [
    // The last item: who is slower finds nothing.
    thefts(subject, setting, QUICK, 'push pop', 1),
    thefts(subject, setting, QUICK, 'push pop', 1, 1),
    thefts(subject, setting, QUICK, 'push push', 2),
    // The owner means to take one without asking, while thieves take the one above it.
    thefts(subject, setting, QUICK, 'push push pop', 2),
    thefts(subject, setting, QUICK, 'push push pop', 1, 1),
    // A slot is used again while a thief looks at it.
    thefts(subject, setting, QUICK, 'push pop push push', 1),
    thefts(subject, setting, QUICK, 'push push push', 1),
  ]),
  ...settingsOf(subject.spec, 2 * CAPACITY)
    .filter(({ start }) => start !== 0)
    .map((setting) => thefts(subject, setting, QUICK, 'push push pop push pop pop pop push push push')),
  thefts(subject, PLAIN, FULL, 'push push pop pop', 2),
  thefts(subject, PLAIN, FULL, 'push push pop pop', 1, 1),
  thefts(subject, PLAIN, FULL, 'push push pop push pop', 2),
  thefts(subject, PLAIN, FULL, 'push push pop push', 1, 1),
  thefts(subject, PLAIN, FULL, 'push push', 2, 1),
  thefts(subject, PLAIN, FULL, 'push pop push pop', 2),
  thefts(subject, PLAIN, SAMPLED, 'push push pop push push pop pop push pop', 3, 3),
];

export default plan;

/** Thread 0 owns the deque and does what `work` says, the others steal, each so many times. */
function thefts(
  { path, spec }: Subject,
  setting: Setting,
  judged: Judged,
  work: string,
  ...steals: readonly number[]
): Planned {
  let next = 1;
  const owner = work
    .split(' ')
    .map((what): Call => (what === 'push' ? { name: 'pushBottom', args: [next++] } : { name: 'popBottom', args: [] }));
  const thieves = steals.map((count, nth) =>
    Array.from({ length: count }, (): Call => ({ name: 'steal', args: [nth + 1] })),
  );
  const threads = [owner, ...thieves];
  // Who alone takes loses no race, whatever is pushed meanwhile.
  const mayLose = work.includes('pop') || thieves.length > 1;
  return {
    program: {
      name: `${[work, ...thieves.map((calls) => calls.map(({ name }) => name).join(' '))].join(' | ')}${setting.note}`,
      driver: driver('deque'),
      subject: path,
      regions: { words: structure(spec, setting, { capacitySlots: CAPACITY, threads: threads.length }) },
      privateWords: 1,
      threads,
      model: modelOf(spec, mayLose),
    },
    ...judged,
    expects: [],
    ...(spec.lastItem === 'lock' ? { spurious: true } : {}),
    ...(spec.progress === 'blocking' ? {} : { crashes: 1, lockFree: true }),
  };
}

/** A theft may be in vain where there is a race to lose, and only while others are at work. */
function modelOf({ lastItem }: DequeSpec, mayLose: boolean): Model<readonly number[]> {
  const exact = deque({ capacity: CAPACITY, refusals: 'exact' });
  if (lastItem === 'lock' || !mayLose) return exact;
  return {
    ...exact,
    ignoresOverlap: false,
    outcomes(items, call) {
      const outcomes = exact.outcomes(items, call);
      return call.name === 'steal' && call.overlapped ? [...outcomes, { state: items, result: LOST }] : outcomes;
    },
  };
}
