import { readModel } from '../machine/cpu-info.ts';
import { fieldOf, type Read } from '../machine/read.ts';
import type { Topology } from '../machine/types.ts';

/** Who makes a core with ARM's instructions, by the number in /proc/cpuinfo. */
const IMPLEMENTERS: Readonly<Record<string, string>> = {
  '0x41': 'ARM',
  '0x48': 'HiSilicon',
  '0x4e': 'NVIDIA',
  '0x50': 'APM',
  '0x51': 'Qualcomm',
  '0x61': 'Apple',
  '0xc0': 'Ampere',
};

/** The processor's name for a reader. On ARM Linux tells numbers only: `HiSilicon part 0xd01`, all parts of the machine. */
export function modelText(read: Read, topology: Pick<Topology, 'source'>): string | null {
  const model = readModel(read, topology);
  if (model === null || !/^0x[0-9a-f]+$/i.test(model)) return model;
  const info = read('/proc/cpuinfo') ?? '';
  const number = fieldOf(info, 'CPU implementer')?.toLowerCase();
  const maker = number === undefined ? 'ARM' : (IMPLEMENTERS[number] ?? `ARM implementer ${number}`);
  const parts = [...new Set([...info.matchAll(/^CPU part\s*:\s*(\S+)/gm)].map(([, part]) => part))];
  return `${maker} part${parts.length > 1 ? 's' : ''} ${parts.join(', ')}`;
}
