import { expect, test } from 'vitest';
import { readFrom } from '../../src/machine/read.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { syntheticFiles, syntheticTopology } from './synthetic-machine.ts';

const groups = (topology: ReturnType<typeof readTopology>, level: 'core' | 'package' | 'l2' | 'l3' | 'numa' | 'die') =>
  [
    ...Map.groupBy(
      topology.cpus.filter((cpu) => cpu[level] !== undefined),
      (cpu) => cpu[level],
    ).values(),
  ].map((cpus) => cpus.map((cpu) => cpu.id));

test('two packages, two nodes, L3 groups and siblings are told apart', () => {
  const topology = syntheticTopology({ packages: 2, l3PerNode: 2, coresPerL3: 2, threadsPerCore: 2 });
  expect(groups(topology, 'core')).toEqual([
    [0, 8],
    [1, 9],
    [2, 10],
    [3, 11],
    [4, 12],
    [5, 13],
    [6, 14],
    [7, 15],
  ]);
  expect(groups(topology, 'l3')).toEqual([
    [0, 1, 8, 9],
    [2, 3, 10, 11],
    [4, 5, 12, 13],
    [6, 7, 14, 15],
  ]);
  expect(groups(topology, 'package')).toEqual(groups(topology, 'numa'));
  expect(topology.cpus.map((cpu) => cpu.smtRank)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect(topology.numa[1]).toEqual({
    id: 1,
    cpus: [4, 5, 6, 7, 12, 13, 14, 15],
    memMB: 1024,
    memAllowed: true,
    distances: [20, 10],
  });
  expect(topology).toMatchObject({ trust: 'bare', doubts: [], source: 'synthetic' });
});

test('offline CPUs are listed without a place in the tree', () => {
  const topology = syntheticTopology({ coresPerL3: 2, threadsPerCore: 2, offline: [0] });
  expect(topology.cpus[0]).toEqual({ id: 0, online: false, allowed: false, isolated: false, core: -1, smtRank: 0 });
  expect(topology.cpus[2]).toMatchObject({ online: true, smtRank: 0 });
  expect(topology.numa[0].cpus).toEqual([1, 2, 3]);
});

test('a CPU outside the allowed list stays in the tree and is marked', () => {
  const topology = syntheticTopology({ coresPerL3: 4, allowed: '1,3-9', offline: [3] });
  expect(topology.cpus.map((cpu) => cpu.allowed)).toEqual([false, true, false, false]);
  expect(topology.cpus[0].core).toBe(0);
});

test('isolated CPUs are marked', () => {
  const topology = syntheticTopology({ coresPerL3: 4, isolated: '2-3' });
  expect(topology.cpus.map((cpu) => cpu.isolated)).toEqual([false, false, true, true]);
});

test('1,056 CPUs are read', () => {
  const topology = syntheticTopology({
    packages: 2,
    nodesPerPackage: 4,
    l3PerNode: 11,
    coresPerL3: 6,
    threadsPerCore: 2,
  });
  expect(topology.cpus).toHaveLength(1_056);
  expect(groups(topology, 'core')).toHaveLength(528);
  expect(groups(topology, 'l3')).toHaveLength(88);
  expect(topology.trust).toBe('bare');
});

test('masks wider than the machine and NUL bytes change nothing', () => {
  const plain = syntheticTopology({ coresPerL3: 4 });
  const padded = syntheticTopology({ coresPerL3: 4, maskBits: 1_024 }, (files) => {
    for (const path of Object.keys(files)) if (path.endsWith('core_cpus')) files[path] += '\0\0';
  });
  expect(padded).toEqual(plain);
});

test('sets that are given as lists alone are read, beside masks that look alike', () => {
  // `3` is CPU 3 as a list, and CPUs 0 and 1 as a mask.
  const topology = syntheticTopology({ coresPerL3: 4 }, (files) => {
    for (const path of Object.keys(files)) if (path.includes('/topology/core_cpus')) delete files[path];
    for (const [cpu, list] of ['0', '1', '2', '3'].entries()) {
      files[`/sys/devices/system/cpu/cpu${cpu}/topology/core_cpus_list`] = list;
      files[`/sys/devices/system/cpu/cpu${cpu}/topology/die_cpus`] = cpu < 2 ? '3' : 'c';
    }
  });
  expect(groups(topology, 'core')).toEqual([[0], [1], [2], [3]]);
  expect(groups(topology, 'die')).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('the hypervisor flag lowers the trust', () => {
  const topology = syntheticTopology({ hypervisor: true });
  expect(topology.trust).toBe('virtual');
  expect(topology.doubts.join()).toMatch(/virtual/);
});

test.each([
  ['core sets', '/topology/core_cpus', 'share a core'],
  ['package sets', '/topology/package_cpus', 'share a package'],
  ['caches', '/cache/', 'share an L2 or L3'],
  ['node files', '/sys/devices/system/node/', 'one node'],
])('a machine without %s is partial and says so', (_, part, doubt) => {
  const topology = syntheticTopology({ coresPerL3: 4 }, (files) => {
    for (const path of Object.keys(files)) if (path.includes(part)) delete files[path];
  });
  expect(topology.trust).toBe('partial');
  expect(topology.doubts.join()).toContain(doubt);
  expect(topology.numa).toHaveLength(1);
});

test('a truncated file becomes a doubt, not a failure', () => {
  const topology = syntheticTopology({ coresPerL3: 2 }, (files) => {
    files['/sys/devices/system/cpu/cpu0/topology/core_cpus'] = '0000000';
    files['/sys/devices/system/cpu/cpu1/topology/core_cpus'] = '0000,';
    files['/proc/self/status'] = 'Cpus_allowed_list:\t0-';
    files['/sys/devices/cpu_core/cpus'] = '0,';
  });
  expect(topology.trust).toBe('partial');
  expect(topology.doubts).toHaveLength(4);
  expect(topology.cpus.map((cpu) => [cpu.core, cpu.allowed])).toEqual([
    [0, true],
    [1, true],
  ]);
});

test('sets that overlap without nesting are contradictory, and the later one is dropped', () => {
  const topology = syntheticTopology({ coresPerL3: 4 }, (files) => {
    for (const [cpu, set] of ['3', '3', 'e', 'e'].entries())
      files[`/sys/devices/system/cpu/cpu${cpu}/topology/package_cpus`] = set;
  });
  expect(topology.trust).toBe('contradictory');
  expect(groups(topology, 'package')).toEqual([[0, 1]]);
});

test('a level that crosses the borders of another one is not used', () => {
  const topology = syntheticTopology({ packages: 2, coresPerL3: 2 }, (files) => {
    for (const [cpu, set] of ['5', 'a', '5', 'a'].entries())
      files[`/sys/devices/system/cpu/cpu${cpu}/cache/index3/shared_cpu_map`] = set;
  });
  expect(topology.trust).toBe('contradictory');
  expect(groups(topology, 'l3')).toEqual([]);
  expect(groups(topology, 'package')).toHaveLength(2);
});

test('a die of one CPU, or as large as its package, is no level', () => {
  const dies = (sets: string[]) =>
    groups(
      syntheticTopology({ coresPerL3: 4 }, (files) => {
        for (const [cpu, set] of sets.entries()) files[`/sys/devices/system/cpu/cpu${cpu}/topology/die_cpus`] = set;
      }),
      'die',
    );
  expect(dies(['1', '2', '4', '8'])).toEqual([]);
  expect(dies(['f', 'f', 'f', 'f'])).toEqual([]);
  expect(dies(['3', '3', 'c', 'c'])).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test('two nodes that name the same CPUs are one node', () => {
  const topology = syntheticTopology({ packages: 2, coresPerL3: 2 }, (files) => {
    for (const node of [0, 1]) files[`/sys/devices/system/node/node${node}/cpumap`] = 'f';
  });
  expect(topology.cpus.map((cpu) => cpu.numa)).toEqual([0, 0, 0, 0]);
  expect(topology.numa[1].cpus).toEqual([]);
});

test('a cpuset in a control group is obeyed where the status file is missing', () => {
  const files = syntheticFiles({ coresPerL3: 4 });
  delete files['/proc/self/status'];
  files['/proc/mounts'] = 'none /cg cgroup2 rw 0 0\n';
  files['/cg/cgroup.controllers'] = 'cpu cpuset\n';
  files['/proc/self/cgroup'] = '0::/job/step\n';
  files['/cg/job/cpuset.cpus.effective'] = '1-2\n';
  expect(readTopology(readFrom(files), 'case').cpus.map((cpu) => cpu.allowed)).toEqual([false, true, true, false]);
});

test.each([
  [
    'Intel core types',
    { '/sys/devices/cpu_core/cpus': '0-1', '/sys/devices/cpu_atom/cpus': '2-3' },
    ['2,3 E', '0,1 P'],
  ],
  ['base clocks', clocks('base_frequency', [2_000, 2_000, 1_400, 1_400]), ['2,3 E', '0,1 P']],
  ['top clocks that differ by boost bins', clocks('cpuinfo_max_freq', [5_200, 5_000, 5_000, 5_000]), []],
  ['top clocks that differ by far', clocks('cpuinfo_max_freq', [5_200, 5_000, 3_900, 3_900]), ['2,3 E', '0,1 P']],
])('kinds of cores are told by %s', (_, extra, expected) => {
  const topology = syntheticTopology({ coresPerL3: 4 }, (files) => Object.assign(files, extra));
  expect(topology.kinds.map((kind) => `${kind.cpus} ${kind.name}`)).toEqual(expected);
  expect(topology.cpus[0].kind).toBe(expected.length > 0 ? 1 : undefined);
});

function clocks(name: string, mhz: number[]): Record<string, string> {
  return Object.fromEntries(
    mhz.map((one, cpu) => [`/sys/devices/system/cpu/cpu${cpu}/cpufreq/${name}`, `${one}000\n`]),
  );
}

test('a recording without CPUs is refused', () => {
  expect(() => readTopology(() => undefined, 'case')).toThrow('found none');
});

test('a system without sysfs tells the number of CPUs and nothing else', () => {
  const topology = readTopology(() => undefined);
  expect(topology).toMatchObject({ source: 'os', trust: 'unknown', numa: [] });
  expect(topology.cpus.length).toBeGreaterThan(0);
});
