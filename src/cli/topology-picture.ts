/** A machine's boxes as an indented tree for the terminal. Equal boxes become one line where the tree would get long. */
import { formatList } from '../machine/parse-list.ts';
import { LEVEL_NAMES, type Level, type Placed, type Unit } from '../report/topology-tree.ts';
import { wrapTokens } from './wrap-tokens.ts';

/** What the picture says about a box beside its name. */
export interface PictureNotes {
  /** In parentheses behind a node, a cache …: its size. */
  readonly sizeOf: (level: Level, id: number) => string | undefined;
  readonly kindOf: (place: Placed) => string | undefined;
}

/** Longer trees are hard to take in. */
const MOST_LINES = 40;

interface Line {
  readonly text: string;
  readonly below: readonly Line[];
}

/** The tree, a text for each line of the terminal. As many levels are drawn box by box as `MOST_LINES` allows. */
export function drawTree(units: readonly Unit[], notes: PictureNotes, columns: number): string[] {
  for (let depth = depthOf(units); ; depth--) {
    const lines = describe(units, notes, depth, true);
    if (depth === 0 || count(lines) <= MOST_LINES) return lines.flatMap((line) => draw(line, '', '', columns));
  }
}

/**
 * @param depth so many levels are described box by box; below them boxes that are alike share a line.
 * @param located with the numbers of the CPUs; without for what is true of each of several boxes.
 */
function describe(units: readonly Unit[], notes: PictureNotes, depth: number, located: boolean): Line[] {
  const alike = Map.groupBy(units, (unit) =>
    depth > 0 && unit.parts.length > 0 ? unit : JSON.stringify(shape(unit, notes)),
  );
  return [...alike.values()].map((same): Line => {
    const [first] = same;
    const below = describe(first.parts, notes, depth - 1, located && same.length === 1);
    const cpus = located ? `, ${cpuText(same)}` : markText(first);
    if (same.length > 1) {
      const head = `${same.length} × ${nameOf(first, notes, false)}`;
      if (below.length === 0) return { text: head + cpus, below };
      if (below.length > 1) return { text: `${head}${cpus}, each`, below };
      return { text: `${head}, each ${below[0].text}${cpus}`, below: below[0].below };
    }
    const head = nameOf(first, notes, located);
    if (below.length === 0) return { text: head + cpus, below };
    if (below.length > 1) return { text: head, below };
    // A box with one kind of content is a line together with it.
    return { text: `${head}: ${below[0].text}`, below: below[0].below };
  });
}

/** `package 0 · node 0 (64 GiB)`, or without numbers for several; `core with 2 threads and L2 (1 MiB)`. */
function nameOf({ labels, cpus, parts }: Unit, { sizeOf, kindOf }: PictureNotes, numbered: boolean): string {
  const labelText = (level: Level, id: number, withId: boolean) => {
    const size = sizeOf(level, id);
    return `${LEVEL_NAMES[level]}${withId ? ` ${id}` : ''}${size === undefined ? '' : ` (${size})`}`;
  };
  const isCore = parts.length === 0;
  const boxes = labels
    .filter(({ level }) => !isCore || (level !== 'core' && level !== 'l2' && level !== 'cluster'))
    .map(({ level, id }) => labelText(level, id, numbered));
  if (!isCore) return boxes.join(' · ');
  const kind = kindOf(cpus[0]);
  const own = labels.filter(({ level }) => level === 'l2').map(({ level, id }) => labelText(level, id, false));
  const holds = [...(cpus.length > 1 ? [`${cpus.length} threads`] : []), ...own].join(' and ');
  const core = `${kind === undefined ? '' : `${kind} `}core${numbered ? ` ${labels.at(-1)!.id}` : ''}`;
  return [...boxes, `${core}${holds && ` with ${holds}`}`].join(' · ');
}

/** What must be equal in boxes that share a line. */
function shape(unit: Unit, notes: PictureNotes): unknown {
  const own = unit.parts.length === 0 ? unit.cpus.map(mark) : unit.parts.map((part) => shape(part, notes));
  return [nameOf(unit, notes, false), own];
}

function mark({ allowed, isolated }: Placed): string {
  return [allowed ? '' : 'not allowed', isolated ? 'isolated' : ''].filter(Boolean).join(', ');
}

/** The marks of a core's threads, where no numbers are said. */
function markText({ parts, cpus }: Unit): string {
  if (parts.length > 0) return '';
  const [first, ...others] = cpus.map(mark);
  if (others.every((one) => one === first)) return behind(first);
  return cpus.map((place) => (mark(place) ? ` [thread ${place.smtRank}: ${mark(place)}]` : '')).join('');
}

function behind(marks: string): string {
  return marks ? ` [${marks}]` : '';
}

/** First threads, second threads …: `CPUs 0-7 + 64-71`; one list where siblings have neighbouring numbers. Marks behind. */
function cpuText(units: readonly Unit[]): string {
  const cores = units.flatMap(coresOf);
  const places = cores.flatMap(({ cpus }) => cpus);
  const name = places.length === 1 ? 'CPU' : 'CPUs';
  const marks = new Set(places.map(mark));
  const ranks = [...Map.groupBy(places, ({ smtRank }) => smtRank).values()];
  if (marks.size > 1) {
    // Boxes of cores that are marked differently: the lines below tell.
    const telling = units[0].parts.length === 0 ? (rank: Placed[]) => behind(mark(rank[0])) : () => '';
    return `${name} ${ranks.map((rank) => brief(rank) + telling(rank)).join(' + ')}`;
  }
  const [all = ''] = marks;
  const adjacent = cores.every(({ cpus }) => cpus.every(({ cpu }, rank) => cpu === cpus[0].cpu + rank));
  if (!adjacent) return `${name} ${ranks.map(brief).join(' + ')}${behind(all)}`;
  const siblings = ranks.length > 1 && cores.length > 1 ? ' (siblings adjacent)' : '';
  return `${name} ${brief(places)}${siblings}${behind(all)}`;
}

function coresOf(unit: Unit): readonly Unit[] {
  return unit.parts.length === 0 ? [unit] : unit.parts.flatMap(coresOf);
}

/** Ranges joined, and steps of more than one: `0-3`, `0,2…14`. */
function brief(places: readonly Placed[]): string {
  const cpus = places.map(({ cpu }) => cpu).sort((a, b) => a - b);
  const step = cpus[1] - cpus[0];
  const even = step > 1 && cpus.length > 3 && cpus.every((cpu, at) => cpu === cpus[0] + at * step);
  return even ? `${cpus[0]},${cpus[1]}…${cpus.at(-1)}` : formatList(cpus);
}

function depthOf(units: readonly Unit[]): number {
  return units.length === 0 ? 0 : 1 + Math.max(...units.map(({ parts }) => depthOf(parts)));
}

function count(lines: readonly Line[]): number {
  return lines.reduce((sum, { below }) => sum + 1 + count(below), 0);
}

function draw({ text, below }: Line, lead: string, indent: string, columns: number): string[] {
  const bar = below.length > 0 ? '│  ' : '   ';
  const own = wrapTokens(text, lead, indent + bar, columns);
  return [
    ...own,
    ...below.flatMap((line, at) => {
      const last = at === below.length - 1;
      return draw(line, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`, columns);
    }),
  ];
}
