/** The matrix of pairs in words: whole where it is small, else by distance and by CPU. */
import { median } from '../stats/median.ts';
import type { CpuOrder } from './cpu-order.ts';
import { type Pair, spreadOf, type Tour } from './pair-matrix.ts';
import { duration, percent, significant } from './quantity.ts';
import type { TextTwin } from './view.ts';

const MOST_COLUMNS = 16;

export function heatTable(tours: readonly Tour[], { cpus }: CpuOrder): TextTwin {
  return cpus.length <= MOST_COLUMNS ? wholeTable(tours, cpus) : digest(tours, cpus);
}

/** As in the chart: the first below the diagonal, the second above it. */
function wholeTable(tours: readonly Tour[], cpus: readonly number[]): TextTwin {
  const found = tours.map(({ pairs }) => new Map(pairs.map((pair) => [pair.cpus.join('-'), pair])));
  const rows = cpus.map((cpu, row) => [
    `CPU ${cpu}`,
    ...cpus.map((other, column) => {
      const side = row > column ? found[0] : (found[1] ?? found[0]);
      const pair = side.get([Math.min(cpu, other), Math.max(cpu, other)].join('-'));
      return pair === undefined ? '–' : withSpread(pair.ns, pair.spread);
    }),
  ]);
  return { head: ['ns', ...cpus.map((cpu) => `CPU ${cpu}`)], rows };
}

function digest(tours: readonly Tour[], cpus: readonly number[]): TextTwin {
  const head = ['pairs', 'measured', 'nearest', 'farthest', 'median, ns'];
  const rows = tours.flatMap(({ name, pairs, classes }) => {
    const suffix = tours.length === 1 ? '' : `, ${name}`;
    const ofCpu = Map.groupBy(
      pairs.flatMap((pair) => pair.cpus.map((cpu) => ({ cpu, pair }))),
      ({ cpu }) => cpu,
    );
    return [
      ...classes.map((one) => line(`${one.distance ?? 'all'}${suffix}`, one.pairs, (pair) => pair.cpus.join(' and '))),
      ...cpus.map((cpu) =>
        line(`CPU ${cpu}${suffix}`, ofCpu.get(cpu)?.map(({ pair }) => pair) ?? [], ({ cpus }) =>
          String(cpus.find((other) => other !== cpu)),
        ),
      ),
    ];
  });
  return { head, rows };
}

function line(name: string, pairs: readonly Pair[], whereOf: (pair: Pair) => string): string[] {
  if (pairs.length === 0) return [name, '0', '–', '–', '–'];
  const sorted = [...pairs].sort((a, b) => a.ns - b.ns);
  const [nearest, farthest] = [sorted[0], sorted[sorted.length - 1]];
  const at = (pair: Pair) => `${duration(pair.ns)} (${whereOf(pair)})`;
  const middle = withSpread(median(pairs.map(({ ns }) => ns)), spreadOf(pairs));
  return [name, String(pairs.length), at(nearest), at(farthest), middle];
}

function withSpread(ns: number, spread: number | null): string {
  return spread === null ? significant(ns) : `${significant(ns)} (±${percent(spread)})`;
}
