/** Programs for locks: sections exclude each other, whatever way leads in; misuse is refused; the death of a holder is survived. */
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { LockSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import { countedSection } from '../linearizable/models/counted-section.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';
import { eitherOf } from './models/either-of.ts';
import { oneDeath } from './models/one-death.ts';

type Subject = Parameters<typeof plan>[0];
type Judged = Omit<Planned, 'program'>;

const QUICK: Judged = { tier: 'quick', demands: 'exhaustive', expects: [] };
const FULL: Judged = { tier: 'full', demands: 'exhaustive', expects: [] };

/** More than can be gone through. */
const SAMPLED: Judged = { tier: 'full', demands: 'sampled', expects: [] };

const plan: PlanPrograms<LockSpec> = (subject) => {
  const { spec } = subject;
  if (spec.sharedBy === 1)
    return [sections(subject, [1, 1], PLAIN, { ...QUICK, expects: ['race', 'not-linearizable', 'wrong-at-the-end'] })];
  const settings = settingsOf(spec, 1);
  return [
    ...settings.map((setting) => sections(subject, [2, 2], setting, QUICK)),
    sections(subject, [1, 1, 1], PLAIN, QUICK),
    ...settings.map((setting) => sections(subject, [2, 2, 2], setting, FULL)),
    sections(subject, [3, 3, 3, 3], PLAIN, SAMPLED),
    sectionsOfTheLast(subject),
    ...(spec.tryLock ? settings.flatMap((setting) => tries(subject, setting)) : []),
    ...(spec.lockFor ? settings.flatMap((setting) => timeouts(subject, setting)) : []),
    ...(spec.setNode ? [...settings, ...tunedPastTheWrap(spec)].flatMap((setting) => places(subject, setting)) : []),
    ...(spec.detects === 'nothing' ? [] : misuse(subject)),
    ...(spec.abandon ? settings.flatMap((setting) => [...deaths(subject, setting), ...burials(subject, setting)]) : []),
  ];
};

export default plan;

/** Counters that are below 0 for a while, and tunables that let a thread do more than the least. */
function tunedPastTheWrap({ freeRunning, tunables = {} }: LockSpec): Setting[] {
  if (freeRunning.length === 0 || Object.keys(tunables).length === 0) return [];
  return [{ note: ', tunables + 1, past 2³²', start: -2, aboveMin: 1 }];
}

const section = (self: number): Call => ({ name: 'section', args: [self] });
const sectionNeverLeft = (self: number): Call => ({ name: 'sectionNeverLeft', args: [self] });
const times = (count: number, call: Call): Call[] => Array.from({ length: count }, () => call);

/** Thread `self` enters `counts[self]` times. */
function sections(subject: Subject, counts: readonly number[], setting: Setting, judged: Judged): Planned {
  const threads = counts.map((count, self) => times(count, section(self)));
  return counted(subject, setting, judged, { name: `${counts.join(' + ')} sections`, threads });
}

/** The last of as many threads as fill a line, alone and often: all that it touches stays inside the structure. */
function sectionsOfTheLast(subject: Subject): Planned {
  const threads = [[{ name: 'sectionsAlone', args: [2 * LINE_WORDS + 2, LINE_WORDS - 1] }]];
  const name = `sections of the last of ${LINE_WORDS} threads`;
  return locked(subject, PLAIN, QUICK, { name, threads, model: always(0) }, { room: LINE_WORDS });
}

/** Who finds somebody inside goes away, whether or not the other one ever leaves. */
function tries(subject: Subject, setting: Setting): Planned[] {
  const attempt = (self: number): Call => ({ name: 'trySection', args: [self] });
  const program = (threads: Call[][], judged: Judged, more: Partial<Program> = {}): Planned =>
    counted(subject, setting, judged, { name: nameOf(threads), driver: driver('lock-try'), threads, ...more });
  return [
    program([[attempt(0), attempt(0)], [attempt(1)]], QUICK),
    program([[section(0)], [attempt(1), attempt(1)]], QUICK),
    // A queue lock's node may still be linked to the one behind it.
    program(
      [
        [section(0), attempt(0)],
        [section(1), section(1)],
      ],
      QUICK,
    ),
    program([[sectionNeverLeft(0)], [attempt(1)]], QUICK, ANY_REFUSAL),
    program([[section(0), section(0)], [attempt(1), section(1)], [attempt(2)]], FULL),
  ];
}

/** For programs with a section that is entered and not left. */
const ANY_REFUSAL = { model: countedSection({ refusals: 'any-time' }) };

/** Who waits for too long goes away, and may come again. The second time is more than one sleep (timed-park.ts). */
function timeouts(subject: Subject, setting: Setting): Planned[] {
  const within = (self: number, timeoutUs: number): Call => ({ name: 'sectionFor', args: [timeoutUs, self] });
  const program = (threads: Call[][], judged: Judged, more: Partial<Program> = {}): Planned =>
    counted(subject, setting, judged, { name: nameOf(threads), driver: driver('lock-for'), threads, ...more });
  return [
    program([[section(0)], [within(1, 1), within(1, 2_000_000)]], QUICK),
    program([[section(0)], [within(1, 1), within(1, 0)]], QUICK),
    program([[sectionNeverLeft(0)], [within(1, 1), within(1, 1)]], QUICK, ANY_REFUSAL),
    // The number of the thread that gives up is the lower one.
    program([[within(0, 1), section(0)], [section(1)]], QUICK),
    program([[within(0, 1), section(0)], [section(1)], [section(2)]], FULL),
    program(
      [
        [section(0), section(0)],
        [within(1, 1), section(1)],
      ],
      FULL,
    ),
    program([[section(0)], [within(1, 0)], [within(2, 1), section(2)]], FULL),
    program([[section(0)], [within(1, 1), section(1)], [within(2, 1), section(2)]], FULL),
  ];
}

/** Threads of one node, and of two: `init` has put a half on each of two. */
function places(subject: Subject, setting: Setting): Planned[] {
  const program = (nodes: number[], count: number, judged: Judged): Planned => {
    const threads = nodes.map((_, self) => times(count, section(self)));
    const name = `${threads.map(({ length }) => length).join(' + ')} sections on nodes ${nodes.join(', ')}`;
    return counted(subject, setting, judged, { name, threads }, { nodes });
  };
  return [
    program([0, 0], 2, QUICK),
    program([1, 1, 0], 1, QUICK),
    program([0, 0, 0], 1, FULL),
    program([0, 0, 1], 2, FULL),
  ];
}

/** What must be refused is, and changes nothing. Where only a free lock shows the misuse, the others come when it is over. */
function misuse(subject: Subject): Planned[] {
  const unlocked = (self: number): Call => ({ name: 'sectionUnlockedTooOften', args: [self] });
  const lockedTwice = (self: number): Call => ({ name: 'sectionLockedTwice', args: [self] });
  if (subject.spec.detects === 'owner') {
    const threads = [
      [lockedTwice(0), section(0)],
      [unlocked(1), lockedTwice(1)],
    ];
    const lockedTwiceProgram = counted(subject, PLAIN, QUICK, { name: 'locked twice, unlocked by another', threads });
    return subject.spec.tryLock ? [lockedTwiceProgram, triedByTheHolder(subject)] : [lockedTwiceProgram];
  }
  const threads = [[unlocked(0)], [section(1)], [section(2)]];
  const startsAfter = { 1: 0, 2: 0 };
  return [counted(subject, PLAIN, QUICK, { name: 'unlocked while free, then sections', threads, startsAfter })];
}

/** A refused try leaves the queue behind the holder as it is. */
function triedByTheHolder(subject: Subject): Planned {
  const threads = [[{ name: 'sectionTriedTwice', args: [0] }], [section(1)]];
  return counted(subject, PLAIN, QUICK, { name: 'tried by the holder', driver: driver('lock-try'), threads });
}

/** A thread dies anywhere, and another says so; whoever gets in then learns of it. Nobody dies in the last program. */
function deaths(subject: Subject, setting: Setting): Planned[] {
  const after = (self: number): Call => ({ name: 'sectionAfterDeath', args: [self] });
  const program = (counts: number[], judged: Judged): Planned => {
    const workers = counts.map((count, self) => times(count, after(self)));
    const buriers = counts.map((_, dead): Call[] => [{ name: 'bury', args: [dead] }]);
    const made = locked(subject, setting, judged, {
      name: `${counts.join(' + ')} sections, each thread buried when it ends or dies`,
      driver: driver('lock-death'),
      threads: [...workers, ...buriers],
      startsAfter: Object.fromEntries(counts.map((_, self) => [counts.length + self, self])),
      model: eitherOf(0, 1),
    });
    return { ...made, crashes: 1 };
  };
  const alive = [
    [after(0), after(0)],
    [after(1), after(1)],
  ];
  return [
    program([1, 1], QUICK),
    program([2, 2], FULL),
    program([1, 1, 1], FULL),
    buriedAlive(subject, setting),
    locked(subject, setting, QUICK, {
      name: '2 + 2 sections that ask whether an owner died',
      driver: driver('lock-death'),
      threads: alive,
      model: always(0),
    }),
  ];
}

/** Threads that have ended are said to be dead: none of them died inside, and nobody may learn that one did. */
function buriedAlive(subject: Subject, setting: Setting): Planned {
  const after = (self: number): Call => ({ name: 'sectionAfterDeath', args: [self] });
  return locked(subject, setting, QUICK, {
    name: '1 + 1 sections, each thread buried when it ends',
    driver: driver('lock-death'),
    threads: [[after(0)], [after(1)], [{ name: 'bury', args: [0] }, after(2)]],
    startsAfter: { 2: 0 },
    model: always(0),
  });
}

/** The last thread has died inside; two others may say so at once, and one does it. */
function burials(subject: Subject, setting: Setting): Planned[] {
  const after = (self: number): Call => ({ name: 'sectionAfterDeath', args: [self] });
  const bury = (dead: number): Call => ({ name: 'bury', args: [dead] });
  const program = (others: Call[][]): Planned => {
    const dead = others.length;
    return locked(subject, setting, QUICK, {
      name: `${nameOf(others)}, when one has died inside`,
      driver: driver('lock-death'),
      threads: [...others, [{ name: 'dieInside', args: [dead] }]],
      startsAfter: Object.fromEntries(others.map((_, self) => [self, dead])),
      model: oneDeath,
    });
  };
  return [
    program([
      [bury(2), after(0)],
      [bury(2), after(1)],
    ]),
    program([[bury(3)], [bury(3)], [after(2)]]),
  ];
}

/** "section, section | sectionFor 1": what the threads call, without their numbers. */
function nameOf(threads: readonly (readonly Call[])[]): string {
  return threads
    .map((calls) => calls.map(({ name, args }) => [name, ...args.slice(0, -1)].join(' ')).join(', '))
    .join(' | ');
}

/** A program whose sections count: in the end as many as were entered, and meanwhile each finds those before it. */
function counted(
  subject: Subject,
  setting: Setting,
  judged: Judged,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
  place: Place = {},
): Planned {
  const model = countedSection({ refusals: 'when-overlapped' });
  return locked(subject, setting, judged, { model, ...program }, place);
}

interface Place {
  /** Where the threads run, if the lock cares and it is not as `init` presumes. */
  readonly nodes?: readonly number[];
  /** Threads that the structure has room for, if there are more than run. */
  readonly room?: number;
}

function locked(
  { path, spec }: Subject,
  setting: Setting,
  judged: Judged,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
  { nodes = [], room = program.threads.length }: Place = {},
): Planned {
  const words = structure(spec, setting, { threads: room }, (words) => {
    for (const [self, node] of nodes.entries()) spec.setNode?.(words, self, node);
  });
  return {
    program: {
      driver: driver('lock'),
      subject: path,
      regions: {
        words,
        data: sharedWords(2),
      },
      privateWords: 0,
      ...program,
      name: `${program.name}${setting.note}`,
    },
    ...judged,
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
