/** Which rows of the record the answers and claims are about, asked by what the subjects say of themselves. */
import type { Facts, Findings } from '../../src/lab/findings.ts';
import type { Cell } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { cpuRatio } from './cpu-time.ts';

/** Sleeping pays where it burns less CPU time than spinning by this factor: it learns later, so a little less is not enough. */
export const HALF = 2;

type Fits = (facts: Facts) => boolean;

/** To be recommended: no control, nothing that needs an event loop. */
const isOwn: Fits = (facts) => facts.control === undefined && facts.peer === undefined;
export const spins: Fits = (facts) => isOwn(facts) && facts.waiting === 'spin';
export const sleeps: Fits = (facts) => isOwn(facts) && facts.waiting === 'park';
export const spinsThenSleeps: Fits = (facts) => isOwn(facts) && facts.waiting === 'spin-then-park';
export const alwaysWakes: Fits = (facts) => facts.wakes === 'always';
export const isEventLoop: Fits = (facts) => facts.waiting === 'event-loop';

/** Spinning and sleeping in the same waits, as JavaScript. */
export interface Pair {
  readonly spin: SummaryRow;
  readonly sleep: SummaryRow;
}

/** One waiter, waits of one length. */
export interface Gap extends Pair {
  readonly gapUs: number;
  /** How many times more CPU time spinning burns; `null` where it is unknown or too few blocks were measured. */
  readonly cpu: Interval | null;
}

/** Shortest gap first; the cells come from two sections. */
export function gapsOf(found: Findings, seed: number): Gap[] {
  const rows = ['wake-up', 'gap'].map((section) => pairs(found, section, ({ cell }) => cell.params.gapUs));
  return [...new Map(rows.flatMap((some) => [...some]))]
    .map(([gapUs, { spin, sleep }]) => ({ gapUs, spin, sleep, cpu: cpuRatio(spin, sleep, seed) }))
    .sort((a, b) => a.gapUs - b.gapUs);
}

/** The shortest gap that was measured from which on sleeping always halves the CPU time. */
export function paysFrom(gaps: readonly Gap[]): Gap | undefined {
  return gaps[gaps.findLastIndex(({ cpu }) => cpu === null || cpu.low <= HALF) + 1];
}

/** The most threads of all cells with more threads than CPUs. */
export function mostCrowded(found: Findings): Pair | undefined {
  const crowded = [...pairs(found, 'crowded', ({ cell }) => cell.threads)].filter(([, { spin }]) =>
    spin.doubts.some(({ code }) => code === 'placement/oversubscribed'),
  );
  return crowded.sort(([a], [b]) => b - a)[0]?.[1];
}

/** The row whose second thread does what `others` says. */
export function advances(
  found: Findings,
  backend: Cell['backend'],
  fits: Fits,
  others: number,
): SummaryRow | undefined {
  return found.rows('interference', backend, (facts, row) => fits(facts) && row.cell.params.others === others)[0];
}

/** By what `key` says of the rows; only where both were measured. */
function pairs(found: Findings, section: string, key: (row: SummaryRow) => number): Map<number, Pair> {
  const asleep = found.rows(section, 'js', sleeps);
  const both = found.rows(section, 'js', spins).flatMap((spin): [number, Pair][] => {
    const sleep = asleep.find((row) => key(row) === key(spin));
    return sleep ? [[key(spin), { spin, sleep }]] : [];
  });
  return new Map(both);
}
