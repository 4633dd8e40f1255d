import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { topologyJson } from '../../src/cli/topology-json.ts';
import { modelText } from '../../src/cli/topology-model.ts';
import { topologyText } from '../../src/cli/topology-text.ts';
import { readCaches } from '../../src/machine/cache-sizes.ts';
import { readQuota } from '../../src/machine/quota.ts';
import { readFrom } from '../../src/machine/read.ts';
import { type SyntheticExtras, syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { PROJECT } from '../../src/registry.ts';
import { textWidth } from '../../src/report/text-width.ts';

function run(...args: string[]) {
  const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
  const command = [join(PROJECT, 'src/cli/topology.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', env });
  return { code: status, stdout, stderr };
}

function picture(spec: string, extras: SyntheticExtras & { model?: string } = {}, columns = 80): string[] {
  const read = readFrom(syntheticFiles(spec, extras));
  const topology = readTopology(read, 'synthetic');
  const about = {
    title: 'Machine',
    model: extras.model ?? null,
    caches: readCaches(read, topology),
    quota: readQuota(read),
  };
  return topologyText(topology, about, columns);
}

/** The tree alone. */
function tree(...args: Parameters<typeof picture>): string[] {
  const lines = picture(...args);
  return lines.slice(lines.indexOf('') + 1, lines.indexOf('', lines.indexOf('') + 1));
}

test('this machine is drawn without colours, and as JSON alone', () => {
  const drawn = run();
  expect(drawn).toMatchObject({ code: 0, stderr: '' });
  expect(drawn.stdout).toMatch(/^This machine.*\n(.*\n)+Trust +(bare|virtual|partial|contradictory|unknown): /);
  expect(drawn.stdout).not.toContain('\x1b');
  const json = run('--json');
  expect(json).toMatchObject({ code: 0, stderr: '' });
  const { counts, cpus } = JSON.parse(json.stdout);
  expect(cpus.filter((cpu: { online: boolean }) => cpu.online)).toHaveLength(counts.cpus);
});

test('a synthetic machine is read from the command line', () => {
  const { code, stdout } = run('--json', '--from', 'node:2 package:1 l3:2 core:4 pu:2');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    source: 'synthetic',
    counts: { packages: 2, dies: 0, cores: 16, cpus: 32, numaNodes: 2, l3Groups: 4 },
    trust: 'bare',
    doubts: [],
  });
});

