/**
 * From pairs of equal cells to the noise floor. A pair is compared as a lab compares two cells, by the same function, once as
 * measured and then in many ways that would have been as likely: six of its blocks, drawn, as many as a verdict needs, and in
 * each of them a coin says which visit was the first cell's. Both visits ran the same code, so no draw is better than another.
 */
import { FEWEST_BLOCKS } from '../report/doubts.ts';
import { ASSUMED_FLOOR } from '../report/noise-floor.ts';
import type { Cell } from '../report/schema.ts';
import { ratioTo } from '../report/summary.ts';
import { failureOf } from '../report/value.ts';
import type { Interval } from '../stats/interval.ts';
import { falsePositiveRate, noiseFloorOf } from '../stats/noise-floor.ts';
import { createRandom, type Random } from '../stats/random.ts';

/** Draws of each pair. Each costs 10,000 resamples, some 12 ms. */
const DRAWS = 20;

/** Two cells that are the same but for their id, as measured. */
export type MeasuredPair = readonly [Cell, Cell];

export interface PairNoise {
  readonly cell: Cell;
  /** Of the two as measured, all blocks. */
  readonly ratio: Interval;
  /** Of comparisons as a lab makes them, drawn from the two. */
  readonly drawn: readonly Interval[];
}

export interface ClassFloor {
  /** `js`, `wasm`, `1 thread`, `2 threads` */
  readonly name: string;
  readonly pairs: number;
  readonly ratio: number;
}

/** Shares of the drawn comparisons that a verdict calls faster or slower. */
export interface FalsePositives {
  readonly comparisons: number;
  /** With the assumed floor. */
  readonly assumed: number;
  /** With a measured one: for each pair that of all other pairs, as no pair may set the floor that it is judged by. */
  readonly measured: number;
}

export interface Noise {
  /** The floor: what equal cells differ by, as a share. */
  readonly ratio: number;
  readonly pairs: readonly PairNoise[];
  /** The floor of each class alone. */
  readonly classes: readonly ClassFloor[];
  readonly falsePositives: FalsePositives;
}

/** Equal cells that could not be compared. The message is one sentence. */
export class CalibrationFailed extends Error {
  override name = 'CalibrationFailed';
}

/**
 * @param pairs - at least two, each visited in at least six blocks.
 * @throws CalibrationFailed when an invariant did not hold, a cell did not finish, or a trial made no progress.
 */
export function noiseOf(pairs: readonly MeasuredPair[], seed: number): Noise {
  for (const cell of pairs.flat()) {
    const failure = failureOf(cell);
    if (failure !== null)
      throw new CalibrationFailed(`No noise floor: ${nameOf(cell)} gave no result. ${failure.replace(/\.?$/, '.')}`);
  }
  const random = createRandom(seed);
  const noises = pairs.map(([cell, again]): PairNoise => {
    const ratio = compare(cell, again, seed);
    const drawn = Array.from({ length: DRAWS }, () => compare(...draw(cell, again, random), seed));
    return { cell, ratio, drawn };
  });
  return {
    ratio: floorOf(noises, seed),
    pairs: noises,
    classes: [...Map.groupBy(noises.flatMap(classesOf), ([name]) => name)]
      .map(([name, members]) => ({
        name,
        pairs: members.length,
        ratio: floorOf(
          members.map(([, noise]) => noise),
          seed,
        ),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    falsePositives: falsePositivesOf(noises, seed),
  };
}

function falsePositivesOf(noises: readonly PairNoise[], seed: number): FalsePositives {
  const comparisons = noises.flatMap(({ drawn }) => drawn);
  // Every pair has as many comparisons: the mean of the shares is the share of all.
  const leftOut = noises.map((left) =>
    falsePositiveRate(
      left.drawn,
      floorOf(
        noises.filter((noise) => noise !== left),
        seed,
      ),
    ),
  );
  return {
    comparisons: comparisons.length,
    assumed: falsePositiveRate(comparisons, ASSUMED_FLOOR),
    measured: leftOut.reduce((sum, share) => sum + share, 0) / leftOut.length,
  };
}

function floorOf(noises: readonly PairNoise[], seed: number): number {
  return noiseFloorOf(
    noises.map(({ ratio, drawn }) => [ratio, ...drawn].map(({ estimate }) => estimate)),
    seed,
  );
}

function classesOf(noise: PairNoise): [name: string, PairNoise][] {
  const { backend, threads } = noise.cell;
  return [
    [backend, noise],
    [`${threads} ${threads === 1 ? 'thread' : 'threads'}`, noise],
  ];
}

function compare(cell: Cell, again: Cell, seed: number): Interval {
  const ratio = ratioTo(cell, again, seed);
  if (ratio === null || ratio.low === null || ratio.high === null)
    throw new CalibrationFailed(
      `No noise floor: ${nameOf(cell)} was not compared, as a trial made no progress or blocks are missing; repeat.`,
    );
  return { estimate: ratio.estimate, low: ratio.low, high: ratio.high };
}

/** As many blocks as a verdict needs; in each a coin decides which visit is whose. */
function draw(cell: Cell, again: Cell, random: Random): MeasuredPair {
  const blocks = [...new Set(cell.trials.map(({ block }) => block))];
  const first = new Map(
    random
      .shuffled(blocks)
      .slice(0, FEWEST_BLOCKS)
      .map((block) => [block, random.below(2) === 0 ? cell : again]),
  );
  const trialsOf = (firsts: boolean) =>
    [cell, again].flatMap((side) =>
      side.trials.filter(({ block }) => first.has(block) && (first.get(block) === side) === firsts),
    );
  return [
    { ...cell, trials: trialsOf(true) },
    { ...again, trials: trialsOf(false) },
  ];
}

function nameOf({ scenario, subject, backend }: Cell): string {
  return `${subject}, ${scenario} (${backend})`;
}
