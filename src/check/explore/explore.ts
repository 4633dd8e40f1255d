/** Run a program in many orders, or in all of them. */
import { createHash } from 'node:crypto';
import { createRandom } from '../../stats/random.ts';
import { monitorOf } from '../linearizable/monitor.ts';
import type { Program, Sources } from '../program.ts';
import { compileProgram } from './compile/compile.ts';
import { draw } from './draw.ts';
import type { Exploration, Failure, Verdict } from './exploration.ts';
import type { Fault } from './fault.ts';
import { placeRegions } from './layout.ts';
import { type BrokenRuntime, Machine } from './machine.ts';
import { replay } from './replay.ts';
import { searchCalmly } from './search-calmly.ts';
import { shrink } from './shrink.ts';
import { traceOf } from './trace.ts';

/** How executions are chosen. PCT's depth is the number of ordered steps that a bug needs; 0 is a random walk. */
export type Strategy =
  | 'exhaustive'
  | { readonly bound: number }
  | { readonly pct: number; readonly executions: number; readonly seed: number }
  | { readonly random: true; readonly executions: number; readonly seed: number }
  | { readonly replay: string };

export interface ExploreOptions {
  readonly strategy: Strategy;
  /** Default: true. */
  readonly races?: boolean;
  readonly spurious?: boolean;
  readonly crashes?: number;
  readonly lockFree?: boolean;
  /** Count the results that executions end with. */
  readonly outcomes?: boolean;
  readonly sources?: Sources;
  /** Default: 4 million. */
  readonly states?: number;
  /** Default: 60. */
  readonly seconds?: number;
  /** Report the first failure as it was found. Default: shrink it. */
  readonly asFound?: boolean;
  readonly runtime?: BrokenRuntime;
}

const DEFAULT_STATES = 4_000_000;
const DEFAULT_SECONDS = 60;
/** Steps of a path, or of one execution drawn at random. */
const MOST_STEPS = 10_000;
const MOST_DRAWN_STEPS = 2_000;

/** A replay was asked for that does not belong to these sources. */
export class ScheduleError extends Error {
  override name = 'ScheduleError';
}

/**
 * @throws CompileError when a source leaves the kernel dialect, or cannot be transformed.
 * @throws ScheduleError when a schedule is malformed or was made with other sources.
 */
export function explore(program: Program, options: ExploreOptions): Exploration {
  const started = performance.now();
  const { machine, hash } = machineOf(program, options);
  const seconds = options.seconds ?? DEFAULT_SECONDS;
  const outcomes = options.outcomes ? new Map<string, number>() : null;
  const onEnd = outcomes ? (): void => note(outcomes, machine) : undefined;
  const { strategy } = options;
  let found: Found;
  if (strategy === 'exhaustive' || 'bound' in strategy) {
    const bound = strategy === 'exhaustive' ? undefined : strategy.bound;
    const result = searchCalmly(machine, {
      limits: { states: options.states ?? DEFAULT_STATES, seconds, depth: MOST_STEPS },
      ...(bound === undefined ? {} : { bound }),
      lockFree: options.lockFree ?? false,
      ...(onEnd && { onEnd }),
    });
    // With a bound the graph of steps is not kept, so a livelock would not be seen: never more than the bound.
    const verdict = !result.complete ? 'budget-spent' : bound === undefined ? 'exhaustive' : 'exhaustive-to-bound';
    found = { ...result, verdict, ...(bound === undefined ? {} : { bound }) };
  } else if ('replay' in strategy) {
    const path = decode(strategy.replay, hash);
    const { fault, path: made } = replay(machine, path);
    if (!fault && made.length < path.length)
      throw new ScheduleError(
        `Expected a schedule of this program, found that its step ${made.length} cannot be made: copy it again.`,
      );
    found = { verdict: 'sampled', states: 0, steps: path.length, executions: 1, depth: path.length, fault, path };
  } else {
    const depth = 'pct' in strategy ? strategy.pct : 0;
    const result = draw(machine, {
      depth,
      executions: strategy.executions,
      steps: MOST_DRAWN_STEPS,
      random: createRandom(strategy.seed),
      deadline: started + seconds * 1000,
      ...(onEnd && { onEnd }),
    });
    const verdict = result.complete ? 'sampled' : 'budget-spent';
    found = { ...result, verdict, states: 0, depth: result.longest, seed: strategy.seed };
  }
  const { fault, path, verdict, states, steps, executions, depth, bound, seed } = found;
  const failure = fault && failureOf(machine, fault, path, hash, options);
  return {
    program: program.name,
    verdict: failure ? 'failed' : verdict,
    states,
    steps,
    executions,
    depth,
    seconds: (performance.now() - started) / 1000,
    ...(bound === undefined ? {} : { bound }),
    ...(seed === undefined ? {} : { seed }),
    ...(outcomes && { outcomes }),
    ...(failure && { failure }),
  };
}

