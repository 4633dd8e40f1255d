import { type Scale, scaleFor } from './quantity.ts';
import type { SectionSummary } from './summary.ts';

/** One unit for all rows of a section, so that they compare at a glance. */
export function sectionScale({ rows }: Pick<SectionSummary, 'rows'>): Scale {
  const largest = Math.max(0, ...rows.map((row) => row.median ?? 0));
  return rows.length === 0 ? { unit: 'ops/s', divisor: 1 } : scaleFor(rows[0].cell.metric, largest);
}
