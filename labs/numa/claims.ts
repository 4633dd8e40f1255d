/** The laws of other nodes, each decided by the intervals of this run; with one node there is nothing to decide. */
import { type Claim, compare, type RowPair, round, times } from '../../src/lab/claim.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import type { Nodes, WalkRow } from './nodes.ts';

/** What remote memory costs at least, if the nodes are more than a name. */
const LEAST_LATENCY = 1.2;

export const ONE_NODE = 'This machine has one NUMA node, so nothing here is remote.';

type Law = Pick<Claim, 'id' | 'title'> & { readonly law: string };
/** Two rows; the ratio says how many times better the first is. */
interface Compared {
  readonly rows: readonly [SummaryRow, SummaryRow];
  readonly ratio: Ratio | null;
  readonly what: string;
}

export function claims(nodes: Nodes): Claim[] {
  return [
    farther(nodes),
    distances(nodes),
    narrower(nodes),
    decide(nodes, lockLaw, 'as long on its way between nodes as within one', handovers(nodes)),
    numaLock(nodes),
  ];
}

const lockLaw: Law = {
  id: 'remote-handover',
  title: 'A lock’s way to another node is longer',
  law: 'the lines that a hand-over moves cross the link between the nodes',
};

function farther(nodes: Nodes): Claim {
  const law = {
    id: 'remote-latency',
    title: `A load from another node’s memory takes at least ${LEAST_LATENCY} times as long`,
    law: 'the request and the line cross the link between the nodes',
  };
  const compared = nodes.away('latency', 'chase').map(
    ({ local, remote, ratio }): Compared => ({
      rows: [local.row, remote.row],
      ratio,
      what: `from node ${remote.memoryNode} to a CPU of node ${local.cpuNode}`,
    }),
  );
  return decide(nodes, law, 'as long as the local way', compared, LEAST_LATENCY);
}

function narrower(nodes: Nodes): Claim {
  const law = {
    id: 'remote-bandwidth',
    title: 'Another node’s memory comes slower',
    law: 'a link between nodes carries less than the memory channels of one',
  };
  const compared = nodes
    .away('bandwidth', 'read')
    .sort((a, b) => b.local.row.cell.threads - a.local.row.cell.threads) // most first: they fill what there is
    .map(({ local, remote, ratio }): Compared => {
      const { threads } = local.row.cell;
      const who = threads === 1 ? '1 thread' : `${threads} threads`;
      const what = `${who} of node ${local.cpuNode} against the memory of node ${remote.memoryNode}`;
      return { rows: [local.row, remote.row], ratio, what };
    });
  return decide(nodes, law, 'as much from the own memory', compared);
}

/** Each lock between two cores near each other on one node, and between two nodes; best first. */
export function handovers(nodes: Nodes): Compared[] {
  const within = nodes.locks('handover', 1).filter((row) => !nodes.areSiblings(row));
  return nodes.locks('handover', 2).flatMap((across): Compared[] => {
    const near = within.find(({ cell }) => cell.subject === across.cell.subject);
    return near ? [{ rows: [near, across], ratio: nodes.found.ratio(near, across), what: across.cell.subject }] : [];
  });
}

/** The first comparison decides, the others are told. */
function decide(nodes: Nodes, law: Law, than: string, all: readonly Compared[], least = 1): Claim {
  const compared = ofMemory(nodes, all);
  const pairs = compared.map(({ rows }): RowPair => rows);
  const claim = compare(nodes.found, { ...law, pairs: pairs.slice(0, 1), also: pairs.slice(1), least });
  return told(nodes, claim, than, compared);
}

