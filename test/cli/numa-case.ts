import { readTopology } from '../../src/machine/topology.ts';

const nodesWithCpus = readTopology().numa.filter((node) => node.cpus.length > 0).length;

/** `--pin cross-numa` where the machine has one NUMA node; where it has more there is nothing to refuse. */
export const NUMA_CASE: readonly [args: string, message: RegExp][] =
  nodesWithCpus > 1 ? [] : [['ringbuf --pin cross-numa', /^Expected 2 NUMA nodes .* for cross-numa, found .*\.$/]];

if (nodesWithCpus > 1)
  process.stdout.write('Skipped: cross-numa is not refused on a machine with several NUMA nodes.\n');
