import { expect, test } from 'vitest';
import { parseMask } from '../../src/machine/parse-list.ts';
import { readFrom } from '../../src/machine/read.ts';
import { type SyntheticExtras, syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';
import type { Cpu } from '../../src/machine/types.ts';

const topologyOf = (spec: string, extras?: SyntheticExtras) =>
  readTopology(readFrom(syntheticFiles(spec, extras)), 'synthetic');
const countOf = (cpus: readonly Cpu[], level: 'numa' | 'package' | 'die' | 'l3' | 'l2' | 'core') =>
  new Set(cpus.map((cpu) => cpu[level]).filter((group) => group !== undefined)).size;

test.each([
  ['node:2 package:1 l3:2 core:4 pu:2', { numa: 2, package: 2, die: 0, l3: 4, l2: 0, core: 16, cpus: 32 }],
  ['package:2 node:2 core:2', { numa: 4, package: 2, die: 0, l3: 0, l2: 0, core: 8, cpus: 8 }],
  ['node:1 package:4 die:2 l3:1 l2:2 core:2 pu:4', { numa: 1, package: 4, die: 8, l3: 8, l2: 16, core: 32, cpus: 128 }],
  ['  Socket:1   NUMANode:2 L3Cache:1 Core:2 PU:1 ', { numa: 2, package: 1, die: 0, l3: 2, l2: 0, core: 4, cpus: 4 }],
  ['pack:1 l2:2 core:1 pu:2', { numa: 1, package: 1, die: 0, l3: 0, l2: 2, core: 2, cpus: 4 }],
  ['package:2 l3:8 core:64 pu:8', { numa: 1, package: 2, die: 0, l3: 16, l2: 0, core: 1_024, cpus: 8_192 }],
])('%s', (spec, { cpus, ...expected }) => {
  const topology = topologyOf(spec);
  expect(topology.cpus).toHaveLength(cpus);
  for (const [level, count] of Object.entries(expected))
    expect(countOf(topology.cpus, level as 'core'), level).toBe(count);
});

test('a machine that names all levels of the tree is believed; what is left out is not told', () => {
  expect(topologyOf('package:1 l3:1 core:2')).toMatchObject({ trust: 'bare', doubts: [] });
  expect(topologyOf('core:2')).toMatchObject({
    trust: 'partial',
    doubts: [expect.stringContaining('package'), expect.stringContaining('L2 or L3')],
  });
});

test('the second threads are numbered behind all first ones, as on most machines, unless told otherwise', () => {
  const firstCore = (extras?: SyntheticExtras) =>
    topologyOf('package:2 l3:1 core:2 pu:2', extras)
      .cpus.filter((cpu) => cpu.core === 0)
      .map((cpu) => cpu.id);
  expect(firstCore()).toEqual([0, 4]);
  expect(firstCore({ numbering: 'siblings-adjacent' })).toEqual([0, 1]);
  expect(firstCore({ numbering: [3, 9, 1, 4, 5, 6, 7, 8] })).toEqual([1, 4]);
});

test('kinds, isolated CPUs, distances, quota and a hypervisor are as told', () => {
  const topology = topologyOf('node:2 package:1 l3:1 core:2', {
    kinds: { P: '0-1', E: '2-3' },
    isolated: '1',
    distances: [
      [10, 32],
      [32, 10],
    ],
    hypervisor: true,
  });
  expect(topology.kinds.map(({ name, cpus }) => `${name} ${cpus}`)).toEqual(['E 2,3', 'P 0,1']);
  expect(topology.cpus.map((cpu) => cpu.isolated)).toEqual([false, true, false, false]);
  expect(topology.numa[0].distances).toEqual([10, 32]);
  expect(topology.trust).toBe('virtual');
});

test('masks are as the kernel writes them', () => {
  const files = syntheticFiles('package:1 core:40');
  const mask = files['/sys/devices/system/cpu/cpu0/topology/package_cpus'];
  expect(mask).toBe('ff,ffffffff\n');
  expect(parseMask(mask)).toHaveLength(40);
});

test.each([
  ['node:2 coree:4', "Expected a known level of a synthetic machine, found 'coree': did you mean core?"],
  [
    'node:2 what:4',
    "Expected a known level of a synthetic machine, found 'what': use node, package, die, l3, l2, core, pu.",
  ],
  ['core:2 toString:2', "found 'toString'"],
  ['core:0', "Expected a count from 1 up after 'core:', found '0' in 'core:0': write core:2, for example."],
  ['core:', "found '' in 'core:'"],
  ['core:1e3', "found '1e3'"],
  ['core:-1', "found '-1'"],
  ['l3:2(size=32MB)', "found '2(size=32MB)'"],
  [
    'node:2 4',
    "Expected levels of a synthetic machine such as 'node:2 package:1 l3:2 core:4 pu:2', found '4': correct it.",
  ],
  ['core:2 core:2', "Expected each level once, found core twice in 'core:2 core:2': drop one."],
  ['socket:2 package:2', 'found package twice'],
  ['pu:2 core:2', "Expected pu as the last level, found 'core:2' after it: move pu to the end."],
  [
    'core:4 package:2',
    "Expected levels from the outside in, found package inside core in 'core:4 package:2': write package before core.",
  ],
  ['core:4 node:2', 'found node inside core'],
  ['package:1 core:4 die:2', 'found die inside core'],
  ['core:4 l3:1', 'found l3 inside core'],
  ['package:1 core:2 l2:1 pu:2', 'found l2 inside core'],
  ['die:2 node:1 package:1', 'found package inside die'],
  ['l3:2 package:1', 'found package inside l3'],
  ['l2:2 l3:1', 'found l3 inside l2'],
  ['l2:2 node:2', 'found node inside l2'],
  ['node:2,core:4', "Expected spaces between levels, found 'node:2,core:4': write 'node:2 core:4'."],
  ['node:2; l3:1,core:4', "found 'node:2;': write 'node:2 l3:1 core:4'."],
  ['node:99 core:99', "Expected at most 8192 CPUs, found 9801 in 'node:99 core:99': take smaller counts."],
])('%s is refused', (spec, message) => {
  expect(() => syntheticFiles(spec)).toThrow(message);
});
