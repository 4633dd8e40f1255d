import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countUnits } from '../../src/cli/topology-json.ts';
import { readModel } from '../../src/machine/cpu-info.ts';
import { parseList } from '../../src/machine/parse-list.ts';
import { place } from '../../src/machine/placement.ts';
import { PlacementRefused } from '../../src/machine/placement-refused.ts';
import type { Read } from '../../src/machine/read.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { openSource } from '../../src/machine/topology-source.ts';
import type { Cpu, Topology } from '../../src/machine/types.ts';

// Recorded machines lie beside the checkout, with what hwloc and lscpu say about them.
const root = resolve('../shared/topology-cases');
const absent = !existsSync(root);
if (absent)
  console.warn('Tests on recorded machines are skipped: there is no ../shared/topology-cases beside the checkout.');

type Cell = number | number[] | null;
interface Recorded {
  case: string;
  test?: string;
  about?: string;
  expect: Record<string, number>;
  withCpusOnly: Record<string, number>;
  summary: { online: string; threadsPerCore: number; model: string };
  doNotCompare: Record<string, string>;
  columns: string[];
  rows: Cell[][];
}

/** Where this reader differs by choice: the reason, and the number of groups it finds. The tests assert the difference. */
const BY_CHOICE: Record<string, { reason: string; groups: Partial<Record<Level, number>> }> = {
  '64amd64-4s2n4ca2co': {
    reason:
      'sibling sets are believed, so an AMD family 15h module is one core with two threads; hwloc counts 64 cores',
    groups: { core: 32 },
  },
  '40intel64-4n10c+pci-conflicts': {
    reason:
      'the sets contradict each other; a CPU whose own set is dropped stays with those that count it in, hwloc drops a group',
    groups: { package: 4, l3: 4 },
  },
};
const LEVELS = ['package', 'die', 'core', 'l2', 'l3'] as const;
type Level = (typeof LEVELS)[number];

function manifest(folder: string): Recorded[] {
  return absent ? [] : JSON.parse(readFileSync(resolve(root, folder, 'manifest.json'), 'utf8'));
}

function readerOf(folder: string, name: string): Read {
  return openSource(resolve(root, folder, `${name}.json.gz`)).read;
}

function topologyOf(folder: string, name: string): Topology {
  return readTopology(readerOf(folder, name), 'case');
}

/** Groups of CPUs as sorted texts: numbers differ between programs, who shares with whom must not. */
function partition(entries: Iterable<readonly [number, Cell | undefined]>): string[] {
  const groups = new Map<string, number[]>();
  for (const [cpu, group] of entries) {
    if (group === null || group === undefined || (Array.isArray(group) && group.length === 0)) continue;
    const key = String(group);
    groups.set(key, [...(groups.get(key) ?? []), cpu]);
  }
  return [...groups.values()].map(String).sort();
}

function columnOf(record: Recorded, name: string): [number, Cell][] {
  const at = record.columns.indexOf(name);
  return record.rows.map((row) => [row[0] as number, row[at]]);
}

