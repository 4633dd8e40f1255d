/** Where touring cells go, what a pass keeps, and how much time tours may take. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellFailed, type OpenCell, type ThreadTrial } from '../../src/crew/cell.ts';
import { TIMES, type Times } from '../../src/crew/task.ts';
import { measured } from '../../src/lab/measured.ts';
import {
  expectedS,
  pairsVisited,
  SETTINGS,
  type Settings,
  STOP_MS,
  settingsFor,
  tourRounds,
} from '../../src/lab/settings.ts';
import { type CpuPair, Tour } from '../../src/lab/tour.ts';
import { tourPass } from '../../src/lab/tour-pass.ts';
import { createRandom } from '../../src/stats/random.ts';

const pairsOf = (cpus: number): CpuPair[] =>
  Array.from({ length: cpus }, (_, a) =>
    Array.from({ length: cpus - a - 1 }, (_, i) => [a, a + 1 + i] as const),
  ).flat();

describe('the next pass', () => {
  const passes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });

  test('visits no pair twice before every pair has been visited, and as many as it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), passes, fc.nat(), (cpus, mosts, seed) => {
        const pairs = pairsOf(cpus);
        const tour = new Tour(pairs, createRandom(seed));
        const visits = new Map(tour.pairs.map((pair) => [pair, 0]));
        for (const most of mosts) {
          const pass = tour.next(most);
          expect(pass).toHaveLength(Math.min(most, pairs.length));
          expect(new Set(pass).size).toBe(pass.length);
          for (const pair of pass) visits.set(pair, (visits.get(pair) ?? Number.NaN) + 1);
          const counts = [...visits.values()];
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('goes round in an order that the seed decides, another one each time', () => {
    const order = (seed: number) => {
      const tour = new Tour(pairsOf(6), createRandom(seed));
      return [tour.next(100), tour.next(100)].map((pass) => pass.map(({ cpus }) => cpus.join()).join(' '));
    };
    expect(order(1)).toEqual(order(1));
    expect(new Set([...order(1), ...order(2), pairsOf(6).map(String).join(' ')]).size).toBe(5);
  });

  test('takes each of the pairs that are due alike, not the first ones of the list', () => {
    const firsts = new Set(
      Array.from({ length: 60 }, (_, seed) => new Tour(pairsOf(4), createRandom(seed)).next(1)[0].cpus.join()),
    );
    expect(firsts.size).toBe(6);
  });
});

/** A cell whose threads are where `cpusOf` says, and hand over `ops` turns in 100 µs. */
function cellThat(cpusOf: (asked: CpuPair) => CpuPair, ops: (asked: CpuPair) => number): OpenCell {
  return {
    move: (cpus: CpuPair): Promise<ThreadTrial[]> =>
      Promise.resolve(
        cpusOf(cpus).map((cpu, rank): ThreadTrial => {
          const times = Object.fromEntries(TIMES.map((name) => [name, 10n])) as Times;
          const counts = { ops: ops(cpus) / 2, errors: 0, failedTries: 1, sum: 0, items: ops(cpus) / 2 };
          return {
            ...{ rank, role: rank === 0 ? 'ping' : 'pong', ...counts, samples: new Int32Array(0) },
            times: { ...times, startNs: 0n, endNs: 100_000n, cpu: BigInt(cpu) },
          };
        }),
      ),
  } as unknown as OpenCell;
}