interface Found {
  readonly verdict: Verdict;
  readonly states: number;
  readonly steps: number;
  readonly executions: number;
  readonly depth: number;
  readonly fault: Fault | null;
  readonly path: readonly number[];
  readonly bound?: number;
  readonly seed?: number;
}

function machineOf(program: Program, options: ExploreOptions): { machine: Machine; hash: string } {
  const { regions } = placeRegions(program);
  const { threads, sourceHash } = compileProgram(program, regions, options.sources);
  const monitor = program.model ? monitorOf(program.model, program.threads) : null;
  const machine = new Machine(program, threads, monitor, {
    races: options.races ?? true,
    spurious: options.spurious ?? false,
    crashes: options.crashes ?? 0,
    keepsResults: options.outcomes ?? false,
    ...(options.runtime && { runtime: options.runtime }),
  });
  return {
    machine,
    hash: createHash('sha256').update(sourceHash).update(identityOf(program, options)).digest('hex').slice(0, 12),
  };
}

/** What else a schedule belongs to: the calls, the words at the start, what the scheduler may do. */
function identityOf({ threads, regions, startsAfter }: Program, { spurious, crashes }: ExploreOptions): string {
  const words = Object.entries(regions).map(([name, { initial }]) => [name, ...initial]);
  return JSON.stringify([threads, words, startsAfter, spurious, crashes]);
}

function failureOf(
  machine: Machine,
  fault: Fault,
  path: readonly number[],
  hash: string,
  options: ExploreOptions,
): Failure {
  const isReplay = typeof options.strategy === 'object' && 'replay' in options.strategy;
  // What a whole search found out (a cycle, a depth) is not to be seen in a replay.
  const isSeenInReplay = replay(machine, path).fault !== null;
  const best = isSeenInReplay && !isReplay && !options.asFound ? shrink(machine, path) : path;
  return traceOf(machine, best, encode(best, hash), isSeenInReplay ? undefined : fault);
}

/** Results of the operations, thread by thread. */
function note(outcomes: Map<string, number>, { state, layout }: Machine): void {
  const key = state.subarray(layout.results, layout.results + layout.resultCount).join(',');
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

function encode(path: readonly number[], hash: string): string {
  return `${hash}.${Buffer.from(path).toString('base64url')}`;
}

function decode(schedule: string, hash: string): number[] {
  const match = /^([0-9a-f]{12})\.([\w-]*)$/.exec(schedule);
  if (!match)
    throw new ScheduleError(
      `Expected a schedule like 0123456789ab.AAEB, found '${schedule}': copy it from the failure's last line.`,
    );
  if (match[1] !== hash)
    throw new ScheduleError(
      `Expected a schedule of these sources (${hash}), found one of ${match[1]}: it is another program's, or the sources have changed since: explore again.`,
    );
  return [...Buffer.from(match[2], 'base64url')].filter((choice) => choice < 32);
}
