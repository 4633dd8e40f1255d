/** Programs for signals: two threads take turns and hand a word over with each. */
import type { SignalSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import { driver } from './_drivers.ts';
import { type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

/** As in the driver: a word for each turn, used again when nobody reads it any more. */
const TURNS_KEPT = 8;
/** Even, so that thread 0 begins; the first turns wrap. */
const STRIDE = 2;

const plan: PlanPrograms<SignalSpec> = (subject) =>
  settingsOf(subject.spec, STRIDE).flatMap((setting) => [
    turns(subject, 2, setting, 'quick'),
    turns(subject, 3, setting, 'full'),
  ]);

export default plan;

function turns(
  { path, spec }: Parameters<typeof plan>[0],
  each: number,
  setting: Setting,
  tier: Planned['tier'],
): Planned {
  const { start, note } = setting;
  const data = sharedWords(TURNS_KEPT);
  data.initial[(start - 1) & (TURNS_KEPT - 1)] = (start - 1) | 0; // as if the turn before had been passed
  return {
    program: {
      name: `2 threads × ${each} turns${note}`,
      driver: driver('signal'),
      subject: path,
      regions: { words: structure(spec, setting, {}), data },
      privateWords: 0,
      threads: [0, 1].map((self) =>
        Array.from({ length: each }, (_, nth) => ({ name: 'handOver', args: [(start + 2 * nth + self) | 0, self] })),
      ),
      model: always(0),
    },
    tier,
    demands: 'exhaustive',
    expects: [],
  };
}
