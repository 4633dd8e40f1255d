/** Programs for latches: who passes finds what all wrote who counted down, and nobody is left asleep. */
import type { LatchSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

/** How often each thread counts down and how often it then passes; and how many threads look meanwhile, twice each. */
interface Meeting {
  readonly arrives: readonly number[];
  readonly passes: readonly number[];
  readonly looks: number;
  readonly tier: Planned['tier'];
}

const PAIR: Meeting = { arrives: [2, 0], passes: [0, 2], looks: 0, tier: 'quick' };
const MEETINGS: readonly Meeting[] = [
  { arrives: [0], passes: [1], looks: 1, tier: 'quick' },
  { arrives: [1, 0, 0], passes: [0, 1, 1], looks: 0, tier: 'quick' },
  { arrives: [1, 1, 0], passes: [0, 0, 1], looks: 0, tier: 'quick' },
  { arrives: [1, 1], passes: [1, 1], looks: 0, tier: 'quick' },
  { arrives: [1, 1], passes: [0, 0], looks: 1, tier: 'quick' },
  { arrives: [1, 1, 1], passes: [1, 1, 1], looks: 0, tier: 'full' },
  { arrives: [1, 1, 0, 0], passes: [0, 0, 1, 1], looks: 0, tier: 'full' },
];

const plan: PlanPrograms<LatchSpec> = (subject) => [
  ...settingsOf(subject.spec, 1).map((setting) => meeting(subject, PAIR, setting)),
  ...MEETINGS.map((one) => meeting(subject, one, PLAIN)),
];

export default plan;

function meeting(
  { path, spec }: Parameters<typeof plan>[0],
  { arrives, passes, looks, tier }: Meeting,
  setting: Setting,
): Planned {
  const places = arrives.reduce((sum, count) => sum + count, 0);
  let place = 0;
  const threads = arrives.map((count, self): Call[] => [
    ...Array.from({ length: count }, () => ({ name: 'arrive', args: [place++, self] })),
    ...Array.from({ length: passes[self] }, () => ({ name: 'pass', args: [places, self] })),
  ]);
  const look: Call = { name: 'passIfOpen', args: [places] };
  const lookers = Array.from({ length: looks }, () => [look, look]);
  return {
    program: {
      name: `${arrives.join(' + ')} counted down, ${passes.join(' + ')} passed, ${looks} looking${setting.note}`,
      driver: driver('latch'),
      subject: path,
      regions: { words: structure(spec, setting, { count: places }), data: sharedWords(places) },
      privateWords: 0,
      threads: [...threads, ...lookers],
      model: always(0),
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
