/** Registers that use copies of the value again: no copy is while a reader can reach it, and the explorer would see it if one were. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explorePlanned } from '../../src/check/examine.ts';
import type { Failure, FailureKind } from '../../src/check/explore/exploration.ts';
import type { ExploreOptions } from '../../src/check/explore/explore.ts';
import type { Planned } from '../../src/check/plan.ts';
import type { Call } from '../../src/check/program.ts';
import { reclamation } from '../../src/check/programs/_reclaim.ts';
import type { RegisterSpec } from '../../src/contract.ts';
import { discover, type FoundSubject } from '../../src/registry.ts';

/** As for the kind's other programs. */
const STRIDE = 2;

const registers = (await discover()).ofKind('register');

interface Twin {
  readonly of: string;
  readonly mistake: string;
  /** What stands in the file, and what stands there instead. */
  readonly right: string;
  readonly wrong: string;
  readonly found: FailureKind;
}

const TWINS: readonly Twin[] = [
  {
    of: 'epoch',
    mistake: 'writers do not look at readers',
    right: 'awaitReaders(words, (next - STEP * (COPIES - 1)) | 0);',
    wrong: '',
    found: 'race',
  },
  {
    of: 'epoch',
    mistake: 'the grace period is a write too short',
    right: 'STEP * (COPIES - 1)',
    wrong: 'STEP * COPIES',
    found: 'race',
  },
  {
    of: 'epoch',
    mistake: 'readers announce the epoch after the look at ROOT that counts',
    right: 'const root = Atomics.load(words, ROOT);',
    wrong: 'const root = epoch;',
    found: 'race',
  },
  {
    of: 'epoch',
    mistake: 'readers leave before they have copied',
    right: 'Atomics.store(words, reader, epoch | READING);',
    wrong: 'Atomics.store(words, reader, OUTSIDE);',
    found: 'race',
  },
  {
    of: 'hazard',
    mistake: 'writers do not look at hazards',
    right: ' && !isHazard(words, self, copy)',
    wrong: '',
    found: 'race',
  },
  {
    of: 'hazard',
    mistake: 'readers do not look at ROOT again',
    right: 'copy = Atomics.load(words, ROOT);\n    announced',
    wrong: 'announced',
    found: 'race',
  },
  {
    of: 'hazard',
    mistake: 'a copy that was used between the look and the exchange looks as free as before',
    right: '(words[replaced + TAKEN] + 1) | 0',
    wrong: 'FREE',
    found: 'race',
  },
  {
    of: 'hazard',
    mistake: 'a copy is free before it is replaced',
    right: 'const replaced = Atomics.exchange(words, ROOT, copy);',
    wrong:
      'const replaced = Atomics.load(words, ROOT);\n  Atomics.store(words, replaced + TAKEN, (words[replaced + TAKEN] + 2) | 0);\n  Atomics.exchange(words, ROOT, copy);',
    found: 'race',
  },
  {
    of: 'snapshot',
    mistake: 'readers do not look at STAMP again',
    right: 'return Atomics.load(words, copy + STAMP) === stamp;',
    wrong: 'return true;',
    found: 'not-linearizable',
  },
  {
    of: 'snapshot',
    mistake: 'readers do not look at ROOT again',
    right: 'if (Atomics.load(words, ROOT) !== copy) return false;',
    wrong: '',
    found: 'not-linearizable',
  },
  {
    of: 'snapshot',
    mistake: 'writers change STAMP when the copy is full',
    right:
      'Atomics.store(words, copy + STAMP, (words[copy + STAMP] + 1) | 0);\n  storeValue(words, (copy + VALUE) | 0, words[VALUE_WORDS], from, at);',
    wrong:
      'storeValue(words, (copy + VALUE) | 0, words[VALUE_WORDS], from, at);\n  Atomics.store(words, copy + STAMP, (words[copy + STAMP] + 1) | 0);',
    found: 'not-linearizable',
  },
];

test.for(TWINS)('$of is found broken if $mistake, and clean as it is', ({ of, right, wrong, found }) => {
  const subject = named(of);
  const text = readFileSync(subject.path, 'utf8');
  // Comments between two lines are part of the file, not of the mistake.
  const bare = text.replaceAll(/^ *\/\/ .*\n/gm, '').replaceAll(/ *\/\/ .*$/gm, '');
  expect(bare.split(right), `${of} has the line once`).toHaveLength(2);
  const sources = new Map([[subject.path, bare.replace(right, wrong)]]);
  const finder = reclamation(subject, STRIDE)
    .filter(({ tier }) => tier === 'quick')
    .find((plan) => exploreAll(plan, { sources })?.kind === found);
  expect(finder, `a program that finds a ${found}`).toBeDefined();
  expect(exploreAll(finder!)?.sentence).toBeUndefined();
});

test('epoch holds up the fourth write behind a reader that has stopped, and no reader', () => {
  const plan = throughTheDead(named('epoch'));
  const kindWith = (...more: Call[]) => exploreAll(withCalls(plan, more))?.kind;
  const [write] = plan.program.threads[1];
  const read: Call = { name: 'read', args: [write.args[1], 1] };
  expect(kindWith(read, read)).toBeUndefined();
  expect(kindWith(write)).toBe('not-lock-free');
});

test.for(['hazard', 'snapshot'])('%s holds up nobody behind a reader that has stopped', (name) => {
  const plan = throughTheDead(named(name));
  const more = plan.program.threads[1];
  expect(more.length).toBeGreaterThan(named(name).spec.copies(2));
  expect(exploreAll(withCalls(plan, more))?.sentence).toBeUndefined();
});

function exploreAll(plan: Planned, options: Partial<ExploreOptions> = {}): Failure | undefined {
  const { failure, verdict } = explorePlanned(plan, { strategy: 'exhaustive', asFound: true, ...options });
  if (verdict === 'budget-spent') throw new Error(`Expected all orders of ${plan.program.name}, found too many.`);
  return failure;
}

function named(name: string): FoundSubject<RegisterSpec> {
  const found = registers.find(({ spec }) => spec.name === name);
  if (!found) throw new Error(`Expected a register ${name}, found none.`);
  return found;
}

/** The program in which a reader stops, if it does, before the writer begins. */
function throughTheDead(subject: FoundSubject<RegisterSpec>): Planned {
  const plan = reclamation(subject, STRIDE).find(({ program }) => program.startsAfter && program.threads.length === 2);
  if (!plan) throw new Error(`Expected a program whose reader stops for ${subject.spec.name}, found none.`);
  return plan;
}

/** The second thread makes these calls, too. */
function withCalls({ program, ...rest }: Planned, more: readonly Call[]): Planned {
  const [reader, writer] = program.threads;
  return { ...rest, program: { ...program, threads: [reader, [...writer, ...more]] } };
}
