/** The pairs of CPUs that a touring cell visits, and what each of them cost. */
import type { Random } from '../stats/random.ts';

export type CpuPair = readonly [number, number];

/** The figures of one pair: nanoseconds of one operation, one for each pass that came by, in measured order. */
export interface PairCosts {
  readonly cpus: CpuPair;
  readonly ns: number[];
}

/** Where a pass goes: the pairs with the fewest visits so far, in random order, so that no pair is left out while another comes twice. */
export class Tour {
  readonly pairs: readonly PairCosts[];
  readonly #visits: number[];
  readonly #random: Random;

  constructor(pairs: readonly CpuPair[], random: Random) {
    this.pairs = pairs.map((cpus) => ({ cpus, ns: [] }));
    this.#visits = pairs.map(() => 0);
    this.#random = random;
  }

  /** The next pass: at most `most` pairs. They count as visited, whatever comes of it. */
  next(most: number): PairCosts[] {
    const order = this.#random.shuffled(this.pairs.map((_, i) => i));
    const chosen = order.sort((a, b) => this.#visits[a] - this.#visits[b]).slice(0, most);
    for (const i of chosen) this.#visits[i]++;
    return this.#random.shuffled(chosen.map((i) => this.pairs[i]));
  }
}