describe('a pass', () => {
  const settings: Settings = { ...SETTINGS.quick, trialMs: STOP_MS, pairsPerTrial: 100 };
  const itself = (cpus: CpuPair) => cpus;
  const pass = (tour: Tour, cell: OpenCell, signal = new AbortController().signal) =>
    tourPass(tour, cell, settings, (threads) => measured(threads, 1, 2), signal);

  test('keeps what each pair took for one operation; its value is their median', async () => {
    const tour = new Tour(pairsOf(3), createRandom(1));
    const trial = await pass(
      tour,
      cellThat(itself, ([a, b]) => 1000 * (a + b)),
    );
    expect(tour.pairs).toEqual([
      { cpus: [0, 1], ns: [100] },
      { cpus: [0, 2], ns: [50] },
      { cpus: [1, 2], ns: [100 / 3] },
    ]);
    expect(trial).toMatchObject({ block: 1, pos: 2, value: 50, ops: 6000, durationNs: 300_000, overlap: 1 });
    for (const thread of trial.threads)
      expect(thread).toMatchObject({ ops: 3000, items: 3000, failedTries: 3, times: { cpuNs: 30n, cpu: -1n } });
  });

  test('with few pairs comes by several times; a pair’s figure is the median of its stops', async () => {
    const tour = new Tour(pairsOf(2), createRandom(1));
    let asked = 0; // twice by both threads of each stop
    const cell = cellThat(itself, () => [1000, 4000, 2000][Math.floor(asked++ / 4)]);
    const longer = { ...settings, trialMs: 3 * STOP_MS };
    const signal = new AbortController().signal;
    expect(await tourPass(tour, cell, longer, (threads) => measured(threads, 1, 2), signal)).toMatchObject({
      ops: 7000,
    });
    expect(tour.pairs).toEqual([{ cpus: [0, 1], ns: [50] }]);
  });

  test('leaves pairs without a figure whose threads were elsewhere or did nothing', async () => {
    const tour = new Tour(pairsOf(3), createRandom(1));
    const cell = cellThat(
      ([a, b]) => (b === 1 ? [a, 2] : [a, b]),
      ([a]) => (a === 1 ? 0 : 1000),
    );
    expect(await pass(tour, cell)).toMatchObject({ value: 100, ops: 1000 });
    expect(tour.pairs.map(({ ns }) => ns)).toEqual([[], [100], []]);
  });

  test('fails the cell when no pair has a figure', async () => {
    const lost = cellThat(
      ([a, b]) => [b, a],
      () => 1000,
    );
    await expect(pass(new Tour(pairsOf(3), createRandom(1)), lost)).rejects.toThrow(CellFailed);
  });

  test('that is stopped ends at once, even if no pair had a figure so far', async () => {
    let moves = 0;
    const lost = cellThat(
      ([a, b]) => [b, a],
      () => ++moves,
    );
    await expect(pass(new Tour(pairsOf(20), createRandom(1)), lost, AbortSignal.abort())).rejects.toThrow(CellFailed);
    expect(moves).toBeLessThan(10);
  });

  test('that is stopped keeps the pairs that it came to, at least one', async () => {
    const tour = new Tour(pairsOf(4), createRandom(1));
    const trial = await pass(
      tour,
      cellThat(itself, () => 1000),
      AbortSignal.abort(),
    );
    expect(trial).toMatchObject({ value: 100, ops: 1000 });
    expect(tour.pairs.filter(({ ns }) => ns.length > 0)).toHaveLength(1);
  });
});

describe('the time of tours', () => {
  /** Two ways toured and a dozen cells that stay, as the latency lab has them. */
  const cellsOn = (cpus: number, touring = 2) => [
    ...Array.from({ length: touring }, () => ({ threads: 2, backend: 'wasm' as const, tour: pairsOf(cpus) })),
    ...Array.from({ length: 12 }, (_, i) => ({
      threads: 2,
      backend: i % 3 === 0 ? ('js' as const) : ('wasm' as const),
    })),
  ];

  test.for([
    [2, 30],
    [2, 600],
    [64, 30],
    [64, 600],
    [576, 30],
    [576, 600],
  ])(
    '%i CPUs in %i s: the run keeps to its budget, and a tour comes to every pair that there is time for',
    ([cpus, budgetS]) => {
      const cells = cellsOn(cpus);
      const [{ tour: pairs = [] }] = cells as { tour?: CpuPair[] }[];
      const settings = settingsFor('default', cells, cpus, budgetS);
      expect(expectedS(settings, cells, cpus)).toBeLessThanOrEqual(budgetS);
      expect(settings.pairsPerTrial).toBeGreaterThanOrEqual(1);
      const stops = pairsVisited(settings, pairs.length);
      const visits = (settings.blocks * settings.trialsPerVisit * stops) / pairs.length;
      // With two milliseconds a stop: a sixth of the time, or less where every trial comes to every pair.
      const trials = settings.blocks * settings.trialsPerVisit;
      const affordable = Math.min((1000 * budgetS) / 6 / 2 / 2 / pairs.length, trials);
      expect(visits).toBeGreaterThanOrEqual(affordable);
    },
  );

  test('however many CPUs, tours and seconds: a trial visits a pair at least, and with few pairs is as long as others', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('quick', 'default', 'thorough' as const),
        fc.integer({ min: 2, max: 130 }),
        fc.integer({ min: 1, max: 12 }),
        fc.option(fc.integer({ min: 1, max: 3600 }), { nil: undefined }),
        (effort, cpus, touring, budgetS) => {
          const cells = cellsOn(cpus, touring);
          const settings = settingsFor(effort, cells, cpus, budgetS);
          expect(settings.pairsPerTrial).toBeGreaterThanOrEqual(1);
          expect(Number.isInteger(settings.pairsPerTrial)).toBe(true);
          const pairs = pairsVisited(settings, (cpus * (cpus - 1)) / 2);
          expect(tourRounds(settings, pairs) * pairs * STOP_MS).toBeGreaterThan(settings.trialMs / 2);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.for([2, 64, 576])('a thorough run of %i CPUs ends: tours take half an hour at most', (cpus) => {
    const cells = cellsOn(cpus);
    const settings = settingsFor('thorough', cells, cpus);
    const stay = cells.slice(2);
    const tours = expectedS(settings, cells, cpus) - expectedS(settings, stay, cpus);
    expect(tours).toBeLessThan(1900);
    expect({ ...settings, pairsPerTrial: 0 }).toEqual({ ...SETTINGS.thorough, pairsPerTrial: 0 });
  });

  test('without tours nothing about them is changed', () => {
    expect(settingsFor('default', cellsOn(576, 0), 576)).toEqual(SETTINGS.default);
  });
});
