import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readQuota } from '../../src/machine/quota.ts';
import { readFrom } from '../../src/machine/read.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { syntheticFiles, syntheticRead, syntheticTopology } from './synthetic-machine.ts';

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

const PATH = '/sys/devices/system/cpu';

test.each([
  ['malformed', '0-3,,5-', 'found ""'],
  ['truncated', '0-', 'found "0-"'],
  ['empty', '', 'empty'],
])('a %s list of online CPUs is a doubt; the folders of the CPUs are believed', (_, list, doubt) => {
  const plain = syntheticTopology({ coresPerL3: 4, threadsPerCore: 2 });
  const topology = syntheticTopology({ coresPerL3: 4, threadsPerCore: 2 }, (files) => {
    files[`${PATH}/online`] = list;
  });
  expect(topology.cpus).toEqual(plain.cpus);
  expect(topology.doubts.join()).toContain(doubt);
  expect(topology.trust).toBe('partial');
});

test('without lists of CPUs their folders are found, whatever their numbers', () => {
  const numbering = [0, 1, 700, 1_500];
  const topology = syntheticTopology({ coresPerL3: 2, threadsPerCore: 2, numbering }, (files) => {
    delete files[`${PATH}/online`];
    delete files[`${PATH}/present`];
  });
  expect(groups(topology, 'core')).toEqual([
    [0, 1],
    [700, 1_500],
  ]);
});

test('sparse numbers of CPUs and nodes are kept', () => {
  const topology = syntheticTopology(
    { packages: 2, coresPerL3: 1, threadsPerCore: 2, numbering: [6, 7, 10, 33] },
    (files) => {
      files['/sys/devices/system/node/online'] = '0,72\n';
      for (const name of ['cpumap', 'meminfo', 'distance'])
        files[`/sys/devices/system/node/node72/${name}`] = files[`/sys/devices/system/node/node1/${name}`];
    },
  );
  expect(topology.cpus.map(({ id, core, numa }) => [id, core, numa])).toEqual([
    [6, 0, 0],
    [7, 0, 0],
    [10, 1, 72],
    [33, 1, 72],
  ]);
  expect(topology.trust).toBe('bare');
});

test('offline CPUs in the masks are passed over', () => {
  const machine = { packages: 2, coresPerL3: 2, threadsPerCore: 2, offline: [1] };
  const whole = syntheticFiles({ ...machine, offline: [] });
  const topology = syntheticTopology(machine, (files) => {
    for (const path of Object.keys(files)) if (/_cpus$|cpumap$|shared_cpu_map$/.test(path)) files[path] = whole[path];
  });
  expect(topology).toEqual(syntheticTopology(machine));
});

test('a CPU without files of its own belongs where others count it in', () => {
  const machine = { packages: 2, coresPerL3: 2, threadsPerCore: 2 };
  const topology = syntheticTopology(machine, (files) => {
    for (const path of Object.keys(files)) if (path.startsWith(`${PATH}/cpu5/`)) delete files[path];
  });
  expect(topology).toEqual(syntheticTopology(machine));
});

test('CPUs that nobody counts in are named in a doubt', () => {
  const topology = syntheticTopology({ packages: 2, coresPerL3: 2 }, (files) => {
    for (const cpu of [2, 3]) delete files[`${PATH}/cpu${cpu}/topology/package_cpus`];
  });
  expect(topology.doubts).toEqual(['It is not known who shares a package with CPUs 2-3.']);
  expect(topology.trust).toBe('partial');
});

test('a CPU that goes offline between two reads is not there, and nothing contradicts itself', () => {
  const machine = { packages: 2, coresPerL3: 2, threadsPerCore: 2 };
  const [there, gone] = [syntheticRead(machine), syntheticRead({ ...machine, offline: [3] })];
  const without = readTopology(gone, 'synthetic');
  // It goes after the first file that is read, after the fourth …, until it is still there when the last one has been read.
  for (let after = 1; ; after += 3) {
    let asked = 0;
    const topology = readTopology((path) => (asked++ < after ? there(path) : gone(path)), 'synthetic');
    if (asked <= after) break;
    expect(topology).toEqual(without);
  }
});