describe.skipIf(absent)('recorded machines agree with hwloc', () => {
  for (const record of manifest('hwloc')) {
    test(`${record.test}: ${record.about ?? 'a recorded machine'}`, () => {
      const topology = topologyOf('hwloc', record.case);
      const unrestricted = record.test?.endsWith('-disallowed') ?? false;
      const usable = topology.cpus.filter((cpu) => cpu.online && (unrestricted || cpu.allowed));
      expect(usable.map((cpu) => cpu.id)).toEqual(record.rows.map((row) => row[0] as number).sort((a, b) => a - b));
      const choice = BY_CHOICE[record.case];
      for (const level of LEVELS) {
        if (level in record.doNotCompare) continue;
        const ours = partition(usable.map((cpu) => [cpu.id, cpu[level]] as const));
        const chosen = choice?.groups[level];
        if (choice && chosen !== undefined) expect(ours, choice.reason).toHaveLength(chosen);
        else expect(ours, level).toEqual(partition(columnOf(record, level)));
      }
      if (!('kind' in record.doNotCompare)) {
        // hwloc says null or 0 throughout for a machine with one kind; here such a machine has no kinds.
        const theirs = columnOf(record, 'kind');
        const several = new Set(theirs.map(([, kind]) => kind)).size > 1;
        const ours = usable.map((cpu) => [cpu.id, cpu.kind ?? null] as const);
        // Told by clocks alone (an invented case), hwloc ranks the lower base clock higher; here the higher one is.
        if (record.case === 'fakeheterocpunuma') expect(partition(ours)).toEqual(partition(theirs));
        else expect(new Map(ours)).toEqual(new Map(several ? theirs : theirs.map(([cpu]) => [cpu, null])));
      }
      // The nodes of each CPU: hwloc also lists nodes near it without CPUs, and hides those whose memory is not allowed.
      const withCpus = topology.numa.filter((node) => node.cpus.length > 0 && (unrestricted || node.memAllowed));
      for (const [cpu, nodes] of columnOf(record, 'numa')) {
        const theirs = (nodes as number[]).filter((id) => withCpus.some((node) => node.id === id));
        const ours = withCpus.filter((node) => node.cpus.includes(cpu)).map((node) => node.id);
        expect(ours, `nodes of CPU ${cpu}`).toEqual(theirs.sort((a, b) => a - b));
      }
    });
  }
});

describe.skipIf(absent)('counts agree with hwloc', () => {
  for (const record of manifest('hwloc')) {
    test(`${record.test}`, () => {
      const topology = topologyOf('hwloc', record.case);
      const unrestricted = record.test?.endsWith('-disallowed') ?? false;
      const counts = countUnits(topology, unrestricted ? 'online' : 'allowed');
      const ours = { ...counts, package: counts.packages, die: counts.dies, core: counts.cores, pu: counts.cpus };
      const found: Record<string, number> = { ...ours, l3: counts.l3Groups, numa: counts.numaNodes };
      // hwloc counts an object whose memory alone is allowed too; so are nodes here, and nothing else.
      const wanted = { ...record.expect, ...record.withCpusOnly, numa: record.expect.numa };
      for (const [level, count] of Object.entries(wanted)) {
        if (level in record.doNotCompare) continue;
        const chosen = BY_CHOICE[record.case]?.groups[level as Level];
        // hwloc hides nodes of GPU memory unless it is told to keep them; here they are nodes without CPUs.
        const kept = level === 'numa' && record.test === 'nvidiagpunumanodes' ? 8 : count;
        expect(found[level], level).toBe(chosen ?? kept);
      }
    });
  }
});

test.skipIf(absent)('of the recorded machines only the one with conflicting sets is called contradictory', () => {
  const names = [...new Set(manifest('hwloc').map((record) => record.case))];
  const contradictory = names.filter((name) => topologyOf('hwloc', name).trust === 'contradictory');
  expect(contradictory).toEqual(['40intel64-4n10c+pci-conflicts']);
});

test.skipIf(absent).each([
  ['fakeheterocpunuma', 'No NUMA node holds CPUs 4-7.'],
  ['8em64t-2s4c-asymcaches', 'The machine names no L2 cache of CPUs 0,4, but those of other CPUs.'],
])('%s: what some CPUs lack is a doubt', (name, doubt) => {
  const { trust, doubts } = topologyOf('hwloc', name);
  expect(trust).toBe('partial');
  expect(doubts).toContain(doubt);
});

