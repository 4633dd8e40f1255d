/** What came of the mutants, counted. */
import { equivalenceOf } from './equivalents.ts';
import { fromProject, mutantId } from './identity.ts';
import type { Mutant } from './mutant.ts';
import type { KilledBy, Tried } from './try-mutant.ts';

/** Families of verdicts, as the table has them. `unit`: without the explorer, by one thread that calls the functions. */
export const GROUPS = ['race', 'results', 'stuck', 'state', 'unit'] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Readonly<Record<KilledBy, Group>> = {
  race: 'race',
  'not-linearizable': 'results',
  deadlock: 'stuck',
  'lost-wake-up': 'stuck',
  livelock: 'stuck',
  'too-many-steps': 'stuck',
  'not-lock-free': 'stuck',
  'wrong-at-the-end': 'state',
  invariant: 'state',
  'out-of-range': 'state',
  unit: 'unit',
  'set-up': 'unit',
  'not-compiled': 'unit',
};

export interface Outcome {
  readonly mutant: Mutant;
  readonly tried: Tried;
}

/** One file's mutants, or those of several. */
export interface Score {
  readonly mutants: number;
  readonly killed: number;
  readonly killedBy: Readonly<Record<Group, number>>;
  /** Listed as equivalent, and not killed. */
  readonly equivalent: number;
  readonly survivors: readonly Outcome[];
  /** Listed as equivalent, and killed: the list is wrong. */
  readonly wronglyListed: readonly Outcome[];
}

export function scoreOf(outcomes: readonly Outcome[], reasonOf = equivalenceOf): Score {
  const killedBy = { race: 0, results: 0, stuck: 0, state: 0, unit: 0 };
  const survivors: Outcome[] = [];
  const wronglyListed: Outcome[] = [];
  let equivalent = 0;
  for (const outcome of outcomes) {
    const { mutant, tried } = outcome;
    const isListed = reasonOf(mutant) !== null;
    if (tried.verdict === 'killed') {
      killedBy[GROUP_OF[tried.by]]++;
      if (isListed) wronglyListed.push(outcome);
    } else if (isListed) equivalent++;
    else survivors.push(outcome);
  }
  const killed = Object.values(killedBy).reduce((sum, count) => sum + count, 0);
  return { mutants: outcomes.length, killed, killedBy, equivalent, survivors, wronglyListed };
}

/** Killed among those that are not equivalent, from 0 to 1. Rounding never makes a whole of it. */
export function shareKilled({ mutants, killed, equivalent }: Score): number {
  return mutants === equivalent ? 1 : killed / (mutants - equivalent);
}

/** `src/locks/futex.ts:85 unlock drop-wake: …`, for people; the part behind the line is what the list of equivalents names. */
export function survivorText({ mutant, tried }: Outcome): string {
  const budget = tried.verdict === 'undecided' ? ' (undecided: the budget is spent)' : '';
  return `${fromProject(mutant.path)}:${mutant.line} ${mutantId(mutant)}${budget}`;
}
