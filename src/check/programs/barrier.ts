/** Programs for barriers: who has passed finds what every other thread wrote before it came. */
import type { BarrierSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

interface Size {
  readonly threads: number;
  readonly rounds: number;
  readonly tier: Planned['tier'];
  readonly demands: Planned['demands'];
}

const SMALL: Size = { threads: 2, rounds: 2, tier: 'quick', demands: 'exhaustive' };
/** Five threads are two levels of a tree whose nodes have four members. */
const LARGER: readonly Size[] = [
  { threads: 2, rounds: 3, tier: 'full', demands: 'exhaustive' },
  { threads: 3, rounds: 1, tier: 'quick', demands: 'exhaustive' },
  { threads: 3, rounds: 2, tier: 'full', demands: 'exhaustive' },
  { threads: 4, rounds: 2, tier: 'full', demands: 'exhaustive' },
  { threads: 5, rounds: 1, tier: 'full', demands: 'exhaustive' },
];

const plan: PlanPrograms<BarrierSpec> = (subject) => [
  ...settingsOf(subject.spec, 1).map((setting) => episodes(subject, SMALL, setting)),
  ...LARGER.map((size) => episodes(subject, size, PLAIN)),
];

export default plan;

function episodes({ path, spec }: Parameters<typeof plan>[0], size: Size, setting: Setting): Planned {
  const { threads, rounds, tier, demands } = size;
  const selves = Array.from({ length: threads }, (_, self) => self);
  return {
    program: {
      name: `${threads} threads × ${rounds} ${rounds === 1 ? 'episode' : 'episodes'}${setting.note}`,
      driver: driver('barrier'),
      subject: path,
      regions: {
        words: structure(spec, setting, { threads }),
        data: sharedWords(2 * threads),
      },
      privateWords: 0,
      threads: selves.map((self) =>
        Array.from({ length: rounds }, (_, round) => ({ name: 'meet', args: [round + 1, threads, self] })),
      ),
      model: always(0),
    },
    tier,
    demands,
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
