/**
 * How the state of a program lies in one Int32Array:
 *
 *   memory   the regions, one behind the other
 *   moving   what a step may change besides one word of memory: each thread's slots, then the scheduler's words
 *
 * A step changes at most one word of memory, so a search saves `moving`, that word and its shadow, and nothing else.
 */
import type { Program } from '../program.ts';
import type { Placed, ThreadCode } from './thread-code.ts';

/** What the scheduler knows of a thread. */
export const STATUS = {
  /** Waits for another thread to end before it begins. */
  NOT_BEGUN: 0,
  RUNNABLE: 1,
  /** In a waiter list. */
  ASLEEP: 2,
  DONE: 3,
  CRASHED: 4,
} as const;

export interface StateLayout {
  readonly regions: Readonly<Record<string, Placed>>;
  readonly memoryWords: number;
  /** The first slot of each thread; its `ownWords` are hashed together. */
  readonly threads: readonly { readonly at: number; readonly ownWords: number }[];
  /** A thread's status, whether its current operation has begun, how often it has read the clock: behind its slots. */
  readonly status: readonly number[];
  readonly begun: readonly number[];
  readonly clock: readonly number[];
  /** Two words for each thread: the hash of its own words. */
  readonly hashes: number;
  /** Threads that sleep, in the order in which they went to sleep; then how many. */
  readonly sleepers: number;
  readonly sleeping: number;
  readonly monitor: number;
  readonly crashes: number;
  /** Results of all operations, where outcomes are asked for. */
  readonly results: number;
  readonly resultCount: number;
  /** A vector clock for each thread. */
  readonly vectors: number;
  readonly end: number;
}

export function placeRegions(program: Program): { regions: Record<string, Placed>; memoryWords: number } {
  const regions: Record<string, Placed> = {};
  let at = 0;
  for (const [name, { initial }] of Object.entries(program.regions)) {
    regions[name] = { at, length: initial.length };
    at += initial.length;
  }
  return { regions, memoryWords: at };
}

export function layoutOf(program: Program, codes: readonly ThreadCode[], keepsResults: boolean): StateLayout {
  const { regions, memoryWords } = placeRegions(program);
  let at = memoryWords;
  const take = (words: number): number => {
    at += words;
    return at - words;
  };
  const threads: { at: number; ownWords: number }[] = [];
  const [status, begun, clock]: number[][] = [[], [], []];
  for (const { slots } of codes) {
    threads.push({ at: take(slots), ownWords: slots + 3 });
    status.push(take(1));
    begun.push(take(1));
    clock.push(take(1));
  }
  const count = codes.length;
  const resultCount = keepsResults ? program.threads.reduce((sum, calls) => sum + calls.length, 0) : 0;
  return {
    regions,
    memoryWords,
    threads,
    status,
    begun,
    clock,
    hashes: take(2 * count),
    sleepers: take(count),
    sleeping: take(1),
    monitor: take(1),
    crashes: take(1),
    results: take(resultCount),
    resultCount,
    vectors: take(count * count),
    end: at,
  };
}
