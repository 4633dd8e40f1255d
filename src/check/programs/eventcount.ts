/** Programs for eventcounts: who has waited for a count sees what was published before it was reached. */
import type { EventcountSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

/** Who advances how often, and which counts each waiting thread waits for. */
interface Meeting {
  readonly advances: readonly number[];
  readonly waits: readonly (readonly number[])[];
  readonly tier: Planned['tier'];
}

/**
 * With several advancing threads only the last count says what was published: at an earlier one, some of it may not be there yet.
 */
const PAIR: Meeting = { advances: [2], waits: [[1, 2]], tier: 'quick' };
/** Nothing comes after it that would wake who has slept through it. */
const ONCE: Meeting = { advances: [1], waits: [[1]], tier: 'quick' };
const CROWDS: readonly Meeting[] = [
  { advances: [1], waits: [[1], [1]], tier: 'quick' },
  { advances: [2], waits: [[1], [2]], tier: 'quick' },
  { advances: [1, 1], waits: [[2]], tier: 'quick' },
  { advances: [1, 1], waits: [[2], [2]], tier: 'full' },
  { advances: [2, 1], waits: [[3], [3]], tier: 'full' },
];

const plan: PlanPrograms<EventcountSpec> = (subject) => {
  if (!subject.spec.awaitCount) return 'Its waiters return to their event loop, which is not explored.';
  return [
    ...settingsOf(subject.spec, 1).flatMap((setting) => [
      meeting(subject, PAIR, setting),
      meeting(subject, ONCE, setting),
    ]),
    ...CROWDS.map((crowd) => meeting(subject, crowd, PLAIN)),
  ];
};

export default plan;

function meeting(
  { path, spec }: Parameters<typeof plan>[0],
  { advances, waits, tier }: Meeting,
  setting: Setting,
): Planned {
  const places = advances.reduce((sum, times) => sum + times, 0);
  const threads: Call[][] = [];
  let place = 0;
  for (const [self, times] of advances.entries())
    threads.push(Array.from({ length: times }, () => ({ name: 'publish', args: [place++, self] })));
  for (const counts of waits) {
    const self = threads.length;
    threads.push(counts.map((count) => ({ name: 'awaitPublished', args: [(setting.start + count) | 0, count, self] })));
  }
  return {
    program: {
      name: `${advances.join(' + ')} published, awaited at ${waits.map((counts) => counts.join(', ')).join(' and ')}${setting.note}`,
      driver: driver('eventcount'),
      subject: path,
      regions: {
        words: structure(spec, setting, { threads: threads.length }),
        data: sharedWords(places),
      },
      privateWords: 0,
      threads,
      model: always(0),
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
