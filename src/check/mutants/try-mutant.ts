/** Does anything that a subject is explored with notice a mutant? */
import type { FoundSubject } from '../../registry.ts';
import { explorePlanned } from '../examine.ts';
import { CompileError } from '../explore/compile/compile.ts';
import type { Exploration, FailureKind } from '../explore/exploration.ts';
import type { Strategy } from '../explore/explore.ts';
import type { Planned } from '../plan.ts';
import { plansFor } from '../plans.ts';
import type { Sources } from '../program.ts';
import { withSources } from './mutated-subject.ts';
import { differsAlone } from './unit.ts';

/** What noticed: the explorer's verdict; `unit`: one thread is enough; `set-up`: `init` throws or does not end; `not-compiled`: the explorer refuses the source. */
export type KilledBy = FailureKind | 'unit' | 'set-up' | 'not-compiled';

export type Tried =
  | { readonly verdict: 'killed'; readonly by: KilledBy; readonly subject: string; readonly program: string }
  /** `undecided`: for some program the budget did not suffice. Counts as survived. */
  | { readonly verdict: 'survived' | 'undecided' };

/** States for each program: few for all of them first, as most mutants die early in some program. */
const ROUNDS = [5_000, 100_000] as const;
/** Never the reason in practice: the states end first. Verdicts that depend on the machine's speed would not be repeatable. */
const MOST_SECONDS = 600;
/** Of programs that are explored to a bound: their full bound takes minutes. */
const MOST_PREEMPTIONS = 2;
/** Of programs that are only sampled. */
const EXECUTIONS = 3_000;
const PCT_DEPTH = 3;
const SEED = 1;

/**
 * @param path - the file that has `text` instead of its own.
 * @param subjects - under which to try it, one after another.
 * @param onRun - called before and after a mutant's functions are run as they are, as they may not return: `init`, or all by one thread.
 */
export async function tryMutant(
  path: string,
  text: string,
  subjects: readonly FoundSubject[],
  onRun: (isOver: boolean) => void,
): Promise<Tried> {
  const sources = new Map([[path, text]]);
  let isUndecided = false;
  for (const subject of subjects) {
    const killed = (by: KilledBy, program = ''): Tried => ({
      verdict: 'killed',
      by,
      subject: subject.spec.name,
      program,
    });
    onRun(false);
    const mutated = await withSources(subject, sources);
    const plan = await planOf(mutated);
    onRun(true);
    if (plan === null) return killed('set-up');
    let open = plan;
    for (const states of ROUNDS) {
      const undecided: Planned[] = [];
      for (const planned of open) {
        const { failure, verdict } = exploreWith(planned, sources, states);
        if (failure) return killed(failure, planned.program.name);
        if (verdict === 'budget-spent') undecided.push(planned);
      }
      open = undecided;
      if (states !== ROUNDS[0]) continue;
      onRun(false);
      const isNoticed = await differsAlone(subject.spec, mutated.spec);
      onRun(true);
      if (isNoticed) return killed('unit');
    }
    if (open.length > 0) isUndecided = true;
  }
  return { verdict: isUndecided ? 'undecided' : 'survived' };
}

/** The subject's programs, small ones first; null: setting them up throws. */
async function planOf(mutated: FoundSubject): Promise<readonly Planned[] | null> {
  try {
    const plan = await plansFor(mutated);
    return typeof plan === 'string' ? [] : plan.filter(({ expects }) => expects.length === 0).sort(bySize);
  } catch {
    return null;
  }
}

function bySize(a: Planned, b: Planned): number {
  return sizeOf(a) - sizeOf(b);
}

/** A guess at how the number of schedules goes with a program. */
function sizeOf({ program: { threads }, spurious, crashes }: Planned): number {
  const calls = threads.reduce((sum, { length }) => sum + length, 0);
  return calls * threads.length ** 2 * (spurious ? 2 : 1) * (crashes ? 2 : 1);
}

function exploreWith(
  planned: Planned,
  sources: Sources,
  states: number,
): { failure?: KilledBy; verdict?: Exploration['verdict'] } {
  const strategy: Strategy =
    planned.demands === 'sampled'
      ? { pct: PCT_DEPTH, executions: EXECUTIONS, seed: SEED }
      : planned.demands === 'exhaustive'
        ? planned.demands
        : { bound: Math.min(planned.demands, MOST_PREEMPTIONS) };
  try {
    const { verdict, failure } = explorePlanned(planned, {
      strategy,
      sources,
      states,
      seconds: MOST_SECONDS,
      asFound: true,
    });
    return failure ? { failure: failure.kind } : { verdict };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { failure: 'not-compiled' };
  }
}
