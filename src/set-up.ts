/** How the words of any subject are set up: by its kind's sizes, with its counters where they are to begin. */
import type { AnySubject, Words } from './contract.ts';
import { KINDS, type Size } from './kinds.ts';

/** At least the sizes that the subject's kind asks for. */
export type Sizes = Readonly<Partial<Record<Size, number>>>;

type Functions = {
  sizeWords(...sizes: number[]): number;
  init?(words: Words, ...sizes: number[]): void;
};

/** Words that the subject takes for these sizes. */
export function footprint(spec: AnySubject, sizes: Sizes): number {
  return (spec as Functions).sizeWords(...argumentsOf(spec, sizes));
}

/**
 * Set zeroed words up: by `init`, the subject's own or that of one of its back ends; counters that run free at `start`, tunables at
 * their defaults.
 */
export function setUp(
  spec: AnySubject,
  words: Words,
  sizes: Sizes,
  start = 0,
  init: Functions['init'] = (spec as Functions).init,
): void {
  const { startsBeforeInit } = KINDS[spec.kind];
  if (startsBeforeInit) startCounters(spec, words, start);
  init?.(words, ...argumentsOf(spec, sizes));
  if (!startsBeforeInit && start !== 0) startCounters(spec, words, start);
  for (const { word, default: value } of Object.values(spec.tunables ?? {})) words[word] = value; // plain: not shared yet
}

function startCounters({ freeRunning, layout }: AnySubject, words: Words, start: number): void {
  for (const name of freeRunning) words[layout[name]] = start; // plain: not shared yet
}

function argumentsOf({ kind }: AnySubject, sizes: Sizes): number[] {
  return KINDS[kind].sizes.map((size) => {
    const value = sizes[size];
    if (value === undefined) throw new RangeError(`Expected ${size} for a ${kind}, found none: name it.`);
    return value;
  });
}
