/** What a tour over pairs of CPUs found: each pair's figure, and what pairs at one distance have in common. */
import { mad } from '../stats/mad.ts';
import { median } from '../stats/median.ts';
import { DISTANCES, distanceOf } from './cpu-distance.ts';
import { type CpuPlace, placesByCpu } from './cpu-order.ts';
import type { Cell } from './schema.ts';

export interface Pair {
  /** The smaller number first. */
  readonly cpus: readonly [number, number];
  /** Median of the passes. */
  readonly ns: number;
  /** Half of what the passes range over, as a share of the median; `null` with one pass. */
  readonly spread: number | null;
  /** `null`: the record does not say where the CPUs are. */
  readonly distance: string | null;
}

/** The pairs at one distance. */
export interface DistanceClass {
  readonly distance: string | null;
  readonly pairs: readonly Pair[];
  /** Median of the pairs' medians. */
  readonly ns: number;
}

/** The pairs of one cell. */
export interface Tour {
  readonly name: string;
  /** At least one. */
  readonly pairs: readonly Pair[];
  readonly classes: readonly DistanceClass[];
}

/** A pair that is far from the median of its distance. */
export interface Stranger {
  readonly pair: Pair;
  readonly usualNs: number;
}

/** Factor from the median of a distance below which a pair is never called a stranger. */
const LEAST_FACTOR = 1.3;
/** A pair is one when it lies this many times further out than half of its distance do. */
const TIMES_MAD = 8;
/** Fewer pairs have no norm that one of them could break. */
const FEWEST_PAIRS = 4;

/** In the order of the tour. Figures that are not above zero come from a coarse clock and are left out. */
export function pairsOf(cell: Cell, places: readonly CpuPlace[]): Pair[] {
  const placeOf = placesByCpu(places);
  const tours = Map.groupBy(cell.pairs ?? [], ({ cpus: [a, b] }) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  return [...tours.values()].flatMap((visits): Pair[] => {
    const [a, b] = [...visits[0].cpus].sort((one, other) => one - other);
    const passes = visits.flatMap(({ ns }) => ns).filter((ns) => ns > 0);
    if (a === b || passes.length === 0) return [];
    const ns = median(passes);
    const spread = passes.length < 2 ? null : (Math.max(...passes) - Math.min(...passes)) / 2 / ns;
    return [{ cpus: [a, b], ns, spread, distance: distanceOf(placeOf.get(a), placeOf.get(b)) }];
  });
}

/** Nearest first. */
export function classesOf(pairs: readonly Pair[]): DistanceClass[] {
  const rank = (distance: string | null) => (distance === null ? DISTANCES.length : DISTANCES.indexOf(distance));
  return [...Map.groupBy(pairs, ({ distance }) => distance)]
    .map(([distance, pairs]) => ({ distance, pairs, ns: median(pairs.map(({ ns }) => ns)) }))
    .sort((a, b) => rank(a.distance) - rank(b.distance));
}

/** How far the passes of a pair differ: median of the pairs' spreads; `null` where each had one pass. */
export function spreadOf(pairs: readonly Pair[]): number | null {
  const spreads = pairs.map(({ spread }) => spread).filter((spread) => spread !== null);
  return spreads.length === 0 ? null : median(spreads);
}

/** Furthest out first. Compared as ratios, since noise grows with the distance. */
export function strangersOf(classes: readonly DistanceClass[]): Stranger[] {
  return classes
    .filter(({ pairs }) => pairs.length >= FEWEST_PAIRS)
    .flatMap(({ pairs, ns: usualNs }) => {
      const logs = pairs.map(({ ns }) => Math.log(ns));
      const limit = Math.max(Math.log(LEAST_FACTOR), TIMES_MAD * mad(logs));
      return pairs.filter(({ ns }) => apart(ns, usualNs) > limit).map((pair) => ({ pair, usualNs }));
    })
    .sort((a, b) => apart(b.pair.ns, b.usualNs) - apart(a.pair.ns, a.usualNs));
}

function apart(ns: number, usualNs: number): number {
  return Math.abs(Math.log(ns / usualNs));
}
