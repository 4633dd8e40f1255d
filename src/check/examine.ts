/** Explore a planned program as far as its plan demands, and say whether that is a pass. */
import type { Exploration } from './explore/exploration.ts';
import { type ExploreOptions, explore } from './explore/explore.ts';
import type { Planned } from './plan.ts';

export interface Examined {
  readonly exploration: Exploration;
  /** Why it is no pass; null: what the plan demanded came out. */
  readonly complaint: string | null;
}

export interface ExamineOptions {
  readonly seed: number;
  /** Look at values only: faster, and blind to plain accesses that nothing orders. */
  readonly races?: false;
  /** Replay this schedule instead. */
  readonly schedule?: string;
}

/** States after which a search without a bound is given up where one with a bound is enough. */
const TRY_ALL_STATES = 1_500_000;

/** Ordered steps that a bug may need for PCT to find it with a chance of 0.9999. */
const PCT_DEPTH = 3;
/** ln 10⁴: so many times the inverse of the chance of one run leaves a chance of 10⁻⁴ to miss. */
const SURE = 9.21;
const MOST_EXECUTIONS = 60_000;

export function examine(planned: Planned, options: ExamineOptions): Examined {
  const races = options.races === false ? { races: false } : {};
  const exploration = options.schedule
    ? explorePlanned(planned, { ...races, strategy: { replay: options.schedule } })
    : typeof planned.demands === 'number'
      ? toABound(planned, planned.demands, races)
      : explorePlanned(planned, {
          ...races,
          strategy: planned.demands === 'sampled' ? pct(planned, options) : 'exhaustive',
        });
  return { exploration, complaint: complaintOf(planned, exploration) };
}

/** Everything where that is possible, or what the bound leaves. */
function toABound(planned: Planned, bound: number, races: Pick<ExploreOptions, 'races'>): Exploration {
  const all = explorePlanned(planned, { ...races, strategy: 'exhaustive', states: TRY_ALL_STATES });
  return all.verdict === 'budget-spent' ? explorePlanned(planned, { ...races, strategy: { bound } }) : all;
}

/** Explore under what the plan says that may happen: wake-ups for no reason, deaths. */
export function explorePlanned(
  { program, spurious, crashes, lockFree }: Planned,
  options: ExploreOptions,
): Exploration {
  return explore(program, {
    ...(spurious && { spurious }),
    ...(crashes && { crashes }),
    ...(lockFree && { lockFree }),
    ...options,
  });
}

/** As many executions as PCT needs to be sure, with a guess of 12 steps an operation. */
function pct({ program }: Planned, { seed }: ExamineOptions): ExploreOptions['strategy'] {
  const steps = program.threads.reduce((sum, calls) => sum + 12 * calls.length, 0);
  const enough = Math.ceil(SURE * program.threads.length * steps ** (PCT_DEPTH - 1));
  return { pct: PCT_DEPTH, executions: Math.min(enough, MOST_EXECUTIONS), seed };
}

function complaintOf({ expects, demands }: Planned, { verdict, failure, bound }: Exploration): string | null {
  if (expects.length > 0) {
    if (failure && expects.includes(failure.kind)) return null;
    return `expected ${expects.join(' or ')}, found ${failure?.kind ?? 'nothing wrong'}`;
  }
  if (failure) return failure.sentence;
  if (verdict === 'exhaustive') return null;
  if (verdict === 'sampled' && demands === 'sampled') return null;
  if (verdict === 'exhaustive-to-bound' && typeof demands === 'number' && (bound ?? 0) >= demands) return null;
  return `expected ${typeof demands === 'number' ? `every schedule to bound ${demands}` : demands}, found ${verdict}`;
}
