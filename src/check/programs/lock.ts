/** Programs for locks: sections exclude each other, whatever way leads in; misuse is refused; the death of a holder is survived. */
import type { LockSpec, Words } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import { countedSection } from '../linearizable/models/counted-section.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';
import { eitherOf } from './models/either-of.ts';

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
    ...(spec.tryLock ? tries(subject) : []),
    ...(spec.lockFor ? settings.flatMap((setting) => timeouts(subject, setting)) : []),
    ...(spec.setNode ? settings.flatMap((setting) => places(subject, setting)) : []),
    ...(spec.detects === 'nothing' ? [] : misuse(subject)),
    ...(spec.abandon ? settings.flatMap((setting) => deaths(subject, setting)) : []),
  ];
};

export default plan;

const section = (self: number): Call => ({ name: 'section', args: [self] });
const times = (count: number, call: Call): Call[] => Array.from({ length: count }, () => call);

/** Thread `self` enters `counts[self]` times. */
function sections(subject: Subject, counts: readonly number[], setting: Setting, judged: Judged): Planned {
  const threads = counts.map((count, self) => times(count, section(self)));
  return counted(subject, setting, judged, { name: `${counts.join(' + ')} sections`, threads });
}

/** Who finds somebody inside goes away. */
function tries(subject: Subject): Planned[] {
  const attempt = (self: number): Call => ({ name: 'trySection', args: [self] });
  const program = (threads: Call[][], judged: Judged): Planned =>
    counted(subject, PLAIN, judged, { name: nameOf(threads), driver: driver('lock-try'), threads });
  return [
    program([[attempt(0), attempt(0)], [attempt(1)]], QUICK),
    program([[section(0)], [attempt(1), attempt(1)]], QUICK),
    program([[section(0), section(0)], [attempt(1), section(1)], [attempt(2)]], FULL),
  ];
}

/** Who waits for too long goes away, and may come again. The second time is more than one sleep (timed-park.ts). */
function timeouts(subject: Subject, setting: Setting): Planned[] {
  const within = (self: number, timeoutUs: number): Call => ({ name: 'sectionFor', args: [timeoutUs, self] });
  const program = (threads: Call[][], judged: Judged): Planned =>
    counted(subject, setting, judged, { name: nameOf(threads), driver: driver('lock-for'), threads });
  return [
    program([[section(0)], [within(1, 1), within(1, 2_000_000)]], QUICK),
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
    return counted(subject, setting, judged, { name, threads }, nodes);
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
    return [counted(subject, PLAIN, QUICK, { name: 'locked twice, unlocked by another', threads })];
  }
  const threads = [[unlocked(0)], [section(1)], [section(2)]];
  const startsAfter = { 1: 0, 2: 0 };
  return [counted(subject, PLAIN, QUICK, { name: 'unlocked while free, then sections', threads, startsAfter })];
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
  nodes: readonly number[] = [],
): Planned {
  return locked(
    subject,
    setting,
    judged,
    { model: countedSection({ refusals: 'when-overlapped' }), ...program },
    nodes,
  );
}

/** `nodes`: where the threads run, if the lock cares and it is not as `init` presumes. */
function locked(
  { path, spec }: Subject,
  setting: Setting,
  judged: Judged,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
  nodes: readonly number[] = [],
): Planned {
  const threads = program.threads.length;
  const init = (words: Words): void => {
    spec.init?.(words, threads);
    for (const [self, node] of nodes.entries()) spec.setNode?.(words, self, node);
  };
  return {
    program: {
      driver: driver('lock'),
      subject: path,
      regions: {
        words: structure(spec, setting, spec.sizeWords(threads), init),
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
