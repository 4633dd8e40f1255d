/**
 * A search in which accesses to calm words are no choices: words that only one thread accesses, or that nobody writes.
 *
 * Source: Lipton, "Reduction: a method of proving properties of parallel programs", CACM 18(12), 1975: such an access commutes with
 * everything that other threads do, so it may be taken together with the step before it. Which words are calm is a guess from what the
 * machine has run so far. If the search meets an access that proves a guess wrong, it begins again without it; a search that ends without one
 * has shown all guesses right. (Take the first access that breaks a guess, in any execution: all before it commute as assumed, so the
 * search meets a state from which it comes.)
 */
import { createRandom } from '../../stats/random.ts';
import { draw } from './draw.ts';
import type { Machine } from './machine.ts';
import { replay } from './replay.ts';
import { type SearchOptions, type SearchResult, search } from './search.ts';

/** Executions drawn at random, to guess from. Fewer cost restarts, more cost time; right either way. */
const GUESS_FROM = 40;
const GUESS_STEPS = 500;
/**
 * Executions where reads may race: such a read orders nothing, so that next-race.ts may miss what only the clocks of another path into a
 * state would show.
 */
const RACY_EXECUTIONS = 2_000;

const NOTHING = { complete: false, states: 0, executions: 1, depth: 0 };

/** As `search`, with fewer states. The path that it returns has every access as a choice of its own. */
export function searchCalmly(machine: Machine, options: SearchOptions): SearchResult {
  const { invariant, finally: atEnd } = machine.program;
  // They look at memory between, or where a thread has crashed between, two accesses that would be made at once.
  if (invariant || (atEnd && machine.options.crashes > 0)) return search(machine, options);
  const deadline = performance.now() + options.limits.seconds * 1000;
  const executions = hasRacyReads(machine) ? RACY_EXECUTIONS : GUESS_FROM;
  const drawn = draw(machine, { depth: 0, executions, steps: GUESS_STEPS, random: createRandom(1), deadline });
  if (drawn.fault?.kind === 'race') return { ...NOTHING, fault: drawn.fault, path: drawn.path, steps: drawn.steps };
  for (;;) {
    machine.memory.findCalm();
    const result = search(machine, options);
    if (machine.memory.wasNotCalm) continue;
    const path = result.fault ? everyAccess(machine, result.path) : result.path;
    machine.memory.forgetCalm();
    return { ...result, path };
  }
}

/** The same execution with the accesses to calm words as choices. */
function everyAccess(machine: Machine, path: readonly number[]): number[] {
  const all: number[] = [];
  let before = 0;
  replay(
    machine,
    path,
    () => {
      before = machine.accesses;
    },
    (choice) => {
      all.push(choice);
      for (let more = machine.accesses - before; more > 1; more--) all.push(choice);
    },
  );
  return all;
}

function hasRacyReads({ codes }: Machine): boolean {
  return codes.some(({ sites }) => sites.some(({ racy }) => racy));
}
