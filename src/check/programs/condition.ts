/** Programs for conditions: whoever waits for what another one does is woken, however it is told, and finds it done. */
import type { ConditionSpec } from '../../contract.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

type Subject = Parameters<typeof plan>[0];

/** As in the driver. */
const ITEMS = 1;
const SUM = 3;

/** Named for the traces; the numbers are the driver's. */
const HOW = { 'one under the lock': 0, 'all under the lock': 1, 'one after the lock': 2, 'all after the lock': 3 };
type How = keyof typeof HOW;

/** Items that each thread puts in one go, one after another, and threads that take one each, again and again. */
interface Meeting {
  readonly puts: readonly (readonly number[])[];
  readonly takes: readonly number[];
  readonly how: How;
  readonly tier: Planned['tier'];
}

const PAIR: Meeting = { puts: [[1, 1]], takes: [2], how: 'one after the lock', tier: 'quick' };
/** Nothing comes after it that would wake who has slept through it. */
const ONCE: Meeting = { puts: [[1]], takes: [1], how: 'all after the lock', tier: 'quick' };
const MEETINGS: readonly Meeting[] = [
  { puts: [[1]], takes: [1], how: 'one under the lock', tier: 'quick' },
  { puts: [[2]], takes: [1, 1], how: 'all after the lock', tier: 'quick' },
  { puts: [[2]], takes: [1, 1], how: 'all under the lock', tier: 'quick' },
  { puts: [[1, 1]], takes: [1, 1], how: 'one after the lock', tier: 'quick' },
  { puts: [[1, 1]], takes: [1, 1], how: 'one under the lock', tier: 'quick' },
  { puts: [[1], [1]], takes: [1, 1], how: 'one after the lock', tier: 'full' },
  { puts: [[1], [1]], takes: [2], how: 'one under the lock', tier: 'full' },
  // One notification may be late by two.
  { puts: [[1], [1, 1]], takes: [3], how: 'all after the lock', tier: 'full' },
  { puts: [[3]], takes: [1, 1, 1], how: 'all after the lock', tier: 'full' },
];

const plan: PlanPrograms<ConditionSpec> = (subject) => [
  ...settingsOf(subject.spec, 1).flatMap((setting) => [
    meeting(subject, PAIR, setting),
    meeting(subject, ONCE, setting),
    buffer(subject, [2], [2], setting),
  ]),
  ...MEETINGS.map((one) => meeting(subject, one, PLAIN)),
  buffer(subject, [1, 1], [2]),
  buffer(subject, [1, 1], [1, 1]),
  { ...buffer(subject, [3, 3], [3, 3]), demands: 'sampled' },
];

export default plan;

function meeting(subject: Subject, { puts, takes, how, tier }: Meeting, setting: Setting): Planned {
  const putters = puts.map((counts, self) =>
    counts.map((items): Call => ({ name: 'put', args: [items, HOW[how], self] })),
  );
  const takers = takes.map((count, nth) =>
    Array.from({ length: count }, (): Call => ({ name: 'take', args: [puts.length + nth] })),
  );
  return planned(subject, setting, tier, {
    name: `${puts.map((counts) => counts.join(', ')).join(' + ')} put, ${takes.join(' + ')} taken, notifying ${how}`,
    threads: [...putters, ...takers],
    finally: (read) => (read('data', ITEMS) === 0 ? null : `${read('data', ITEMS)} items are left.`),
  });
}

/** A buffer for one item, with a condition for those who wait for an item and one for those who wait for room. */
function buffer(subject: Subject, sends: readonly number[], receives: readonly number[], setting = PLAIN): Planned {
  const { spec } = subject;
  let item = 1;
  let sum = 0;
  const senders = sends.map((count, self) =>
    Array.from({ length: count }, (): Call => {
      const call = { name: 'send', args: [item, self] };
      sum += item;
      item *= 2; // so that a sum says which items it is of
      return call;
    }),
  );
  const receivers = receives.map((count, nth) =>
    Array.from({ length: count }, (): Call => ({ name: 'receive', args: [sends.length + nth] })),
  );
  return planned(subject, setting, sends.length + receives.length > 2 ? 'full' : 'quick', {
    name: `${sends.join(' + ')} sent, ${receives.join(' + ')} received through a buffer for one`,
    threads: [...senders, ...receivers],
    regions: { words: structure(spec, setting, {}), room: structure(spec, setting, {}), data: sharedWords(4) },
    finally: (read) =>
      read('data', SUM) === sum ? null : `Items of ${read('data', SUM)} were received, of ${sum} sent.`,
  });
}

function planned(
  { path, spec }: Subject,
  setting: Setting,
  tier: Planned['tier'],
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
): Planned {
  return {
    program: {
      driver: driver('condition'),
      subject: path,
      regions: { words: structure(spec, setting, {}), data: sharedWords(4) },
      privateWords: 0,
      ...program,
      name: `${program.name}${setting.note}`,
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