test('CPUs that come and go all the time are a doubt', () => {
  const there = syntheticRead({ coresPerL3: 4 });
  let asked = 0;
  const topology = readTopology((path) => {
    if (path === `${PATH}/online`) return asked++ % 2 === 0 ? '0-3\n' : '0-2\n';
    return there(path);
  }, 'synthetic');
  expect(topology.trust).toBe('partial');
  expect(topology.doubts[0]).toMatch(/^CPUs came or went/);
});

test('NUL bytes behind any text change nothing', () => {
  const machine = { packages: 2, coresPerL3: 2, threadsPerCore: 2, isolated: '1' };
  const topology = syntheticTopology(machine, (files) => {
    for (const path of Object.keys(files)) files[path] += '\0\0';
  });
  expect(topology).toEqual(syntheticTopology(machine));
});

test('a set that was never made is empty, not a doubt', () => {
  const topology = syntheticTopology({ coresPerL3: 4, nohzFull: '(null)' });
  expect(topology).toMatchObject({ nohzFull: [], trust: 'bare', doubts: [] });
  expect(syntheticTopology({ coresPerL3: 4, nohzFull: '2-3' }).nohzFull).toEqual([2, 3]);
});

test.each([
  ['10 x', 'found "x"'],
  ['10', 'found 1'],
])('the distances %j of two nodes are unknown, and a doubt', (text, doubt) => {
  const topology = syntheticTopology({ packages: 2 }, (files) => {
    files['/sys/devices/system/node/node1/distance'] = text;
  });
  expect(topology.numa.map(({ distances }) => distances)).toEqual([[10, 20], []]);
  expect(topology.doubts.join()).toContain(doubt);
});

test('an allowed list of offline CPUs alone is a doubt', () => {
  const topology = syntheticTopology({ coresPerL3: 4, offline: [3], allowed: '3' });
  expect(topology.cpus.some((cpu) => cpu.allowed)).toBe(false);
  expect(topology.doubts).toEqual(['None of the allowed CPUs (3) is online.']);
});

