/**
 * A failing execution made smaller: fewer preemptions first, then fewer steps.
 *
 * Source: Zeller & Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE TSE 28(2), 2002, for leaving parts out as
 * long as the failure stays; the fewest preemptions are found by searching with bounds 0, 1, 2 ….
 */
import { EVENT, type Machine } from './machine.ts';
import { replay } from './replay.ts';
import { searchCalmly } from './search-calmly.ts';

/** States and seconds for each bound that is tried. */
const LIMITS = { states: 300_000, seconds: 3, depth: 4_000 };

/** @param path an execution of `machine` that fails. Returns one that fails in the same way. */
export function shrink(machine: Machine, path: readonly number[]): readonly number[] {
  const kind = replay(machine, path).fault?.kind;
  let best = path;
  if (kind !== 'livelock' && kind !== 'not-lock-free' && kind !== 'too-many-steps') {
    const { preemptions } = replay(machine, path);
    for (let bound = 0; bound < preemptions; bound++) {
      const { fault, path: found } = searchCalmly(machine, { limits: LIMITS, bound, lockFree: false });
      if (fault?.kind !== kind) continue;
      best = found;
      break;
    }
  }
  for (let shorter = leaveOut(machine, best, kind); shorter; shorter = leaveOut(machine, best, kind)) best = shorter;
  return best;
}

/** The same failure without one of the runs of a thread, or with two neighbouring runs exchanged where that saves a preemption. */
function leaveOut(machine: Machine, path: readonly number[], kind: string | undefined): readonly number[] | null {
  const runs = runsOf(path);
  const now = replay(machine, path);
  const isBetter = (candidate: readonly number[]): readonly number[] | null => {
    const { fault, path: made, preemptions } = replay(machine, candidate);
    if (fault?.kind !== kind) return null;
    const saves = preemptions < now.preemptions || (preemptions === now.preemptions && made.length < now.path.length);
    return saves ? made : null;
  };
  for (let i = runs.length - 1; i >= 0; i--) {
    const without = isBetter(runs.filter((_, at) => at !== i).flat());
    if (without) return without;
    const shorter = isBetter(runs.flatMap((run, at) => (at === i ? run.slice(0, -1) : run)));
    if (shorter) return shorter;
  }
  for (let i = 0; i + 1 < runs.length; i++) {
    const exchanged = isBetter([...runs.slice(0, i), runs[i + 1], runs[i], ...runs.slice(i + 2)].flat());
    if (exchanged) return exchanged;
  }
  return null;
}

/** Choices of one thread, one behind the other; a crash or a timeout stands alone. */
function runsOf(path: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const choice of path) {
    const run = runs.at(-1);
    if (run && choice < EVENT.TIMEOUT && run[0] === choice) run.push(choice);
    else runs.push([choice]);
  }
  return runs;
}
