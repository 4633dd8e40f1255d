import type { Cell, Section } from './schema.ts';
import { BACKEND_NAMES } from './series-style.ts';

/** The value of the swept parameter in this cell; `threads` is one too. `null` where the section has no sweep. */
export function sweepValue(cell: Cell, x: string | null): number | null {
  if (x === null) return null;
  if (x === 'threads') return cell.threads;
  return Object.hasOwn(cell.params, x) ? cell.params[x] : null;
}

/**
 * What readers call each cell of a section, by cell id: the lab's label or the subject, followed by whatever else
 * tells the cells apart. Back end and swept parameter are left out, as they have columns of their own.
 */
export function rowLabels(cells: readonly Cell[], section: Section): Map<string, string> {
  const twins = Map.groupBy(cells, (cell) => `${cell.subject}\0${cell.backend}\0${sweepValue(cell, section.x)}`);
  const labels = new Map<string, string>();
  for (const alike of twins.values()) {
    const traits = alike.map((cell) => traitsOf(cell, section.x));
    const varying = [...traits[0].keys()].filter((name) => new Set(traits.map((one) => one.get(name))).size > 1);
    alike.forEach((cell, at) => {
      const rest = varying.map((name) => `${name}=${traits[at].get(name)}`);
      labels.set(cell.id, cell.label ?? [cell.subject, ...rest].join(', '));
    });
  }
  return labels;
}

/** A row's label with its value of the swept parameter: `spsc-cached, batch 16`. */
export function sweptLabel(row: { label: string; x: number | null }, section: Section): string {
  return row.x === null ? row.label : `${row.label}, ${section.x} ${row.x}`;
}

/** The same with the back end: `spsc-cached, batch 16, WebAssembly`. */
export function fullLabel(row: { label: string; x: number | null; cell: Cell }, section: Section): string {
  return `${sweptLabel(row, section)}, ${BACKEND_NAMES[row.cell.backend]}`;
}

function traitsOf(cell: Cell, x: string | null): Map<string, string> {
  const traits = Object.entries(cell.params).map(([name, value]) => [name, String(value)] as const);
  const all = [...traits, ['threads', String(cell.threads)] as const, ['placement', cell.placement.policy] as const];
  return new Map(all.filter(([name]) => name !== x));
}
