/** Where a cost falls by a step. */
export interface Knee {
  /** The first x of the low plateau. */
  readonly x: number;
  /** How many times higher the plateau before it is: the ratio of the plateaus' geometric means, 1.3 or more. */
  readonly drop: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const FEWEST_POINTS = 4;
/** What looks like a smaller step is as likely noise, or a slope. */
const SMALLEST_DROP = 1.3;

/**
 * Find the knee of a cost that is high, then low: that of words a stride apart, which falls where they stop sharing a cache line.
 *
 * A function of two levels is fitted by least squares to log y, so that an error of 5 % counts alike on both plateaus. It
 * always fits some step; only one that falls by a factor of 1.3 or more is called a knee.
 *
 * @param points - x in any order; y above 0.
 * @returns `null`: no such step, or fewer than 4 points.
 */
export function knee(points: readonly Point[]): Knee | null {
  const wrong = points.find(({ y }) => !(y > 0 && y < Number.POSITIVE_INFINITY));
  if (wrong !== undefined)
    throw new RangeError(`costs must be positive, got ${wrong.y} at x = ${wrong.x}; leave it out`);
  if (points.length < FEWEST_POINTS) return null;
  const ascending = [...points].sort((a, b) => a.x - b.x);
  const logs = ascending.map(({ y }) => Math.log(y));
  let best = { fit: 0, at: 0, fall: 0 };
  for (let at = 1; at < logs.length; at++) {
    if (ascending[at].x === ascending[at - 1].x) continue;
    const fall = mean(logs.slice(0, at)) - mean(logs.slice(at));
    // What a split at `at` takes off the squared error of a single level, times the number of points.
    const fit = at * (logs.length - at) * fall * fall;
    if (fall > 0 && fit > best.fit) best = { fit, at, fall };
  }
  const drop = Math.exp(best.fall);
  return drop < SMALLEST_DROP ? null : { x: ascending[best.at].x, drop };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
