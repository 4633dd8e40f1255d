import { formatList } from '../../src/machine/parse-list.ts';
import { type Read, readFrom } from '../../src/machine/read.ts';
import { syntheticFiles as filesOf, type SyntheticExtras } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';
import type { Topology } from '../../src/machine/types.ts';

/** An invented machine that lacks nothing, by the counts that tests are about; each is per unit of the level above. */
export interface SyntheticMachine extends Omit<SyntheticExtras, 'offline'> {
  packages?: number;
  nodesPerPackage?: number;
  l3PerNode?: number;
  /** Each with an L2 of its own. Default 2; all other counts are 1 by default. */
  coresPerL3?: number;
  threadsPerCore?: number;
  offline?: number[];
}

/** The pseudo-files of an invented machine, by absolute path. */
export function syntheticFiles(machine: SyntheticMachine): Record<string, string> {
  const { packages = 1, nodesPerPackage = 1, l3PerNode = 1, coresPerL3 = 2, threadsPerCore = 1 } = machine;
  const spec = `package:${packages} node:${nodesPerPackage} l3:${l3PerNode} l2:${coresPerL3} core:1 pu:${threadsPerCore}`;
  return filesOf(spec, { ...machine, offline: formatList(machine.offline ?? []) });
}

/** The topology of an invented machine; `change` may spoil its files first. */
export function syntheticTopology(
  machine: SyntheticMachine,
  change: (files: Record<string, string>) => void = () => {},
): Topology {
  return readTopology(syntheticRead(machine, change), 'synthetic');
}

/** A reader over an invented machine. */
export function syntheticRead(
  machine: SyntheticMachine,
  change: (files: Record<string, string>) => void = () => {},
): Read {
  const files = syntheticFiles(machine);
  change(files);
  return readFrom(files);
}
