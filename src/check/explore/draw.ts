/**
 * Schedules drawn at random: a random walk, or PCT.
 *
 * Source: Burckhardt, Kothari, Musuvathi & Nagarakatte, "A randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS
 * 2010: threads have random priorities, the highest runs, and at d - 1 random steps the running one falls behind all others. A bug that
 * needs d ordered steps is found by a run with a chance of at least 1/(n·k^(d-1)), n threads, k steps. Differs: a thread that pauses falls
 * behind, too; after as many steps as any run has taken before, the rest is drawn at random, so that loops that wait end.
 */
import type { Random } from '../../stats/random.ts';
import type { Fault } from './fault.ts';
import { EVENT, type Machine } from './machine.ts';
import { PROGRESS, stuckFault } from './stuck.ts';

export interface DrawOptions {
  /** Priority changes and one: the PCT depth. 0: a random walk. */
  readonly depth: number;
  readonly executions: number;
  /** Steps of one execution; more are taken for a thread that waits for ever. */
  readonly steps: number;
  readonly random: Random;
  /** Milliseconds on the clock of `performance` at which to give up. */
  readonly deadline: number;
  readonly onEnd?: () => void;
}

export interface Drawn {
  readonly executions: number;
  readonly steps: number;
  /** Steps of the longest execution. */
  readonly longest: number;
  readonly fault: Fault | null;
  readonly path: readonly number[];
  /** As many executions as asked for. */
  readonly complete: boolean;
}

/** One in so many choices may be a timeout, a wake-up for no reason or a crash while a thread could step. */
const RARE = 8;

/** How long the first execution is taken to be. */
const FIRST_GUESS_STEPS = 30;

export function draw(machine: Machine, options: DrawOptions): Drawn {
  let steps = 0;
  let longest = 0;
  let executions = 0;
  for (; executions < options.executions; executions++) {
    if ((executions & 63) === 0 && performance.now() > options.deadline) break;
    const { fault, path } = drawOne(machine, options, longest || FIRST_GUESS_STEPS);
    steps += path.length;
    longest = Math.max(longest, path.length);
    if (fault) return { executions: executions + 1, steps, longest, fault, path, complete: true };
    options.onEnd?.();
  }
  return { executions, steps, longest, fault: null, path: [], complete: executions === options.executions };
}

function drawOne(machine: Machine, { depth, steps, random }: DrawOptions, expected: number) {
  const path: number[] = [];
  const schedule = depth > 0 ? new Priorities(machine.codes.length, depth, expected, random) : null;
  machine.reset();
  while (!machine.fault) {
    const choices = machine.choices();
    if ((choices & PROGRESS) === 0) {
      machine.fault = stuckFault(machine);
      if (!machine.fault) machine.checkEnd();
      break;
    }
    if (path.length === steps) {
      const sentence = `An execution has not ended after ${steps} steps.`;
      machine.fault = { kind: 'too-many-steps', sentence, threads: [] };
      break;
    }
    const runnable = choices & 0xff;
    const others = choices & ~0xff;
    const isRare = others !== 0 && (runnable === 0 || random.below(RARE) === 0);
    let choice: number;
    if (isRare) choice = oneOf(runnable === 0 ? choices & PROGRESS & ~0xff : others, random);
    else if (schedule && path.length < expected) choice = schedule.next(runnable, path.length);
    else choice = oneOf(runnable, random);
    path.push(choice);
    machine.apply(choice);
    if (schedule && machine.paused && choice < EVENT.TIMEOUT) schedule.fallBehind(choice);
  }
  return { fault: machine.fault, path };
}

/** PCT's priorities: the runnable thread with the highest goes on. */
class Priorities {
  readonly #priority: number[];
  readonly #changesAt: ReadonlySet<number>;
  #lowest = 0;

  constructor(threads: number, depth: number, expected: number, random: Random) {
    this.#priority = random.shuffled(Array.from({ length: threads }, (_, i) => i + 1));
    this.#changesAt = new Set(Array.from({ length: depth - 1 }, () => random.below(expected)));
  }

  next(runnable: number, step: number): number {
    let best = this.#best(runnable);
    if (this.#changesAt.has(step)) {
      this.fallBehind(best);
      best = this.#best(runnable);
    }
    return best;
  }

  fallBehind(thread: number): void {
    this.#priority[thread] = --this.#lowest;
  }

  #best(runnable: number): number {
    let best = -1;
    for (let thread = 0; thread < this.#priority.length; thread++)
      if ((runnable >> thread) & 1 && (best < 0 || this.#priority[thread] > this.#priority[best])) best = thread;
    return best;
  }
}

function oneOf(choices: number, random: Random): number {
  let left = choices;
  let count = 0;
  for (let rest = choices; rest !== 0; rest &= rest - 1) count++;
  for (let skip = random.below(count); skip > 0; skip--) left &= left - 1;
  return 31 - Math.clz32(left & -left);
}