/** Memory that is said to be farther must be farther, seen from every node that was measured. */
function distances(nodes: Nodes): Claim {
  const law: Law = {
    id: 'distances',
    title: 'Memory that the machine calls farther is farther',
    law: 'the firmware’s table of distances (SLIT) orders the nodes by latency',
  };
  const walks = nodes.walks('latency', 'chase').filter(({ distance }) => distance !== null);
  const rows = [...Map.groupBy(walks, ({ cpuNode }) => cpuNode).values()];
  const steps = ofMemory(
    nodes,
    rows.flatMap((row) => stepsOf(nodes, row)),
  );
  const ratios = steps.map(({ ratio }) => ratio);
  const above = 1 + nodes.found.floor;
  const verdict = ratios.some((ratio) => (ratio?.high ?? 1) < 1 / above)
    ? 'did not hold'
    : ratios.length > 0 && ratios.every((ratio) => (ratio?.low ?? 0) > above)
      ? 'held'
      : 'undecided';
  return told(nodes, { ...law, verdict, sentence: '', evidence: {} }, 'as long', steps);
}

/** Each memory with each of the next distance. */
function stepsOf(nodes: Nodes, row: readonly WalkRow[]): Compared[] {
  const byDistance = [...Map.groupBy(row, ({ distance }) => distance).values()].sort(
    ([a], [b]) => (a.distance ?? 0) - (b.distance ?? 0),
  );
  return byDistance.slice(1).flatMap((farther, i) =>
    byDistance[i].flatMap((near) =>
      farther.map((far): Compared => {
        const what = `from node ${far.memoryNode} (distance ${far.distance}) against node ${near.memoryNode} (${near.distance}), to node ${near.cpuNode}`;
        return { rows: [near.row, far.row], ratio: nodes.found.ratio(near.row, far.row), what };
      }),
    ),
  );
}

function numaLock(nodes: Nodes): Claim {
  const [numa] = nodes.locks('contended', 2, 'numa');
  const [queue] = nodes.locks('contended', 2, 'queue');
  const claim = compare(nodes.found, {
    id: 'numa-lock-wins',
    title: 'Between two nodes a lock that knows them beats a plain queue',
    law: 'it crosses once for many turns; a queue in order of arrival crosses nearly every turn',
    pairs: [[numa, queue]],
    least: 1,
  });
  return numa && queue ? claim : { ...claim, sentence: missing(nodes) };
}

/** Without the comparisons that tell of caches, unless all do. */
function ofMemory(nodes: Nodes, compared: readonly Compared[]): readonly Compared[] {
  const sure = compared.filter(({ rows }) => rows.every((row) => nodes.cacheDoubt(row) === null));
  return sure.length > 0 ? sure : compared;
}

/** The verdict in words that name the places. What a cache answered decides nothing; what perhaps was not far away refutes nothing. */
function told(nodes: Nodes, claim: Claim, than: string, compared: readonly Compared[]): Claim {
  const measured = compared.flatMap(({ ratio, ...one }) => (ratio === null ? [] : [{ ...one, ratio }]));
  if (measured.length === 0) return { ...claim, verdict: 'undecided', sentence: missing(nodes), evidence: {} };
  const walks = measured.flatMap(({ rows }) => rows).filter(({ cell }) => cell.kind === 'walk');
  const cached = walks.map((row) => nodes.cacheDoubt(row)).find((doubt) => doubt !== null);
  const unsure = [
    ...(walks.some(({ cell }) => !cell.placement.memVerified)
      ? ['The system does not confirm where the memory lies.']
      : []),
    ...(walks.length > 0 && !nodes.cachesKnown ? ['The system does not tell how large its L3 caches are.'] : []),
  ];
  const said = measured.map(({ what, ratio }) => `${what}: ${times(ratio)} ${than}`).join('; ');
  const sentences = [`${capital(said)}.`, ...(cached ? [`${capital(cached)}.`] : []), ...unsure];
  return {
    ...claim,
    verdict: cached || (unsure.length > 0 && claim.verdict === 'did not hold') ? 'undecided' : claim.verdict,
    sentence: sentences.join(' '),
    evidence: Object.fromEntries(measured.map(({ what, ratio }) => [what, round(ratio.estimate)])),
  };
}

function capital(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}

function missing(nodes: Nodes): string {
  return nodes.single ? ONE_NODE : 'This run did not measure both sides.';
}
