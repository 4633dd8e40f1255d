/**
 * Random calls that one thread can make alone, in the role of all threads: for whatever runs the same calls in two ways and compares.
 * One file for each kind of subject, in callers/.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnySubject, Words } from '../contract.ts';
import type { Sizes } from '../set-up.ts';
import type { Random } from '../stats/random.ts';

/** Words beside the structure, for items that go in or come out. */
export const ITEMS_WORDS = 64;

/** Sizes for a caller; none larger than the items' words allow. */
export const SIZES: Required<Sizes> = {
  threads: 3,
  capacitySlots: 8,
  capacityBytes: 256,
  consumers: 3,
  valueWords: 5,
  count: 100,
  lines: 24,
};

/** Where free-running counters begin: at 0, and short of 2³¹ and 2³²; multiples of any capacity up to 64. */
export const STARTS: readonly number[] = [0, 2 ** 31 - 64, -64];

/** A function of the subject, and its arguments behind the structure's words; `items`: the words for items. */
export interface SubjectCall {
  readonly name: string;
  readonly args: readonly (number | 'items')[];
}

/** Chooses the next call from the answers so far, and keeps the thread contract. */
export interface Caller {
  next(random: Random): SubjectCall;
  /** `answer`: 1 and 0 for booleans. */
  answered?(call: SubjectCall, answer: number): void;
  /** What the thread does itself to the words after a call: fills a record, or reads one. Returns what it has read. */
  touch?(call: SubjectCall, answer: number, words: Words): readonly number[];
}

/** Default export of a kind's file. `start`: where free-running counters began. */
export type MakeCaller<S extends AnySubject> = (spec: S, start: number, sizes: Required<Sizes>) => Caller;

interface CallerFile {
  readonly default: MakeCaller<AnySubject>;
  /** Sizes that must be these. */
  readonly sizes?: Sizes;
}

/** A caller of `spec`, and the sizes for which it is to be set up: those of `sizes` that its kind leaves open. */
export async function callerOf(
  spec: AnySubject,
  sizes: Required<Sizes> = SIZES,
): Promise<{ sizes: Required<Sizes>; caller(start: number): Caller }> {
  const file: CallerFile = await import(pathToFileURL(join(import.meta.dirname, 'callers', `${spec.kind}.ts`)).href);
  const all = { ...sizes, ...file.sizes };
  return { sizes: all, caller: (start) => file.default(spec, start, all) };
}

export function call(name: string, ...args: SubjectCall['args']): SubjectCall {
  return { name, args };
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)];
}

/** A number of either sign and of any size. */
export function anyValue(random: Random): number {
  return (random.below(2 ** 32) | 0) >> random.below(32);
}
