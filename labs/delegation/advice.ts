/** Who should run the section, by its length: as few strategies as the measurement allows. */
import type { SummaryRow } from '../../src/report/summary.ts';
import { isAny, type Measured } from './measured.ts';

/** What to use at neighbouring lengths: nothing was surely faster at any of them. */
export interface Advice {
  readonly name: string;
  /** Others that this run cannot tell apart from it, the best first. */
  readonly others: readonly string[];
  /** Nanoseconds of the section. */
  readonly from: number;
  readonly to: number;
}

export interface ByLength {
  readonly advice: readonly Advice[];
  /** From this length on nobody is surely slower than the best; `null` where somebody is to the last. */
  readonly alikeFrom: number | null;
}

/** Strategies in one situation that nobody is surely faster than, with their part of the best throughput. */
interface Contest {
  readonly parts: ReadonlyMap<string, number>;
  /** Nobody is surely slower. */
  readonly alike: boolean;
}

interface ContestAt extends Contest {
  readonly insideNs: number;
}

/** The shortest length first; `null` where no two strategies were measured, or in too few blocks for an interval. */
export function adviseByLength(measured: Measured): ByLength | null {
  const contests: ContestAt[] = [];
  for (const insideNs of measured.lengths) {
    const contest = contestOf(measured, measured.atLength(isAny, insideNs));
    if (contest === null) return null;
    contests.push({ insideNs, ...contest });
  }
  if (contests.length === 0) return null;
  const groups: ContestAt[][] = [[]];
  for (const contest of contests) {
    const group = groups[groups.length - 1];
    if (namesIn([...group, contest]).length > 0) group.push(contest);
    else groups.push([contest]);
  }
  const since = contests.findLastIndex(({ alike }) => !alike) + 1;
  return { advice: groups.map(adviceFor), alikeFrom: contests[since]?.insideNs ?? null };
}

/** Names that nobody is surely faster than, the best first; empty where no two were measured as well as that takes. */
export function bestOf(measured: Measured, rows: readonly SummaryRow[]): string[] {
  const contest = contestOf(measured, rows);
  return contest === null ? [] : [...contest.parts.keys()];
}

/** `rows`: best first. */
function contestOf({ found }: Measured, rows: readonly SummaryRow[]): Contest | null {
  const [best, ...others] = rows.filter(({ cell }) => cell.trials.every(({ ops }) => ops > 0));
  if (others.length === 0) return null;
  const parts = new Map([[best.cell.subject, 1]]);
  for (const row of others) {
    const ratio = found.ratio(best, row);
    if (ratio?.low == null) return null;
    if (ratio.low <= 1 + found.floor) parts.set(row.cell.subject, 1 / ratio.estimate);
  }
  return { parts, alike: parts.size === rows.length };
}

/** Those that contend at all lengths, the one that is never far behind first. */
function namesIn(group: readonly Contest[]): string[] {
  const least = (name: string) => Math.min(...group.map(({ parts }) => parts.get(name) ?? 0));
  return [...group[0].parts.keys()].filter((name) => least(name) > 0).sort((a, b) => least(b) - least(a));
}

function adviceFor(group: readonly ContestAt[]): Advice {
  const [name, ...others] = namesIn(group);
  const lengths = group.map(({ insideNs }) => insideNs);
  return { name, others, from: Math.min(...lengths), to: Math.max(...lengths) };
}
