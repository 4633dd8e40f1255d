/** Programs for what is done once: one thread does it, the others find it done, and who gives up leaves it to the next. */
import type { OnceSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

/** As in the driver. */
const DONE = 0;
const FAILED = 1;

type Attempt = 'ask' | 'fail';

/** What each thread calls. */
interface Meeting {
  readonly attempts: readonly (readonly Attempt[])[];
  readonly tier: Planned['tier'];
}

const PAIR: Meeting = { attempts: [['ask', 'ask'], ['ask']], tier: 'quick' };
const FAILING: Meeting = { attempts: [['fail', 'ask'], ['ask']], tier: 'quick' };
const MEETINGS: readonly Meeting[] = [
  { attempts: [['ask'], ['ask'], ['ask']], tier: 'quick' },
  { attempts: [['fail'], ['ask'], ['ask']], tier: 'quick' },
  { attempts: [['fail'], ['fail'], ['fail']], tier: 'quick' },
  {
    attempts: [
      ['fail', 'fail'],
      ['fail', 'fail'],
    ],
    tier: 'quick',
  },
  { attempts: [['fail', 'ask'], ['fail', 'ask'], ['ask']], tier: 'full' },
  { attempts: [['fail'], ['fail'], ['ask'], ['ask']], tier: 'full' },
];

const plan: PlanPrograms<OnceSpec> = (subject) => [
  ...settingsOf(subject.spec, 1).flatMap((setting) => [
    meeting(subject, PAIR, setting),
    meeting(subject, FAILING, setting),
  ]),
  ...MEETINGS.map((one) => meeting(subject, one, PLAIN)),
];

export default plan;

function meeting({ path, spec }: Parameters<typeof plan>[0], { attempts, tier }: Meeting, setting: Setting): Planned {
  const all = attempts.flat();
  const asks = all.filter((attempt) => attempt === 'ask').length;
  const fails = all.length - asks;
  return {
    program: {
      name: `${attempts.map((calls) => calls.join(', ')).join(' | ')}${setting.note}`,
      driver: driver('once'),
      subject: path,
      regions: { words: structure(spec, setting, {}), data: sharedWords(2, 'DONE', 'FAILED') },
      privateWords: 0,
      threads: attempts.map((calls, self) => calls.map((name) => ({ name, args: [self] }))),
      model: always(0),
      finally(read) {
        const [done, failed] = [read('data', DONE), read('data', FAILED)];
        if (done !== Math.min(asks, 1)) return `It was done ${done} times.`;
        return asks === 0 && failed !== fails ? `${fails} threads asked in vain, but ${failed} of them tried.` : null;
      },
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
