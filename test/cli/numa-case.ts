import { readTopology } from '../../src/machine/topology.ts';

const { cpus } = readTopology();
const nodes = new Set(cpus.filter((cpu) => cpu.online && cpu.allowed).map((cpu) => cpu.node));

/** `--pin cross-numa` where the machine has one NUMA node; where it has more there is nothing to refuse. */
export const NUMA_CASE: readonly [args: string, message: RegExp][] =
  nodes.size > 1 ? [] : [['ringbuf --pin cross-numa', /^cross-numa needs .*[.]$/]];

if (nodes.size > 1)
  process.stdout.write('Skipped: --pin cross-numa is not refused on a machine with several NUMA nodes.\n');
