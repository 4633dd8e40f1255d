/** Programs for counters: no addition is lost, and a read is what the descriptor says it is. */
import type { CounterSpec } from '../../contract.ts';
import { counter } from '../linearizable/models/counter.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

type Subject = Parameters<typeof plan>[0];
type Tier = Planned['tier'];

/** Different, so that a lost addition shows which. */
const AMOUNTS: readonly number[] = Array.from({ length: 12 }, (_, i) => 2 ** i);

const plan: PlanPrograms<CounterSpec> = (subject) => {
  const { spec } = subject;
  const settings = settingsOf(spec, 1);
  return [
    ...settings.map((setting) => additions(subject, [2, 2], 'quick', setting)),
    additions(subject, [1, 1, 1], 'quick'),
    ...(spec.cells === 'one' ? [] : [farApart(subject)]),
    ...(spec.cells === 'several' ? [inOneCell(subject)] : []),
    additions(subject, [2, 2, 1], 'full'),
    { ...additions(subject, [3, 3, 3, 3], 'full'), demands: 'sampled' },
    // A cell of a thread's own may be written plainly; then nobody may look before its thread says so.
    ...(spec.updates !== 'none' && spec.cells !== 'per-thread' ? [readMeanwhile(subject)] : []),
  ];
};

export default plan;

/**
 * Threads add, and one that has learnt that all of them have finished finds the sum. Where nothing is counted they share nothing, and
 * that is all.
 */
function additions(subject: Subject, times: readonly number[], tier: Tier, setting = PLAIN): Planned {
  const adders = addersOf(times);
  const name = `${times.join(' + ')} additions`;
  if (subject.spec.updates === 'none') return planned(subject, setting, tier, { name, threads: adders });
  const sum = adders.flat().reduce((total, { args: [amount] }) => total + amount, 0);
  const expected = (countAtFirst(subject.spec, setting) + sum) | 0;
  return planned(subject, setting, tier, {
    name: `${name}, then read`,
    threads: [
      ...adders.map((calls) => [...calls, { name: 'finish', args: [] }]),
      [{ name: 'readWhenFinished', args: [adders.length] }],
    ],
    finally: (read) =>
      read('data', 1) === expected ? null : `The reader found ${read('data', 1)}; the count was ${expected}.`,
  });
}

/** Cells as far from each other as can be: what is behind the last one is not the counter's. */
function farApart(subject: Subject): Planned {
  const made = additions(subject, [1, 1], 'quick');
  const { regions, name } = made.program;
  for (const { word, max } of Object.values(subject.spec.tunables ?? {})) regions.words.initial[word] = max;
  return { ...made, program: { ...made.program, name: `${name}, cells far apart` } };
}

/** Threads whose numbers coincide share a cell. */
function inOneCell(subject: Subject): Planned {
  const { program, ...rest } = additions(subject, [1, 1], 'quick');
  const threads = program.threads.map((calls) =>
    calls.map(({ name, args }) => (name === 'add' ? { name, args: [args[0], 0] } : { name, args })),
  );
  return { ...rest, program: { ...program, threads, name: `${program.name}, in one cell` } };
}

/** A third thread reads twice while two add, and any of them may stop for ever, if none holds up the others. */
function readMeanwhile(subject: Subject): Planned {
  const { reads, progress } = subject.spec;
  const readCall: Call = { name: 'read', args: [] };
  const made = planned(subject, PLAIN, 'quick', {
    name: '1 + 1 additions, read twice meanwhile',
    threads: [...addersOf([1, 1]), [readCall, readCall]],
    ...(reads === 'linearizable' ? { model: counter(countAtFirst(subject.spec, PLAIN)) } : {}),
  });
  return progress === 'blocking' ? made : { ...made, crashes: 1, lockFree: true };
}

function addersOf(times: readonly number[]): Call[][] {
  let nth = 0;
  return times.map((count, self) =>
    Array.from({ length: count }, () => ({ name: 'add', args: [AMOUNTS[nth++], self] })),
  );
}

/** What runs free is the count, or a part of it. */
function countAtFirst({ freeRunning }: CounterSpec, { start }: Setting): number {
  return Math.imul(freeRunning.length, start);
}

function planned(
  { path, spec }: Subject,
  setting: Setting,
  tier: Tier,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
): Planned {
  const threads = program.threads.length;
  const words = structure(spec, setting, { threads });
  return {
    program: {
      driver: driver('counter'),
      subject: path,
      regions: { words, data: sharedWords(2, 'FINISHED', 'FOUND') },
      privateWords: 0,
      ...program,
      name: `${program.name}${setting.note}`,
    },
    tier,
    demands: 'exhaustive',
    expects: spec.updates === 'lossy' ? ['race', 'not-linearizable', 'wrong-at-the-end'] : [],
    ...(spec.progress === 'blocking' ? { spurious: true } : {}),
  };
}
