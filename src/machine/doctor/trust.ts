import { virtualWarning } from '../warnings.ts';
import type { Examination } from './examination.ts';
import { type Check, type Evidence, findings } from './finding.ts';

/** A hypervisor between the program and the machine. */
export const virtual: Check = (seen) => {
  const make = findings('machine/virtual', 'hypervisor');
  if (seen.platform !== 'linux') return make.hidden(seen);
  const { hypervisor, topology } = seen;
  const evidence = [
    { source: '/proc/cpuinfo, /sys/class/dmi/id', value: hypervisor ?? 'no sign of one' },
    trustOf(seen),
  ];
  const warning = virtualWarning(hypervisor, topology.trust);
  return warning ? make.note(warning.message, evidence) : make.fine('No hypervisor was seen.', evidence);
};

/** How far the topology may be believed, apart from its being virtual. */
export const topologyTrust: Check = (seen) => {
  const make = findings('machine/topology', 'topology');
  const { trust, doubts } = seen.topology;
  if (trust === 'unknown') return make.hidden(seen);
  const evidence = [trustOf(seen)];
  if (trust === 'bare' || trust === 'virtual') return make.fine('The topology is complete and consistent.', evidence);
  return make.note(`The topology is ${trust}: ${doubts[0] ?? 'something is missing.'}`, evidence);
};

function trustOf({ topology }: Examination): Evidence {
  return { source: 'npm run topology', value: `trust ${topology.trust}` };
}
