/** What the NUMA laboratory's run says: how far the other nodes are, or that there are none. */
import { times } from '../../src/lab/claim.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { claims, handovers, ONE_NODE } from './claims.ts';
import { Nodes, type WalkRow } from './nodes.ts';
import { rehearse } from './rehearsal.ts';

export function conclude(record: LabResult): Conclusion {
  const nodes = new Nodes(record);
  return { headline: headline(nodes), answers: answers(nodes), claims: claims(nodes) };
}

function headline(nodes: Nodes): string {
  if (nodes.single) {
    const load = nodes.walks('latency', 'chase').find(isLocal);
    const read = nodes.walks('bandwidth', 'read').find(isLocal);
    const said = [load && loads(nodes, load), read && reads(nodes, read)].filter((part) => part !== undefined);
    return said.length === 0 ? ONE_NODE : `${ONE_NODE.slice(0, -1)}: ${said.join(', ')}.`;
  }
  if (nodes.ids.length === 0) return 'This system does not tell of NUMA nodes, so nothing can be said about them.';
  const [away] = nodes.away('latency', 'chase');
  if (!away) return 'No load from another node’s memory was measured next to a local one, so nothing can be said.';
  const { local, remote, ratio } = away;
  const cached = nodes.cacheDoubt(local.row);
  if (cached) return `This run does not tell how far memory is: ${cached}.`;
  if (ratio === null || ratio.low === null || ratio.low <= 1 + nodes.found.floor)
    return `This run does not show that another node’s memory is farther: ${cost(remote.row)} a load, ${cost(local.row)} locally.`;
  const reading = nodes.away('bandwidth', 'read').filter(({ local }) => nodes.cacheDoubt(local.row) === null);
  const most = Math.max(...reading.map(({ remote }) => remote.row.cell.threads));
  const slower = reading.find(({ remote }) => remote.row.cell.threads === most);
  const much = slower?.ratio
    ? `, and ${threadsOf(slower.local.row)} get ${significant(1 / slower.ratio.estimate)} times as much a second`
    : '';
  return `Keep memory on the node of its threads: from the nearest other node a load takes ${times(ratio)} as long (${cost(remote.row)}, locally ${cost(local.row)})${much}.`;
}

function answers(nodes: Nodes): LabResult['answers'] {
  const walks = nodes.walks('latency', 'chase');
  const local = walks.find(isLocal);
  const remote = walks.filter((walk) => !isLocal(walk));
  const cached = walks.length > 0 ? nodes.cacheDoubt(walks[0].row) : null;
  const nearest = remote.find(({ cpuNode }) => cpuNode === local?.cpuNode);
  const farthest = remote.toSorted((a, b) => (b.row.median ?? 0) - (a.row.median ?? 0))[0];
  const [lock] = handovers(nodes);
  const [near] = nodes.locks('handover', 1);
  const [best, queue] = [nodes.locks('contended', 2)[0], nodes.locks('contended', 2, 'queue')[0]];
  return [
    {
      question: 'How far is memory?',
      answer: sentence(
        local && `a load from the own node’s memory takes ${cost(local.row)}`,
        nearest && `from the nearest other node’s ${cost(nearest.row)}`,
        farthest &&
          farthest !== nearest &&
          `at most ${cost(farthest.row)}, from node ${farthest.memoryNode} to node ${farthest.cpuNode}`,
        cached,
      ),
    },
    { question: 'How much memory comes in a second?', answer: sentence(...amounts(nodes)) },
    {
      question: 'How long is a lock’s way?',
      answer: lock
        ? sentence(
            `${lock.what}: ${cost(lock.rows[0])} between two cores of a node, ${cost(lock.rows[1])} between two nodes`,
          )
        : sentence(
            near && `${near.cell.subject}: ${cost(near)} between CPUs ${near.cell.placement.cpus.join(' and ')}`,
          ),
    },
    {
      question: 'Which lock for the threads of two nodes?',
      answer: sentence(
        best &&
          `${best.cell.subject}, with ${best.cell.threads} threads ${significant((best.median ?? 0) / 1e6)} M acquisitions/s`,
        best && queue && best !== queue && `${times(nodes.found.ratio(best, queue))} those of ${queue.cell.subject}`,
      ),
    },
    ...(nodes.single ? [{ question: 'What would run on two nodes?', answer: rehearse() }] : []),
  ];
}

/** The own memory, then others, for each walk and number of threads. */
function amounts(nodes: Nodes): string[] {
  return ['read', 'write', 'copy'].flatMap((does) => {
    const walks = nodes.walks('bandwidth', does);
    return [...Map.groupBy(walks, ({ row }) => row.cell.threads).values()].map((rows) => {
      const from = rows.map((walk) => {
        const memory = isLocal(walk) ? '' : ` in the memory of node ${walk.memoryNode}`;
        return `${gigabytes(nodes, walk.row)}${memory}${partlyCached(nodes, walk)}`;
      });
      return `${does}, ${threadsOf(rows[0].row)}: ${from.join(', ')}`;
    });
  });
}

function isLocal({ cpuNode, memoryNode }: WalkRow): boolean {
  return cpuNode === memoryNode;
}

function loads(nodes: Nodes, walk: WalkRow): string {
  return `a load from memory takes ${cost(walk.row)}${partlyCached(nodes, walk)}`;
}

function reads(nodes: Nodes, walk: WalkRow): string {
  const { row } = walk;
  const verb = row.cell.threads === 1 ? 'reads' : 'read';
  return `${threadsOf(row)} ${verb} ${gigabytes(nodes, row)}${partlyCached(nodes, walk)}`;
}

function partlyCached(nodes: Nodes, { row }: WalkRow): string {
  return nodes.cacheDoubt(row) === null ? '' : ' (partly from the L3 cache)';
}

function threadsOf({ cell }: SummaryRow): string {
  return cell.threads === 1 ? 'one thread' : `${cell.threads} threads`;
}

function gigabytes(nodes: Nodes, row: SummaryRow): string {
  return `${significant(nodes.bytesPerS(row) / 1e9)} GB/s`;
}