test('numbers are only names: whatever they are, the same CPUs share', () => {
  const shape = { packages: 2, nodesPerPackage: 2, l3PerNode: 2, coresPerL3: 2, threadsPerCore: 2 };
  const order = Array.from({ length: 32 }, (_, cpu) => cpu);
  fc.assert(
    fc.property(fc.shuffledSubarray(order, { minLength: 32 }), (numbering) => {
      const topology = syntheticTopology({ ...shape, numbering });
      const straight = syntheticTopology({ ...shape, numbering: order });
      for (const level of ['core', 'l2', 'l3', 'numa', 'package'] as const) {
        const renamed = groups(straight, level).map((group) => group.map((at) => numbering[at]).sort((a, b) => a - b));
        expect(new Set(groups(topology, level).map(String))).toEqual(new Set(renamed.map(String)));
      }
      expect(topology.trust).toBe('bare');
    }),
    { numRuns: 50 },
  );
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

test('nodes that overlap without nesting contradict each other; nodes in nodes are memory at several levels', () => {
  const nodes = (masks: readonly string[]) =>
    syntheticTopology({ packages: 2, coresPerL3: 2 }, (files) => {
      for (const [node, mask] of masks.entries()) files[`/sys/devices/system/node/node${node}/cpumap`] = mask;
    });
  expect(nodes(['7', 'c'])).toMatchObject({
    trust: 'contradictory',
    doubts: [expect.stringMatching(/^Nodes 0 and 1 overlap in CPU 2, and neither holds the other/)],
  });
  expect(nodes(['7', 'c']).cpus.map((cpu) => cpu.numa)).toEqual([0, 0, 1, 1]);
  expect(nodes(['f', 'c'])).toMatchObject({ trust: 'bare', doubts: [] });
  expect(nodes(['f', '0'])).toMatchObject({ trust: 'bare', doubts: [] });
});

test('an online CPU in no node is a doubt', () => {
  const change = (files: Record<string, string>) => {
    files['/sys/devices/system/node/node1/cpumap'] = '4';
  };
  const machine = { packages: 2, coresPerL3: 2 };
  expect(syntheticTopology(machine, change)).toMatchObject({
    trust: 'partial',
    doubts: ['No NUMA node holds CPU 3.'],
  });
  expect(syntheticTopology({ ...machine, offline: [3] }, change).doubts).toEqual([]);
});

test('an L2 or L3 that some CPUs have and others lack is a doubt, unless these are another kind of core', () => {
  const without = (level: number, kinds?: { P: string; E: string }) =>
    syntheticTopology({ coresPerL3: 4, ...(kinds ? { kinds } : {}) }, (files) => {
      for (const cpu of [0, 1]) delete files[`/sys/devices/system/cpu/cpu${cpu}/cache/index${level}/level`];
      // A CPU that others count in has the cache all the same.
      if (level === 3)
        for (const cpu of [2, 3]) files[`/sys/devices/system/cpu/cpu${cpu}/cache/index3/shared_cpu_map`] = 'c';
    });
  expect(without(2)).toMatchObject({
    trust: 'partial',
    doubts: ['The machine names no L2 cache of CPUs 0-1, but those of other CPUs.'],
  });
  expect(without(3, { P: '0,2', E: '1,3' }).trust).toBe('partial');
  expect(without(3, { P: '2-3', E: '0-1' })).toMatchObject({ trust: 'bare', doubts: [] });
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
  ['version 1', { '/proc/mounts': 'none /dev/cpuset cpuset rw 0 0\n', '/dev/cpuset/job/cpus': '1-2\n' }, '/job'],
  [
    'version 1, under its usual names',
    { '/proc/mounts': 'none /cg cgroup rw,cpuset 0 0\n', '/cg/job/cpuset.cpus': '1-2\n' },
    '/job/step',
  ],
  [
    'a mount point with a space',
    { '/proc/mounts': 'none /a\\040b cgroup rw,cpuset 0 0\n', '/a b/cpuset.cpus': '1-2\n' },
    '/',
  ],
])('a cpuset is obeyed: %s', (_, extra, group) => {
  const topology = syntheticTopology({ coresPerL3: 4 }, (files) => {
    delete files['/proc/self/status'];
    Object.assign(files, extra, { '/proc/self/cpuset': `${group}\n` });
  });
  expect(topology.cpus.map((cpu) => cpu.allowed)).toEqual([false, true, true, false]);
});

test.each([
  [
    'version 2 elsewhere',
    { '/proc/mounts': 'cgroup2 /cg/unified cgroup2 rw 0 0\n', '/proc/self/cgroup': '0::/job\n' },
    { '/cg/unified/job/cpu.max': '150000 100000\n' },
    1.5,
  ],
  [
    'version 1 elsewhere, beside version 2',
    {
      '/proc/mounts': 'c /cg/u cgroup2 rw 0 0\nc /cg/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\n',
      '/proc/self/cgroup': '3:cpu,cpuacct:/job\n0::/other\n',
    },
    { '/cg/cpu,cpuacct/job/cpu.cfs_quota_us': '50000', '/cg/cpu,cpuacct/job/cpu.cfs_period_us': '100000' },
    0.5,
  ],
  ['as a synthetic machine has it', syntheticFiles({ quota: 2.5 }), {}, 2.5],
])('the quota is found at its mount: %s', (_, mounts, files, expected) => {
  expect(readQuota(readFrom({ ...mounts, ...files }))).toBe(expected);
});

test.each([
  [
    'Intel core types',
    { '/sys/devices/cpu_core/cpus': '0-1', '/sys/devices/cpu_atom/cpus': '2-3' },
    ['2,3 E', '0,1 P'],
  ],
  ['base clocks', clocks('base_frequency', [2_000, 2_000, 1_400, 1_400]), ['2,3 E', '0,1 P']],
  [
    'base clocks that are equal and top clocks that differ by far',
    {
      ...clocks('base_frequency', [2_000, 2_000, 2_000, 2_000]),
      ...clocks('cpuinfo_max_freq', [4_000, 3_900, 3_000, 3_000]),
    },
    ['2,3 E', '0,1 P'],
  ],
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
