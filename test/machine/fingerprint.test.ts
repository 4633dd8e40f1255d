import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { describeMachine } from '../../src/machine/fingerprint.ts';
import { liveRead } from '../../src/machine/read.ts';
import { describeRuntime } from '../../src/machine/runtime.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { readHypervisor } from '../../src/machine/virtual.ts';
import { type SyntheticMachine, syntheticRead } from './synthetic-machine.ts';

const describeSynthetic = (
  machine: SyntheticMachine,
  change?: (files: Record<string, string>) => void,
  label?: string,
) => {
  const read = syntheticRead(machine, change);
  return describeMachine(readTopology(read, 'synthetic'), label === undefined ? {} : { label }, read);
};

test('an invented machine is described', () => {
  const machine = describeSynthetic(
    { packages: 2, l3PerNode: 2, coresPerL3: 2, threadsPerCore: 2, allowed: '0-3', offline: [15] },
    (files) => {
      files['/proc/cpuinfo'] +=
        'cpu family\t: 6\nmodel\t\t: 85\nmodel name\t: A Processor\nstepping\t: 7\nmicrocode\t: 0x5\n';
      files['/etc/machine-id'] = 'abc\n';
      files['/etc/os-release'] = 'NAME="X"\nPRETTY_NAME="Some Linux 1"\n';
      files['/sys/kernel/mm/transparent_hugepage/enabled'] = 'always [madvise] never\n';
    },
    'lab-03',
  );
  expect(machine.profile).toBe(`${process.arch}|GenuineIntel|6.85.7|8c15t|L3:4x32M|numa:2|bare`);
  expect(machine.label).toBe('lab-03');
  expect(machine.id).toMatch(/^[0-9a-f]{12}$/);
  expect(machine.cpu).toMatchObject({ model: 'A Processor', microcode: '0x5', baseMHz: null, kinds: [] });
  expect(machine.topology).toMatchObject({
    packages: 2,
    dies: 2,
    cores: 8,
    cpus: 15,
    smt: 2,
    online: '0-14',
    isolated: '',
    trust: 'bare',
    l3Groups: ['0-1,8-9', '2-3,10-11', '4-5,12-13', '6-7,14'],
    distances: [
      [10, 20],
      [20, 10],
    ],
  });
  expect(machine.allowed).toEqual({ cpus: '0-3', mems: '0-1', cgroupCpuMax: null });
  expect(machine.os).toMatchObject({ distro: 'Some Linux 1', virt: null, container: null });
  expect(machine.memory.thp).toBe('madvise');
});

test('the id depends on the machine-id alone, is not its bare hash, and is null without one', () => {
  const idOf = (machineId?: string, coresPerL3 = 2) =>
    describeSynthetic({ coresPerL3 }, (files) => {
      if (machineId) files['/etc/machine-id'] = machineId;
    }).id;
  expect(idOf('abc\n')).toBe(idOf('abc', 4));
  expect(idOf('abc')).not.toBe(idOf('abd'));
  expect(idOf('abc')).not.toBe('ba7816bf8f01');
  expect(idOf()).toBeNull();
});

test('this machine is described without its host name, its user or a path', () => {
  const text = JSON.stringify(describeMachine(readTopology(liveRead)));
  expect(text).not.toContain(resolve('.'));
  expect(text).not.toMatch(/"[^"]*\/(home|root|usr|tmp)\//);
  const user = userInfo().username;
  for (const name of [hostname(), user].filter((name) => name.length > 3)) expect(text).not.toContain(`"${name}"`);
});

test('options that hold paths lose their values', () => {
  const runtime = describeRuntime(
    ['--import', 'file:///home/me/loader.mjs', '--max-old-space-size=512', '--require=/home/me/x.cjs'],
    '--no-warnings --loader ./mine.mjs',
  );
  expect(runtime.execArgv).toEqual(['--import', '--max-old-space-size=512', '--require']);
  expect(runtime.flags).toEqual({ '--no-warnings': true, '--loader': true });
});

test.each([
  ['no flag, no signs', {}, null],
  ['the flag alone', { '/proc/cpuinfo': 'flags\t: hypervisor\n' }, 'unknown'],
  [
    'the flag and the clock of KVM',
    {
      '/proc/cpuinfo': 'flags\t: fpu hypervisor avx\n',
      '/sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc kvm-clock\n',
    },
    'kvm',
  ],
  [
    'the flag and the firmware',
    { '/proc/cpuinfo': 'flags\t: hypervisor\n', '/sys/class/dmi/id/sys_vendor': 'VMware, Inc.\n' },
    'vmware',
  ],
  ['x86 without the flag', { '/proc/cpuinfo': 'flags\t: fpu\n', '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }, null],
  ['firmware elsewhere', { '/proc/cpuinfo': 'Features\t: fp\n', '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }, 'kvm'],
])('the hypervisor is named: %s', (_, files, expected) => {
  expect(readHypervisor((path) => (files as Record<string, string>)[path])).toBe(expected);
});
