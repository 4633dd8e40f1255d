/** Programs for reader-writer locks: a writer is alone inside, readers see what the last one left, and readers can be inside together. */
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { RwLockSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';
import { counterSections } from './models/counter-sections.ts';

type Subject = Parameters<typeof plan>[0];
type Judged = Omit<Planned, 'program'>;

const QUICK: Judged = { tier: 'quick', demands: 'exhaustive', expects: [] };
const FULL: Judged = { tier: 'full', demands: 'exhaustive', expects: [] };

/** More than can be gone through. */
const SAMPLED: Judged = { tier: 'full', demands: 'sampled', expects: [] };

/** A count of readers may lie above two bits of another meaning, which its start must leave 0. */
const STRIDE = 4;

const plan: PlanPrograms<RwLockSpec> = (subject) => {
  const settings = settingsOf(subject.spec, STRIDE);
  return [
    ...settings.flatMap((setting) => [
      sections(subject, ['ww', 'rr'], setting, QUICK),
      sections(subject, ['wr', 'rw'], setting, QUICK),
      sections(subject, ['w', 'r', 'r'], setting, QUICK),
      sections(subject, ['w', 'w', 'r'], setting, QUICK),
      sections(subject, ['ww', 'wr', 'rr'], setting, FULL),
    ]),
    sections(subject, ['wrw', 'rwr', 'rrw'], PLAIN, FULL),
    sections(subject, ['w', 'wr', 'rr', 'r'], PLAIN, FULL),
    sections(subject, ['wrw', 'rwr', 'rrr', 'wrr'], PLAIN, SAMPLED),
    sectionsOfTheLast(subject),
    ...settings.flatMap((setting) => meetings(subject, setting)),
  ];
};

export default plan;

const write = (self: number): Call => ({ name: 'fetchAdd', args: [1, self] });
const read = (self: number): Call => ({ name: 'read', args: [self] });

/** What each thread does, one after another: `w` a write section, `r` a read section. */
function sections(subject: Subject, threads: readonly string[], setting: Setting, judged: Judged): Planned {
  const calls = threads.map((turns, self) => [...turns].map((turn) => (turn === 'w' ? write(self) : read(self))));
  return counted(subject, setting, judged, { name: `sections ${threads.join(' | ')}`, threads: calls });
}

/** Readers that leave only when all of them have been inside: with nobody else, and when a writer made them wait. */
function meetings(subject: Subject, setting: Setting): Planned[] {
  const together = (readers: number, self: number): Call => ({ name: 'readTogether', args: [readers, self] });
  const behind = (self: number): Call => ({ name: 'readTogetherBehind', args: [2, self] });
  return [
    counted(subject, setting, QUICK, {
      name: 'two readers meet, then each writes',
      threads: [
        [together(2, 0), write(0)],
        [together(2, 1), write(1)],
      ],
    }),
    counted(subject, setting, QUICK, {
      name: 'three readers meet',
      threads: [[together(3, 0)], [together(3, 1)], [together(3, 2)]],
    }),
    counted(subject, setting, QUICK, {
      name: 'two readers meet behind a writer',
      threads: [[behind(0)], [behind(1)], [{ name: 'fetchAddSeen', args: [1, 2] }]],
    }),
  ];
}

/** The last of as many threads as fill a line, alone and often: all that it touches stays inside the structure. */
function sectionsOfTheLast(subject: Subject): Planned {
  const threads = [[{ name: 'sectionsAlone', args: [LINE_WORDS + 2, LINE_WORDS - 1] }]];
  const name = `sections of the last of ${LINE_WORDS} threads`;
  return planned(subject, PLAIN, QUICK, { name, threads, model: always(0) }, LINE_WORDS);
}

/**
 * A program whose write sections count, each finding those before it, and a read section too. Counters that are to wrap start some steps
 * before it: so many writers less one come and go, under the first thread's number, before the others begin.
 */
function counted(
  subject: Subject,
  setting: Setting,
  judged: Judged,
  { name, threads }: Pick<Program, 'name' | 'threads'>,
): Planned {
  const model = counterSections;
  const room = threads.length;
  if (setting.start === 0) return planned(subject, setting, judged, { name, threads, model }, room);
  const before = Array.from({ length: STRIDE - 1 }, () => write(0));
  const startsAfter = Object.fromEntries(threads.map((_, self) => [self, room]));
  return planned(subject, setting, judged, { name, threads: [...threads, before], startsAfter, model }, room);
}

/** @param room - threads that the structure is set up for. */
function planned(
  { path, spec }: Subject,
  setting: Setting,
  judged: Judged,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
  room: number,
): Planned {
  return {
    program: {
      driver: driver('rwlock'),
      subject: path,
      regions: {
        words: structure(spec, setting, { threads: room }),
        data: sharedWords(5, 'FIRST', 'SECOND', 'WRITER_SEEN', 'MET', 'NAP'),
      },
      privateWords: 0,
      ...program,
      name: `${program.name}${setting.note}`,
    },
    ...judged,
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
