/** Which way to read, by the share of reads: as few ways as the measurement allows. */
import type { SummaryRow } from '../../src/report/summary.ts';
import { isWhole, type Measured } from './measured.ts';

/** What to use at neighbouring shares of reads: nothing was surely faster at any of them. */
export interface Advice {
  readonly name: string;
  /** Others that this run cannot tell apart from it, the best first. */
  readonly others: readonly string[];
  /** Of a hundred operations. */
  readonly from: number;
  readonly to: number;
}

/** Registers at one share that nobody is surely faster than, with their part of the best throughput. */
interface Contest {
  readonly readPercent: number;
  readonly parts: ReadonlyMap<string, number>;
}

/** The largest share of reads first; `null` where no two were measured, or in too few blocks for an interval. */
export function advise(measured: Measured): Advice[] | null {
  const contests = measured.shares.map((readPercent) => contestAt(measured, readPercent));
  const advice: Advice[] = [];
  let group: Contest[] = [];
  for (const contest of contests) {
    if (contest === null) return null;
    if (group.length > 0 && namesIn([...group, contest]).length === 0) {
      advice.push(adviceFor(group));
      group = [];
    }
    group.push(contest);
  }
  return group.length === 0 ? null : [...advice, adviceFor(group)];
}

function contestAt(measured: Measured, readPercent: number): Contest | null {
  const { found } = measured;
  const isSteady = ({ cell }: SummaryRow) => cell.trials.every(({ ops }) => ops > 0);
  const [best, ...others] = measured.atShare(isWhole, readPercent).filter(isSteady);
  if (others.length === 0) return null;
  const parts = new Map([[best.cell.subject, 1]]);
  for (const row of others) {
    const ratio = found.ratio(best, row);
    if (ratio?.low == null) return null;
    if (ratio.low <= 1 + found.floor) parts.set(row.cell.subject, 1 / ratio.estimate);
  }
  return { readPercent, parts };
}

/** Those that contend at all shares, the one that is never far behind first. */
function namesIn(group: readonly Contest[]): string[] {
  const least = (name: string) => Math.min(...group.map(({ parts }) => parts.get(name) ?? 0));
  return [...group[0].parts.keys()].filter((name) => least(name) > 0).sort((a, b) => least(b) - least(a));
}

function adviceFor(group: readonly Contest[]): Advice {
  const [name, ...others] = namesIn(group);
  const shares = group.map(({ readPercent }) => readPercent);
  return { name, others, from: Math.min(...shares), to: Math.max(...shares) };
}
