/** Words that the conclusions of several labs share. */
import { duration } from '../report/quantity.ts';
import type { SummaryRow } from '../report/summary.ts';

/** What one operation of the row takes: `34.1 ns`. */
export function cost(row: SummaryRow): string {
  return duration(row.perOpNs ?? 0);
}

/** Parts that could be said, as one sentence; a plain "not measured" when none could. */
export function sentence(...parts: readonly (string | false | null | undefined)[]): string {
  const said = parts.filter((part): part is string => typeof part === 'string');
  if (said.length === 0) return 'This run did not measure it.';
  const text = said.join('; ');
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
