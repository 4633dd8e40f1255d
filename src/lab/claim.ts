/** Claims of the form "this is faster than that", decided by the interval of their ratio. */
import type { Backend } from '../contract.ts';
import { significant } from '../report/quantity.ts';
import type { LabResult } from '../report/schema.ts';
import type { Ratio, SummaryRow } from '../report/summary.ts';
import type { Findings } from './findings.ts';

export type Claim = LabResult['claims'][number];

export const NAMES: Readonly<Record<Backend, string>> = { js: 'JavaScript', wasm: 'WebAssembly' };

export type RowPair = readonly [SummaryRow | undefined, SummaryRow | undefined];

export interface Comparison {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  /** The row that should win, the row that should lose. The first pair of which both have a score decides. */
  readonly pairs: readonly RowPair[];
  /** Pairs that are told beside it and decide nothing. */
  readonly also?: readonly RowPair[];
  /** The ratio must exceed this by more than the noise floor. */
  readonly least: number;
}

/** held: the whole interval lies above what is needed; did not hold: below; undecided: neither, or nothing was measured. */
export function compare(found: Findings, { id, title, law, pairs, also = [], least }: Comparison): Claim {
  const withRatio = (some: readonly RowPair[]) =>
    some.flatMap(([winner, loser]) => {
      const ratio = found.ratio(winner, loser);
      return ratio && winner && loser ? [{ winner, loser, ratio }] : [];
    });
  const measured = withRatio(pairs);
  const claim = { id, title, law };
  if (measured.length === 0) {
    const both = pairs.some(([winner, loser]) => winner && loser);
    const sentence = both
      ? 'A trial finished no operation, so there is no ratio.'
      : 'The two subjects were not both measured.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  const told = [...measured, ...withRatio(also)];
  const { ratio } = measured[0];
  const needed = least * (1 + found.floor);
  const verdict =
    ratio.low !== null && ratio.low > needed
      ? 'held'
      : ratio.high !== null && ratio.high < needed
        ? 'did not hold'
        : 'undecided';
  return {
    ...claim,
    verdict,
    sentence: `${told.map(({ winner, loser, ratio: one }) => against(winner, loser, one)).join('; ')}.`,
    evidence: Object.fromEntries(
      told.map(({ winner, loser, ratio: one }) => [evidenceName(winner, loser), round(one.estimate)]),
    ),
  };
}

function evidenceName({ cell: winner }: SummaryRow, { cell: loser }: SummaryRow): string {
  return `${winner.subject} ${winner.backend} / ${loser.subject} ${loser.backend}`;
}

/** What the two rows have in common is said once. */
function against({ cell: winner }: SummaryRow, { cell: loser }: SummaryRow, ratio: Ratio): string {
  if (winner.backend === loser.backend)
    return `${NAMES[winner.backend]}: ${winner.subject} is ${times(ratio)} as fast as ${loser.subject}`;
  return `${winner.subject} in ${NAMES[winner.backend]} is ${times(ratio)} as fast as ${loser.subject} in ${NAMES[loser.backend]}`;
}

/** `3.20 (3.10 to 3.31) times` */
export function times(ratio: Ratio | null): string {
  if (!ratio) return 'an unknown number of times';
  const interval =
    ratio.low === null || ratio.high === null ? '' : ` (${significant(ratio.low)} to ${significant(ratio.high)})`;
  return `${significant(ratio.estimate)}${interval} times`;
}

/** Four significant digits, for evidence. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
