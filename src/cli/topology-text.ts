/** What `npm run topology` prints: title, counts, the tree of boxes, distances between nodes, what is allowed, doubts. */
import type { Cache } from '../machine/cache-sizes.ts';
import { nameCpus } from '../machine/name-cpus.ts';
import { formatList } from '../machine/parse-list.ts';
import type { NumaNode, Topology, Trust } from '../machine/types.ts';
import { printable } from '../report/text-width.ts';
import { topologyTree } from '../report/topology-tree.ts';
import { countUnits } from './topology-json.ts';
import { drawTree, type PictureNotes } from './topology-picture.ts';
import { wrapTokens } from './wrap-tokens.ts';

const TRUST: Readonly<Record<Trust, string>> = {
  bare: 'no hypervisor was seen, and all that the machine says fits together',
  virtual: 'as a hypervisor presents it',
  partial: 'something is missing; what is not told is unknown, not absent',
  contradictory: 'the machine contradicts itself; what does not fit is left out',
  unknown: 'this system tells nothing about its CPUs but their number',
};

/** The lines, each at most `columns` wide. Labels from files cannot steer the terminal. */
export function topologyText(
  topology: Topology,
  about: { title: string; model: string | null; caches: readonly Cache[]; quota: number | null },
  columns: number,
): string[] {
  const title = about.model === null ? about.title : `${about.title}: ${about.model.replaceAll(/\s+/g, ' ')}`;
  const paragraph = (text: string) => wrapTokens(printable(text), '', '', columns);
  const places = topology.cpus.filter((cpu) => cpu.online).map(({ id, ...place }) => ({ cpu: id, ...place }));
  const tree =
    topology.trust === 'unknown' ? [] : drawTree(topologyTree(places), notesOn(topology, about.caches), columns);
  const facts = factsOf(topology, about.quota);
  const widest = Math.max(...facts.map(([name]) => name.length));
  return [
    ...paragraph(title),
    ...paragraph(countText(topology)),
    '',
    ...(tree.length > 0 ? [...tree, ''] : []),
    ...distanceLines(topology.numa, columns),
    ...facts.flatMap(([name, text]) =>
      wrapTokens(printable(text), `${name.padEnd(widest)}  `, ' '.repeat(widest + 2), columns),
    ),
  ];
}

function countText(topology: Topology): string {
  const { packages, dies, cores, cpus, numaNodes, l3Groups } = countUnits(topology);
  return [
    [packages, 'package'],
    [dies, 'die'],
    [l3Groups, 'L3 cache'],
    [cores, 'core'],
    [cpus, 'CPU'],
    [numaNodes, 'NUMA node'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, name]) => `${count} ${name}${count === 1 ? '' : 's'}`)
    .join(', ');
}

function notesOn({ numa, kinds }: Topology, caches: readonly Cache[]): PictureNotes {
  const sizes = new Map<string, string>();
  for (const { level, group, sizeKB } of caches) if (sizeKB !== null) sizes.set(`l${level} ${group}`, sizeText(sizeKB));
  for (const { id, memMB } of numa) if (memMB !== null) sizes.set(`numa ${id}`, sizeText(memMB * 1024));
  return {
    sizeOf: (level, id) => sizes.get(`${level} ${id}`),
    kindOf: ({ kind }) => (kind === undefined ? undefined : kinds[kind].name),
  };
}

/** `512 KiB`, `1.25 MiB`, `64 GiB`. */
function sizeText(kib: number): string {
  const [value, unit] = kib < 1024 ? [kib, 'KiB'] : kib < 2 ** 20 ? [kib / 1024, 'MiB'] : [kib / 2 ** 20, 'GiB'];
  return `${Number(value.toPrecision(3))} ${unit}`;
}

/** A matrix where it fits, else a line for each node with the nodes at each distance. */
function distanceLines(numa: readonly NumaNode[], columns: number): string[] {
  if (numa.length < 2 || numa.every(({ distances }) => distances.length === 0)) return [];
  const ids = numa.map(({ id }) => id);
  const cells = [['', ...ids], ...numa.map(({ id, distances }) => [id, ...distances])].map((row) => row.map(String));
  const width = Math.max(...cells.flat().map((cell) => cell.length)) + 2;
  const title = wrapTokens('Distances between NUMA nodes (10 is local)', '', '', columns);
  if (width * cells.length <= columns)
    return [...title, ...cells.map((row) => row.map((cell) => cell.padStart(width)).join('')), ''];
  const lines = numa.flatMap(({ id, distances }) => {
    const far = [...Map.groupBy(ids.keys(), (at) => distances[at])].filter(([distance]) => distance !== undefined);
    const parts = far
      .sort(([a], [b]) => a - b)
      .map(([distance, nodes]) => `${distance} to ${formatList(nodes.map((at) => ids[at]))}`);
    return parts.length === 0 ? [] : wrapTokens(parts.join('; '), `  ${id}: `, '     ', columns);
  });
  return [...title, ...lines, ''];
}

function factsOf(topology: Topology, quota: number | null): [string, string][] {
  const { cpus, kinds, nohzFull, trust, doubts } = topology;
  const namesOf = (has: (cpu: Topology['cpus'][number]) => boolean) =>
    cpus.some(has) && nameCpus(cpus.filter(has).map(({ id }) => id));
  const facts: [string, string | false][] = [
    ['Allowed', allowedText(topology)],
    ['Quota', quota === null ? 'none' : `${Number(quota.toFixed(2))} CPU${quota === 1 ? '' : 's'} of time`],
    ['Isolated', namesOf((cpu) => cpu.isolated)],
    ['No tick', nohzFull.length > 0 && `${nameCpus(nohzFull)} (nohz_full)`],
    ['Offline', namesOf((cpu) => !cpu.online)],
    ...kinds.map(({ name, cpus: own, maxMHz }): [string, string] => [
      name.startsWith('kind') ? `K${name.slice(1)}` : `${name} cores`,
      `${nameCpus(own)}${maxMHz === null ? '' : `, up to ${maxMHz} MHz`}`,
    ]),
    ...oddNodes(topology).map((node): [string, string] => [
      `Node ${node.id}`,
      `${node.cpus.length === 0 ? 'no CPUs' : `${nameCpus(node.cpus)}, nearer to others`}${node.memMB === null ? '' : `, ${sizeText(node.memMB * 1024)}`}`,
    ]),
    ['Trust', `${trust}: ${TRUST[trust]}`],
    ...doubts.map((doubt): [string, string] => ['Doubt', doubt]),
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function allowedText({ cpus, numa }: Topology): string {
  const online = cpus.filter((cpu) => cpu.online);
  const allowed = online.filter((cpu) => cpu.allowed).map(({ id }) => id);
  const mems = numa.filter((node) => node.memAllowed).map(({ id }) => id);
  const which =
    allowed.length === online.length ? 'all CPUs' : `${nameCpus(allowed)} (${allowed.length} of ${online.length})`;
  return mems.length === numa.length
    ? which
    : `${which}, memory of node${mems.length === 1 ? '' : 's'} ${formatList(mems)}`;
}

/** Nodes that no box of the tree shows: without CPUs, or with CPUs that all have a smaller node of their own. */
function oddNodes({ cpus, numa }: Topology): NumaNode[] {
  const drawn = new Set(cpus.map((cpu) => cpu.numa));
  return numa.filter(({ id }) => !drawn.has(id));
}
