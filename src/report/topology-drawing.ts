/** Where each CPU is, as boxes in boxes that wrap on narrow screens: styled by classes alone, read out as text. */
import { type Html, html } from './html.ts';
import { significant } from './quantity.ts';
import type { LabResult } from './schema.ts';
import { LEVEL_NAMES, type Placed, topologyTree, type Unit } from './topology-tree.ts';

type Machine = LabResult['machine'];

/** With more CPUs their squares are small, and the numbers stand at the boxes around. */
const MOST_NUMBERED = 64;

/** With more CPUs the drawing is folded: it is longer than the page's other parts. */
const MOST_OPEN = 256;

/** `null` for a record that does not tell where its CPUs are, or tells nothing but their numbers. */
export function renderTopologyDrawing({ machine }: LabResult): Html | null {
  const places = machine.topology.places ?? [];
  if (places.length === 0 || machine.topology.trust === 'unknown') return null;
  const units = topologyTree(places);
  const numbered = places.length <= MOST_NUMBERED;
  const boxes = html`<div class="boxes${numbered ? '' : ' dense'}" role="img" aria-label="${spoken(units, machine)}">${units.map((unit) => renderUnit(unit, machine, numbered))}</div>`;
  return html`<figure class="machine">
${places.length > MOST_OPEN ? html`<details><summary>Where each of the ${places.length} CPUs is</summary>${boxes}</details>` : boxes}
<figcaption class="note">${caption(places, machine)}</figcaption>
</figure>`;
}

function renderUnit(unit: Unit, machine: Machine, numbered: boolean): Html {
  if (unit.parts.length > 0) return renderBox(boxName(unit, machine), unit, numbered, unit.parts, machine);
  // A core may be a whole package, a cache …: then that has its frame too.
  const around = unit.labels.filter(({ level }) => level === 'package' || level === 'numa' || level === 'l3');
  if (around.length === 0) return renderCore(unit, machine, numbered);
  return renderBox(boxName({ ...unit, labels: around }, machine), unit, numbered, [{ ...unit, labels: [] }], machine);
}

function renderBox(name: string, { cpus }: Unit, numbered: boolean, parts: readonly Unit[], machine: Machine): Html {
  const holdsCores = parts.every((part) => part.parts.length === 0);
  const list = !numbered && holdsCores ? `: ${listOf(cpus)}` : '';
  return html`<div class="box"><span>${name}${list}</span><div class="boxes">${parts.map((part) => renderUnit(part, machine, numbered))}</div></div>`;
}

function renderCore({ cpus }: Unit, machine: Machine, numbered: boolean): Html {
  const kind = kindOf(cpus[0], machine);
  const square = ({ cpu, allowed, isolated }: Placed) => {
    const classes = ['cpu', allowed ? '' : 'barred', isolated ? 'isolated' : ''].filter(Boolean).join(' ');
    return html`<i class="${classes}">${numbered && cpu}</i>`;
  };
  return html`<div class="core">${numbered && kind !== undefined && html`<span>${kind}</span>`}${cpus.map(square)}</div>`;
}

/** `package 0 · node 0 (64 GiB)` */
function boxName({ labels }: Unit, machine: Machine): string {
  return labels
    .map(({ level, id }) => {
      const memMB = level === 'numa' ? machine.topology.numa.find((node) => node.id === id)?.memMB : null;
      return `${LEVEL_NAMES[level]} ${id}${memMB ? ` (${significant(memMB / 1024)} GiB)` : ''}`;
    })
    .join(' · ');
}

/** The boxes around cores in words, so far as a listener can take them in. */
function spoken(units: readonly Unit[], machine: Machine): string {
  const inner = innerBoxes(units);
  const told = inner.length <= 32 ? inner : units;
  return `${told.map((unit) => `${boxName(unit, machine)}: CPUs ${listOf(unit.cpus)}`).join('; ')}.`;
}

function innerBoxes(units: readonly Unit[]): Unit[] {
  return units.flatMap((unit) => (unit.parts.some((part) => part.parts.length > 0) ? innerBoxes(unit.parts) : [unit]));
}

function caption(places: readonly Placed[], machine: Machine): string {
  const sets: [string, readonly Placed[]][] = [
    ['Hatched, not usable by this run', places.filter((place) => !place.allowed)],
    ['Dashed, isolated from other tasks', places.filter((place) => place.isolated)],
    ...machine.cpu.kinds.map(({ name }, kind): [string, readonly Placed[]] => [
      `${name} cores`,
      places.filter((place) => place.kind === kind),
    ]),
  ];
  const marks = sets.filter(([, marked]) => marked.length > 0);
  return [
    'Each square is a CPU; squares that touch share a core.',
    ...marks.map(([what, marked]) => `${what}: ${listOf(marked)}.`),
  ].join(' ');
}

function kindOf({ kind }: Placed, { cpu }: Machine): string | undefined {
  return kind === undefined ? undefined : cpu.kinds[kind]?.name;
}

/** Ascending, ranges joined: `0-3,8`. */
function listOf(places: readonly Placed[]): string {
  const cpus = places.map(({ cpu }) => cpu).sort((a, b) => a - b);
  const starts = cpus.filter((cpu, at) => cpu !== cpus[at - 1] + 1);
  const ends = cpus.filter((cpu, at) => cpu !== cpus[at + 1] - 1);
  return starts.map((start, at) => (start === ends[at] ? `${start}` : `${start}-${ends[at]}`)).join(',');
}
