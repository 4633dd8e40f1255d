/** Programs for registers: a read returns what one write wrote, and writes and reads have an order. */
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { RegisterSpec } from '../../contract.ts';
import type { Model } from '../linearizable/model.ts';
import { always } from '../linearizable/models/always.ts';
import { register } from '../linearizable/models/register.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { reclamation } from './_reclaim.ts';
import { PLAIN, type Setting, settingsOf, structure } from './_settings.ts';

type Subject = Parameters<typeof plan>[0];
type Judged = Omit<Planned, 'program'>;

/** Two are enough to be torn. */
const VALUE_WORDS = 2;
/** More than whole lines, and just that. */
const LONG_VALUES_WORDS = [LINE_WORDS + 1, 2 * LINE_WORDS] as const;

/** Sequences are even while nobody writes. */
const STRIDE = 2;

/** What each thread does: W writes, R reads. */
type Acts = readonly ('W' | 'R')[];

const plan: PlanPrograms<RegisterSpec> = (subject) => {
  const { spec } = subject;
  const settings = settingsOf(spec, STRIDE);
  const meeting = (acts: string, tier: Judged['tier'], demands: Judged['demands'] = 'exhaustive', setting = PLAIN) =>
    together(subject, setting, { tier, demands }, acts.split(' ').map(actsOf));
  if (spec.values === 'torn') return [meeting('WW RR', 'quick'), meeting('WR WR', 'quick'), meeting('W W R', 'quick')];
  return [
    ...settings.flatMap((setting) => [
      meeting('WW RR', 'quick', 'exhaustive', setting),
      meeting('WR WR', 'quick', 'exhaustive', setting),
    ]),
    meeting('W R R', 'quick'),
    meeting('W W R', 'quick', MOST_PREEMPTIONS),
    meeting('WW RR R', 'full', MOST_PREEMPTIONS),
    meeting('WR WR RR', 'full', MOST_PREEMPTIONS),
    meeting('WRW RWR WRR RRR', 'full', 'sampled'),
    ...(spec.readersMeetWriter === 'go-on' ? settings.map((setting) => readersOfTheDead(subject, setting)) : []),
    ...LONG_VALUES_WORDS.map((valueWords) => lastAlone(subject, valueWords)),
    ...reclamation(subject, STRIDE),
  ];
};

export default plan;

/** Where three threads have more states than can be gone through. */
const MOST_PREEMPTIONS = 3;

function actsOf(letters: string): Acts {
  return [...letters] as ('W' | 'R')[];
}

/** Threads write different values and read. */
function together(
  subject: Subject,
  setting: Setting,
  judged: Pick<Judged, 'tier' | 'demands'>,
  threads: readonly Acts[],
): Planned {
  return planned(subject, setting, judged, {
    name: threads.map((acts) => acts.join('')).join(' + '),
    threads: callsOf(threads),
    model: modelOf(subject.spec),
  });
}

/** A writer stops for ever, at any step, or does not: who reads afterwards does not wait for it. */
function readersOfTheDead(subject: Subject, setting: Setting): Planned {
  const made = planned(
    subject,
    setting,
    { tier: 'quick', demands: 'exhaustive' },
    {
      name: 'WW, then RR, either stops',
      threads: callsOf([actsOf('WW'), actsOf('RR')]),
      startsAfter: { 1: 0 },
      model: modelOf(subject.spec),
    },
  );
  return { ...made, crashes: 1, lockFree: true };
}

/** The last of as many threads as fill a line, alone and often, with a long value: all that it touches stays inside the structure. */
function lastAlone(subject: Subject, valueWords: number): Planned {
  const args = [1, LINE_WORDS + 2, valueWords, LINE_WORDS - 1];
  const program = {
    name: `the last of ${LINE_WORDS} threads, ${valueWords} words`,
    threads: [[{ name: 'writeAndReadAlone', args }]],
    model: always(1),
  };
  const room = { threads: LINE_WORDS, valueWords };
  return planned(subject, PLAIN, { tier: 'quick', demands: 'exhaustive' }, program, room);
}

function callsOf(threads: readonly Acts[]): Call[][] {
  let value = 1;
  return threads.map((acts, self) =>
    acts.map((act) =>
      act === 'W' ? { name: 'write', args: [value++, VALUE_WORDS, self] } : { name: 'read', args: [VALUE_WORDS, self] },
    ),
  );
}

/** One value for all, or, where threads share none, one for each. */
function modelOf({ values }: RegisterSpec): Model {
  if (values !== 'none') return register() as Model;
  return { ...(register() as Model), partition: ({ args }) => String(args.at(-1)) };
}

function planned(
  { path, spec }: Subject,
  setting: Setting,
  judged: Pick<Judged, 'tier' | 'demands'>,
  program: Pick<Program, 'name' | 'threads' | 'model'> & Partial<Program>,
  room = { threads: program.threads.length, valueWords: VALUE_WORDS },
): Planned {
  return {
    program: {
      driver: driver('register'),
      subject: path,
      regions: { words: structure(spec, setting, room) },
      privateWords: room.valueWords,
      ...program,
      name: `${program.name}${setting.note}`,
    },
    ...judged,
    expects: spec.values === 'torn' ? ['not-linearizable'] : [],
    ...(spec.progress === 'blocking' ? { spurious: true } : { crashes: 1, lockFree: true }),
  };
}
