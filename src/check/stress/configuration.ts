/** Everything that is drawn for one round. Equal seeds give equal configurations, but not equal schedules. */
import type { AnySubject, Backend } from '../../contract.ts';
import { createRandom, type Random } from '../../stats/random.ts';
import { listed } from './counted.ts';
import { oneOf } from './draws.ts';
import type { Scene, StressedKind } from './scene.ts';

/** `mixed`: the threads of one structure in different back ends. */
export const MIXTURES = ['js', 'wasm', 'mixed'] as const;
export type Mixture = (typeof MIXTURES)[number];

/** What may be drawn from. */
export interface Choices {
  readonly mixtures: readonly Mixture[];
  /** CPUs that threads may be pinned to. */
  readonly cpus: readonly number[];
  /** Threads of a round, at most: from 4, which one litmus test needs, to MOST_THREADS. */
  readonly mostThreads: number;
  /** Pin all threads of every round to one of the CPUs; else this is one of several placements. */
  readonly oneCpu: boolean;
  /** Length of a round in milliseconds, from and to. */
  readonly roundMs: readonly [least: number, most: number];
}

export interface Configuration {
  readonly seed: number;
  readonly mixture: Mixture;
  /** By rank, as the next. */
  readonly backends: readonly Backend[];
  readonly cpus: readonly (number | null)[];
  readonly placement: 'not pinned' | 'pinned' | 'one CPU';
  readonly roundMs: number;
  readonly kill: { readonly rank: number; readonly afterMs: number } | null;
  readonly scene: Scene;
}

/** A round in so many ends a thread: more often where the others can go on without it. */
const KILL_EVERY = 6;
const KILL_EVERY_IF_BLOCKING = 24;

export function drawConfiguration(spec: AnySubject, kind: StressedKind, choices: Choices, seed: number): Configuration {
  const random = createRandom(seed * 2 ** 20 + hashOf(spec.name));
  const goesOn = spec.progress !== 'blocking' || (spec.kind === 'lock' && spec.abandon !== undefined);
  const kills = random.below(goesOn ? KILL_EVERY : KILL_EVERY_IF_BLOCKING) === 0;
  const threads = oneOf(random, [2, 2 + random.below(choices.mostThreads - 1)]);
  const scene = kind.stage(spec, random, threads, kills);
  const players = scene.players.length;
  const possible = choices.mixtures.filter((mixture) => isPossible(spec, mixture));
  const mixture = oneOf(random, possible);
  const placement = choices.oneCpu ? 'one CPU' : oneOf(random, ['not pinned', 'pinned', 'pinned', 'one CPU'] as const);
  const [least, longest] = choices.roundMs;
  const roundMs = least + random.below(longest - least + 1);
  return {
    seed,
    mixture,
    backends: drawBackends(random, mixture, players),
    cpus: drawCpus(random, choices.cpus, placement, players),
    placement,
    roundMs,
    kill: kills ? { rank: random.below(players), afterMs: roundMs * (0.1 + 0.6 * random.next()) } : null,
    scene,
  };
}

/** 20 bits of a name, so that the subjects of one pass draw each for itself. */
function hashOf(name: string): number {
  const mixed = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return (mixed >>> 12) & 0xfffff;
}

export function isPossible({ backends = ['js', 'wasm'] }: AnySubject, mixture: Mixture): boolean {
  return mixture === 'mixed' ? backends.length > 1 : backends.includes(mixture);
}

/** Mixed: at least one of each. */
export function drawBackends(random: Random, mixture: Mixture, threads: number): Backend[] {
  if (mixture !== 'mixed') return Array<Backend>(threads).fill(mixture);
  const others = Array.from({ length: threads - 2 }, () => oneOf<Backend>(random, ['js', 'wasm']));
  return random.shuffled<Backend>(['js', 'wasm', ...others]);
}

export function drawCpus(
  random: Random,
  cpus: readonly number[],
  placement: Configuration['placement'],
  threads: number,
): (number | null)[] {
  if (placement === 'not pinned') return Array<null>(threads).fill(null);
  if (placement === 'one CPU') return Array<number>(threads).fill(oneOf(random, cpus));
  const order = random.shuffled(cpus);
  return Array.from({ length: threads }, (_, rank) => order[rank % order.length]);
}

/** The round in a line: "3 threads (js, wasm, js) on CPUs 0, 1 and 0, for 35 ms, capacity 4". */
export function describe({ backends, cpus, placement, roundMs, kill, scene }: Configuration): string {
  const code = new Set(backends).size === 1 ? `all ${backends[0]}` : backends.join(', ');
  return [
    `${backends.length} threads (${code}) ${describePlace(placement, cpus)}`,
    `for ${roundMs} ms`,
    ...(scene.isWatched ? ['every call recorded'] : []),
    ...(kill ? [`thread ${kill.rank} ended after ${kill.afterMs.toFixed(1)} ms`] : []),
    ...scene.says,
  ].join(', ');
}

/** "not pinned", "on CPU 1", "on CPUs 0, 1 and 0". */
export function describePlace(placement: Configuration['placement'], cpus: Configuration['cpus']): string {
  if (placement === 'not pinned') return placement;
  return placement === 'one CPU' ? `on CPU ${cpus[0]}` : `on CPUs ${listed(cpus.map(String))}`;
}
