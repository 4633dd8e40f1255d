import { fieldOf, type Read } from './read.ts';

/** Vendors in the firmware's tables that are hypervisors, and the usual names of these. */
const FIRMWARE: readonly (readonly [RegExp, string])[] = [
  [/vmware/i, 'vmware'],
  [/innotek|virtualbox/i, 'virtualbox'],
  [/xen/i, 'xen'],
  [/parallels/i, 'parallels'],
  [/qemu|kvm|google compute engine|openstack/i, 'kvm'],
];

/**
 * The hypervisor's name, `unknown` for one that gives no name, or `null` where none was seen.
 * On x86 the `hypervisor` flag decides; elsewhere the absence of signs is weak evidence.
 */
export function readHypervisor(read: Read): string | null {
  const xen = read('/sys/hypervisor/type')?.trim();
  const flags = fieldOf(read('/proc/cpuinfo'), 'flags');
  const tree = read('/proc/device-tree/hypervisor/compatible')?.replaceAll('\0', ' ').trim();
  const firmware = ['sys_vendor', 'product_name'].map((name) => read(`/sys/class/dmi/id/${name}`) ?? '').join(' ');
  const named = xen || FIRMWARE.find(([pattern]) => pattern.test(firmware))?.[1];
  const virtual = flags === undefined ? Boolean(named || tree) : /\bhypervisor\b/.test(flags);
  if (!virtual) return null;
  if (named) return named;
  const clocks = read('/sys/devices/system/clocksource/clocksource0/available_clocksource') ?? '';
  if (clocks.includes('kvm-clock') || tree?.includes('kvm')) return 'kvm';
  if (clocks.includes('hyperv')) return 'hyperv';
  return 'unknown';
}
