import type { BootstrapOptions } from './bootstrap.ts';
import { type Interval, percentileInterval } from './interval.ts';
import { createMedianResampler, pickGroups } from './median-resampler.ts';
import { createRandom } from './random.ts';

/** What was measured at one k. */
export interface InversePoint {
  /** Positive: the batch size, say. */
  readonly k: number;
  /** Positive costs, grouped by block; block i of every point is the same stretch of the run. */
  readonly samples: readonly (readonly number[])[];
}

export interface InverseFit {
  /** Cost that remains however large k is, in the unit of y. Reported as fitted, negative too. */
  readonly a: Interval;
  /** Cost that is shared among k, in the unit of y. */
  readonly b: Interval;
  /** Weighted share of the variation explained, at most 1. Where y hardly varies look at the residuals instead. */
  readonly r2: number;
  /** One for each point, in the order given; `relative` is (observed - predicted) / predicted. */
  readonly residuals: readonly InverseResidual[];
}

export interface InverseResidual {
  readonly k: number;
  readonly predicted: number;
  /** Median of the samples. */
  readonly observed: number;
  readonly relative: number;
}

/**
 * Fit the law y = a + b/k to the medians at each k.
 *
 * Weighted least squares with weights 1/y²: timing noise is a share of the time, so an error of 5 % must count alike at
 * 400 ns and at 4 ns. With equal weights the point k = 1 would decide alone.
 * Intervals are percentiles over two-level resamples. Blocks are drawn for all k together, so that a loud minute, which
 * raises all costs at once, is not mistaken for scatter about the law.
 *
 * @param points - at least two different k; three or more if the residuals are to say anything.
 */
export function fitInverse(points: readonly InversePoint[], options: BootstrapOptions): InverseFit {
  requireUsable(points);
  const { seed, resamples = 10_000, level = 0.95 } = options;
  const random = createRandom(seed);
  const reciprocals = points.map(({ k }) => 1 / k);
  const resamplers = points.map(({ samples }) => createMedianResampler(samples));
  const observed = resamplers.map((resampler) => resampler.estimate);
  const fitted = weightedLine(reciprocals, observed);

  const picks = new Float64Array(Math.max(...points.map(({ samples }) => samples.length)));
  const drawn = new Array<number>(points.length);
  const replicatesOfA = new Float64Array(resamples);
  const replicatesOfB = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    pickGroups(picks, random);
    for (let point = 0; point < points.length; point++) drawn[point] = resamplers[point].draw(picks, random);
    const line = weightedLine(reciprocals, drawn);
    replicatesOfA[at] = line.a;
    replicatesOfB[at] = line.b;
  }

  const residuals = points.map(({ k }, index) => {
    const predicted = fitted.a + fitted.b / k;
    return { k, predicted, observed: observed[index], relative: (observed[index] - predicted) / predicted };
  });
  return {
    a: percentileInterval(fitted.a, replicatesOfA, level),
    b: percentileInterval(fitted.b, replicatesOfB, level),
    r2: explainedShare(residuals),
    residuals,
  };
}

/** The line y = a + b·x that minimises the sum of ((y - a - b·x) / y)². */
function weightedLine(x: readonly number[], y: readonly number[]): { a: number; b: number } {
  let weights = 0;
  let weightedX = 0;
  let weightedY = 0;
  for (let at = 0; at < x.length; at++) {
    const weight = 1 / (y[at] * y[at]);
    weights += weight;
    weightedX += weight * x[at];
    weightedY += weight * y[at];
  }
  const meanX = weightedX / weights;
  const meanY = weightedY / weights;
  let products = 0;
  let squares = 0;
  for (let at = 0; at < x.length; at++) {
    const weight = 1 / (y[at] * y[at]);
    products += weight * (x[at] - meanX) * (y[at] - meanY);
    squares += weight * (x[at] - meanX) ** 2;
  }
  const b = products / squares;
  return { a: meanY - b * meanX, b };
}

/** 1 - (weighted squared residuals) / (weighted squared distances from the weighted mean); 1 where nothing varies. */
function explainedShare(residuals: readonly InverseResidual[]): number {
  const weights = residuals.map(({ observed }) => 1 / observed ** 2);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const mean = sum(residuals.map(({ observed }, at) => weights[at] * observed)) / sum(weights);
  const total = sum(residuals.map(({ observed }, at) => weights[at] * (observed - mean) ** 2));
  const left = sum(residuals.map(({ observed, predicted }, at) => weights[at] * (observed - predicted) ** 2));
  return total > 0 ? 1 - left / total : 1;
}

function requireUsable(points: readonly InversePoint[]): void {
  const different = new Set(points.map(({ k }) => k)).size;
  if (different < 2)
    throw new RangeError(`the fit needs at least two different k, got ${different}; sweep more values`);
  for (const { k, samples } of points) {
    if (!(k > 0 && k < Number.POSITIVE_INFINITY))
      throw new RangeError(`k must be positive, got ${k}; leave the point out`);
    const wrong = samples.flat().find((value) => !(value > 0));
    if (wrong !== undefined) throw new RangeError(`costs must be positive, got ${wrong} at k = ${k}; leave it out`);
  }
}
