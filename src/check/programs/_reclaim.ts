/**
 * Programs about copies of a value that are used again: none is while a reader can reach it, and a reader that stops for ever holds up
 * writers no more than the descriptor says. A shared piece.
 */
import type { RegisterSpec } from '../../contract.ts';
import { footprint } from '../../set-up.ts';
import { register } from '../linearizable/models/register.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, structure } from './_settings.ts';

type Subject = Parameters<PlanPrograms<RegisterSpec>>[0];
type Way = Omit<Planned, 'program' | 'expects'>;

/** What a thread does, one after another: W writes, R reads, in the role of the `self` behind it. */
type Acts = readonly `${'W' | 'R'}${number}`[];

/** Two are enough to be torn. */
const VALUE_WORDS = 2;

/** @param stride - starts of counters are multiples of it. */
export function reclamation(subject: Subject, stride: number): Planned[] {
  const { spec } = subject;
  if (spec.values !== 'whole') return [];
  const round = spec.copies(2);
  const half = Math.ceil(round / 2);
  const isBlocking = spec.progress === 'blocking';
  const alive: Way = {
    tier: 'quick',
    demands: 'exhaustive',
    ...(isBlocking ? { spurious: true } : { lockFree: true }),
  };
  const mortal: Way = isBlocking ? alive : { ...alive, crashes: 1 };
  return [
    ...settingsOf(spec, stride).flatMap((setting) => [
      // The first write repeats the value that was there at first: a copy must not be taken for unchanged because its value is.
      planned(subject, setting, mortal, [times(round, 'W0'), ['R1', 'R1']], 0),
      planned(subject, setting, mortal, [['R0', 'W0'], times(Math.max(1, round - 1), 'W1')]),
      ...throughTheDead(subject, setting),
    ]),
    planned(subject, PLAIN, { ...alive, tier: 'full' }, [times(half, 'W0'), times(half, 'W1'), ['R2']]),
    writerSleeps(subject, alive),
    withoutPadding(subject, alive, half),
  ];
}

/** A reader stops at any step: so many writes are made all the same. */
function throughTheDead(subject: Subject, setting: Setting): Planned[] {
  const { copies, writersWaitFor } = subject.spec;
  if (writersWaitFor === 'readers') return [];
  const writes = writersWaitFor === 'place' ? copies(2) - 1 : copies(2) + 1;
  const way: Way = { tier: 'quick', demands: 'exhaustive', crashes: 1, lockFree: true };
  return [named('the reader may stop', planned(subject, setting, way, [['R0'], times(writes, 'W1')]), { 1: 0 })];
}

/**
 * A writer that has found a copy free sleeps while another one uses it, somebody begins to read it, and it is replaced. What comes first
 * leaves the sleeper nothing but copies that the other one takes, too, if copies are shared at all.
 */
function writerSleeps(subject: Subject, way: Way): Planned {
  const threads: Acts[] = [['R3', 'W0'], ['W0'], ['W1'], ['R2'], ['W1']];
  return named('a writer sleeps', planned(subject, PLAIN, way, threads), { 1: 0, 2: 0, 3: 0, 4: 2 });
}

/** Values so long that copies have no room to spare behind them. */
function withoutPadding(subject: Subject, way: Way, writes: number): Planned {
  const { spec } = subject;
  const wordsFor = (valueWords: number) => footprint(spec, { threads: 2, valueWords });
  let valueWords = VALUE_WORDS;
  while (wordsFor(valueWords + 1) === wordsFor(valueWords)) valueWords++;
  const threads: Acts[] = [['R0', 'W0'], times(writes, 'W1')];
  return named(`${valueWords} words`, planned(subject, PLAIN, way, threads, 1, valueWords));
}

function times(count: number, what: Acts[number]): Acts {
  return Array.from({ length: count }, () => what);
}

function named(note: string, { program, ...rest }: Planned, startsAfter?: Program['startsAfter']): Planned {
  return { ...rest, program: { ...program, ...(startsAfter && { startsAfter }), name: `${program.name}, ${note}` } };
}

/** @param firstValue - of the values that are written, in the order of the threads. */
function planned(
  { path, spec }: Subject,
  setting: Setting,
  way: Way,
  threads: readonly Acts[],
  firstValue = 1,
  valueWords = VALUE_WORDS,
): Planned {
  let value = firstValue;
  const calls = threads.map((acts) =>
    acts.map((act): Call => {
      const self = Number(act.slice(1));
      return act[0] === 'W'
        ? { name: 'write', args: [value++, valueWords, self] }
        : { name: 'read', args: [valueWords, self] };
    }),
  );
  const room = { threads: 1 + Math.max(...threads.flat().map((act) => Number(act.slice(1)))), valueWords };
  return {
    program: {
      name: `copies used again: ${threads.map((acts) => acts.map(([what]) => what).join('')).join(' + ')}${setting.note}`,
      driver: driver('register'),
      subject: path,
      regions: { words: structure(spec, setting, room) },
      privateWords: valueWords,
      threads: calls,
      model: register(),
    },
    expects: [],
    ...way,
  };
}
