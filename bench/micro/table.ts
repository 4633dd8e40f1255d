import type { Backend } from '../../src/contract.ts';
import { percent, significant } from '../../src/report/quantity.ts';
import { padWidth } from '../../src/report/text-width.ts';
import type { MicroCost } from './measure.ts';
import type { MicroRow } from './rows.ts';

export interface MeasuredRow {
  readonly row: MicroRow;
  readonly costs: readonly MicroCost[];
}

const OPERATION_COLUMNS = 38;
const COST_COLUMNS = 19;

/** Nanoseconds an operation: median, and median absolute deviation as a share of it. At most 80 columns wide. */
export function microTable(measured: readonly MeasuredRow[]): string {
  const lines: string[] = [];
  for (const [i, { row, costs }] of measured.entries()) {
    if (row.group !== measured[i - 1]?.row.group)
      lines.push(...(i > 0 ? [''] : []), row.group, line('ns an operation', 'JavaScript', 'WebAssembly'));
    lines.push(line(`  ${row.operation}`, cost(costs, 'js'), cost(costs, 'wasm')));
  }
  return lines.join('\n');
}

function line(operation: string, javaScript: string, webAssembly: string): string {
  const cells = [javaScript, webAssembly].map((text) => padWidth(text, COST_COLUMNS, 'right'));
  return padWidth(operation, OPERATION_COLUMNS, 'left') + cells.join('');
}

function cost(costs: readonly MicroCost[], backend: Backend): string {
  const one = costs.find((candidate) => candidate.backend === backend);
  return one ? `${significant(one.medianNs)} ± ${percent(one.madNs / one.medianNs)}` : '–';
}