test.each([
  [['--from', 'node:2 coree:4'], "Expected a known level of a synthetic machine, found 'coree': did you mean core?"],
  [['--from', '/no/such'], 'found nothing at /no/such'],
  [['--form', 'core:2'], "Expected a known flag, found '--form': did you mean --from?"],
  [['core:2'], "Expected flags only, found 'core:2': write --from core:2 to read it."],
  [['node:2 core:4'], "found 'node:2 core:4': write --from 'node:2 core:4' to read it."],
  [['--from', 'node:2', 'core:4', 'pu:2'], "found 'core:4': write --from 'node:2 core:4 pu:2' to read it."],
  [["Ann's machine", 'x'], "write --from 'Ann'\\''s machine' to read it."],
  [['--from', 'core:4 package:2'], 'write package before core.'],
])('%j is refused in one sentence', (args, message) => {
  const { code, stdout, stderr } = run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('the JSON object has counts, tables and doubts', () => {
  const read = readFrom(
    syntheticFiles('package:2 die:2 l3:1 l2:2 core:1 pu:2', {
      allowed: '0-1,8',
      offline: '15',
      isolated: '1',
      quota: 1.5,
    }),
  );
  const topology = readTopology(read, 'synthetic');
  const json = topologyJson(topology, readCaches(read, topology), 'A Processor', readQuota(read));
  expect(json).toMatchObject({
    model: 'A Processor',
    counts: { packages: 2, dies: 4, cores: 8, cpus: 15, numaNodes: 1, l3Groups: 4 },
    allowed: {
      cpus: '0-1,8',
      mems: '0',
      counts: { packages: 1, dies: 1, cores: 2, cpus: 3, numaNodes: 1, l3Groups: 1 },
    },
    offline: '15',
    isolated: '1',
    quota: 1.5,
    numa: [{ id: 0, cpus: '0-14', memMB: 1024, memAllowed: true, distances: [10] }],
  });
  expect(json.cpus[8]).toEqual({
    ...{ id: 8, online: true, allowed: true, isolated: false, smtRank: 1 },
    ...{ core: 0, die: 0, package: 0, l2: 0, l3: 0, numa: 0 },
  });
  expect(json.caches).toContainEqual({ level: 3, group: 0, cpus: '0-1,8-9', sizeKB: 32_768 });
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

test('two CPUs are one line', () => {
  expect(tree('package:1 l3:1 l2:2 core:1')).toEqual([
    'package 0 · node 0 (1 GiB) · L3 0 (32 MiB): 2 × core with L2 (1 MiB), CPUs 0-1',
  ]);
  expect(tree('package:1 core:1 pu:2')).toEqual(['package 0 · node 0 (1 GiB) · core 0 with 2 threads, CPUs 0-1']);
});

test('cores that are alike share a line, and each L3 has one', () => {
  expect(tree('package:2 node:1 l3:2 core:8 pu:2')).toEqual([
    'package 0 · node 0 (1 GiB)',
    '├─ L3 0 (32 MiB): 8 × core with 2 threads, CPUs 0-7 + 32-39',
    '└─ L3 1 (32 MiB): 8 × core with 2 threads, CPUs 8-15 + 40-47',
    'package 1 · node 1 (1 GiB)',
    '├─ L3 2 (32 MiB): 8 × core with 2 threads, CPUs 16-23 + 48-55',
    '└─ L3 3 (32 MiB): 8 × core with 2 threads, CPUs 24-31 + 56-63',
  ]);
});

test('numbers that go up by more than one are shortened, and neighbouring siblings are said', () => {
  const roundRobin = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  expect(tree('package:2 core:5', { numbering: roundRobin })).toEqual([
    'node 0 (1 GiB)',
    '├─ package 0: 5 × core, CPUs 0,2…8',
    '└─ package 1: 5 × core, CPUs 1,3…9',
  ]);
  expect(tree('package:1 core:4 pu:2', { numbering: 'siblings-adjacent' }, 100)).toEqual([
    'package 0 · node 0 (1 GiB): 4 × core with 2 threads, CPUs 0-7 (siblings adjacent)',
  ]);
});

test('what may not be used, what is isolated and what is stronger is said in words', () => {
  expect(
    tree('package:1 l3:1 core:6 pu:2', { allowed: '0-6', isolated: '3', kinds: { P: '0-1,6-7', E: '2-5,8-11' } }, 100),
  ).toEqual([
    'package 0 · node 0 (1 GiB) · L3 0 (32 MiB)',
    '├─ P core 0 with 2 threads, CPUs 0 + 6',
    '├─ P core 1 with 2 threads, CPUs 1 + 7 [not allowed]',
    '├─ 3 × E core with 2 threads, CPUs 2,4-5 + 8,10-11 [not allowed]',
    '└─ E core 3 with 2 threads, CPUs 3 [isolated] + 9 [not allowed]',
  ]);
});

test('the facts below the tree name sets, quota, trust and doubts', () => {
  const lines = picture('package:2 node:1 core:4', {
    allowed: '0-2',
    isolated: '1',
    nohzFull: '2',
    offline: '7',
    quota: 1.5,
  });
  const facts = lines.slice(lines.lastIndexOf('') + 1);
  expect(facts).toEqual([
    'Allowed   CPUs 0-2 (3 of 7)',
    'Quota     1.5 CPUs of time',
    'Isolated  CPU 1',
    'No tick   CPU 2 (nohz_full)',
    'Offline   CPU 7',
    'Trust     partial: something is missing; what is not told is unknown, not absent',
    'Doubt     The machine does not say which CPUs share an L2 or L3 cache.',
  ]);
});

test('one CPU is a CPU, not CPUs', () => {
  const lines = picture('package:1 l3:1 core:3', { allowed: '0', quota: 1, kinds: { P: '2', E: '0-1' } }).join('\n');
  expect(lines).toMatch(/^Allowed +CPU 0 \(1 of 3\)\nQuota +1 CPU of time\nE cores +CPUs 0-1\nP cores +CPU 2$/m);
});

test.each([
  ['model name\t: A Processor\nCPU part\t: 0xd01\n', 'A Processor'],
  [
    'CPU implementer\t: 0x48\nCPU part\t: 0xd01\n\nCPU implementer\t: 0x48\nCPU part\t: 0xd01\n',
    'HiSilicon part 0xd01',
  ],
  ['CPU implementer\t: 0x41\nCPU part\t: 0xd46\n\nCPU part\t: 0xd4d\n', 'ARM parts 0xd46, 0xd4d'],
  ['CPU implementer\t: 0x99\nCPU part\t: 0x001\n', 'ARM implementer 0x99 part 0x001'],
  ['processor\t: 0\n', null],
])('the model in %j is %j', (info, model) => {
  expect(modelText(readFrom({ '/proc/cpuinfo': info }), { source: 'case' })).toBe(model);
});

test('distances between nodes are a matrix, or lines where it is too wide', () => {
  expect(picture('node:2 package:1 core:1').join('\n')).toContain(
    'Distances between NUMA nodes (10 is local)\n       0   1\n   0  10  20\n   1  20  10\n',
  );
  const narrow = picture('node:16 package:1 core:1', {}, 40).join('\n');
  expect(narrow).toContain('\n  3: 10 to 3; 20 to 0-2,4-15\n');
});

test.each([
  [
    'node:8 package:1 l3:8 l2:8 core:1 pu:2',
    '8 × L3 (32 MiB), each 8 × core with 2 threads and L2 (1 MiB), CPUs 0-63 + 512-575',
  ],
  [
    'node:64 package:1 l3:1 core:8 pu:2',
    '64 × package · node (1 GiB) · L3 (32 MiB), each 8 × core with 2 threads, CPUs 0-511 + 512-1023',
  ],
])('1,024 CPUs (%s) stay readable: boxes that are alike share a line', (spec, words) => {
  const lines = tree(spec, {}, 200);
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.join('\n')).toContain(words);
});

test.each([40, 60, 80])('no line is wider than %i columns, and no number is lost', (columns) => {
  const extras = { allowed: '0-3,7,9,11,13,15,17-21', model: 'A Processor of\x1b[31m a very long name '.repeat(4) };
  for (const spec of ['package:2 node:2 l3:2 core:4 pu:2', 'node:16 l3:4 core:2 pu:2', 'core:1']) {
    const lines = picture(spec, extras, columns);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
    expect(lines.join('')).not.toContain('\x1b');
    expect(lines.join('')).not.toMatch(/…$/m);
  }
});