describe.skipIf(absent)('recorded machines agree with lscpu', () => {
  for (const record of manifest('lscpu')) {
    test(record.case, () => {
      const topology = topologyOf('lscpu', record.case);
      const online = topology.cpus.filter((cpu) => cpu.online);
      expect(online.map((cpu) => cpu.id)).toEqual(columnOf(record, 'CPU').map(([cpu]) => cpu));
      // sparc64 keeps cache sizes in files of its own, private to each CPU; they are not read.
      const levels: Record<string, keyof Cpu> = { Core: 'core', Socket: 'package', Node: 'numa', L2: 'l2', L3: 'l3' };
      for (const [column, level] of Object.entries(levels)) {
        if (column in record.doNotCompare || !record.columns.includes(column)) continue;
        if (record.case === 'sparc64' && column === 'L2') continue;
        const theirs = partition(columnOf(record, column));
        // lscpu names no node where there are no node files; here that is one node.
        if (column === 'Node' && theirs.length === 0) expect(topology.numa).toHaveLength(1);
        else expect(partition(online.map((cpu) => [cpu.id, cpu[level] as number])), column).toEqual(theirs);
      }
    });
  }

  test.each(manifest('lscpu'))('$case: online CPUs, threads of a core and model', ({ case: name, summary }) => {
    const topology = topologyOf('lscpu', name);
    const online = topology.cpus.filter((cpu) => cpu.online);
    expect(online.map((cpu) => cpu.id)).toEqual(parseList(summary.online));
    expect(1 + Math.max(...online.map((cpu) => cpu.smtRank))).toBe(summary.threadsPerCore);
    const model = readModel(readerOf('lscpu', name), topology);
    // lscpu knows ARM's parts by name and leaves some out; others it prints in part.
    const unnamed = name.startsWith('arm-') || summary.model === '-';
    if (!unnamed) expect(model).toContain(summary.model);
  });

  test('the phone with four kinds of cores shows all four by MIDR', () => {
    const { kinds } = topologyOf('lscpu', 'arm-A510-A710-A715-X3');
    expect(kinds.map((kind) => kind.cpus.join())).toEqual(['0,1,2', '3,4', '5,6', '7']);
  });
});

describe.skipIf(absent)('placement on recorded machines', () => {
  const cases = [...new Set(manifest('hwloc').map((record) => record.case))].map((name) => ['hwloc', name] as const);
  for (const [folder, name] of [...cases, ...manifest('lscpu').map((record) => ['lscpu', record.case] as const)]) {
    test(`${name}: every policy places on allowed CPUs or refuses with a reason`, () => {
      const topology = topologyOf(folder, name);
      const usable = new Map(topology.cpus.filter((cpu) => cpu.online && cpu.allowed).map((cpu) => [cpu.id, cpu]));
      for (const policy of ['compact', 'cores', 'scatter']) {
        const { cpus } = place(topology, policy, usable.size);
        expect(new Set(cpus).size, policy).toBe(usable.size);
        expect(
          cpus.every((cpu) => usable.has(cpu!)),
          policy,
        ).toBe(true);
      }
      const packages = new Set([...usable.values()].map((cpu) => cpu.package));
      const first = place(topology, 'scatter', packages.size).cpus.map((cpu) => usable.get(cpu!)!.package);
      expect(new Set(first).size, 'scatter touches all packages first').toBe(packages.size);
      for (const policy of ['smt-pair', 'same-l3', 'cross-l3', 'cross-numa']) {
        try {
          expect(new Set(place(topology, policy, 2).cpus).size).toBe(2);
        } catch (error) {
          expect(error).toBeInstanceOf(PlacementRefused);
          expect((error as Error).message).toMatch(/^Expected .*, found .*: .*\.$/);
        }
      }
    });
  }

  test.each([
    ['x86_64-epyc_7451', 'compact', [0, 48, 1, 49, 2, 50, 3, 51]],
    ['x86_64-epyc_7451', 'cores', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['x86_64-epyc_7451', 'scatter', [0, 24, 6, 30, 12, 36, 18, 42, 3, 27]],
    ['x86_64-epyc_7451', 'smt-pair', [0, 48]],
    ['x86_64-epyc_7451', 'same-l3', [0, 1]],
    ['x86_64-epyc_7451', 'cross-l3', [0, 3]],
    ['x86_64-epyc_7451', 'cross-numa', [0, 6]],
    ['x86_64-dell_e4310', 'compact', [0, 2, 1, 3]],
    ['x86_64-dell_e4310', 'cores', [0, 1, 2, 3]],
    ['x86_64-64cpu', 'compact', [0, 32, 4, 36]],
    ['x86_64-64cpu', 'cores', [0, 4, 8, 12]],
    ['x86_64-64cpu', 'scatter', [0, 1, 2, 3]],
    ['ppc64-POWER7', 'compact', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['ppc64-POWER7', 'cores', [0, 4, 8, 12, 1, 5, 9, 13]],
  ])('%s, %s', (name, policy, expected) => {
    expect(place(topologyOf('lscpu', name), policy, expected.length).cpus).toEqual(expected);
  });
});
