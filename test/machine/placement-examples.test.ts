import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { place } from '../../src/machine/placement.ts';
import { PlacementRefused } from '../../src/machine/placement-refused.ts';
import { readFrom } from '../../src/machine/read.ts';
import { type SyntheticExtras, syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';

// Recorded machines lie beside the checkout; each example also has a synthetic twin, so that every rule is tested anywhere.
const root = resolve('../shared/topology-cases');
const absent = !existsSync(root);
if (absent)
  console.warn('Examples on recorded machines are skipped: there is no ../shared/topology-cases beside the checkout.');

interface Example {
  recorded: string;
  twin: readonly [spec: string, extras?: SyntheticExtras];
  /** The CPUs of the first ranks; `null`: refused. */
  expected: Readonly<Record<string, readonly number[] | null>>;
}

/** CPUs numbered round-robin over the packages, first threads of all cores before second ones. */
const roundRobin = (packages: number, cores: number, threads: number) =>
  Array.from({ length: packages * cores * threads }, (_, at) => {
    const [inPackage, core, thread] = [
      Math.floor(at / cores / threads),
      Math.floor(at / threads) % cores,
      at % threads,
    ];
    return (thread * cores + core) * packages + inPackage;
  });

const EXAMPLES: Readonly<Record<string, Example>> = {
  '2 packages, 8 nodes, 16 L3 caches, 2 threads a core': {
    recorded: 'lscpu/x86_64-epyc_7451',
    twin: ['package:2 node:4 l3:2 core:3 pu:2'],
    expected: {
      compact: [0, 48, 1, 49, 2, 50, 3, 51],
      cores: [0, 1, 2, 3, 4, 5, 6, 7],
      scatter: [0, 24, 6, 30, 12, 36, 18, 42, 3, 27],
      'smt-pair': [0, 48],
      'same-l3': [0, 1],
      'cross-l3': [0, 3],
      'cross-numa': [0, 6],
      'kind:P': null,
    },
  },
  'a laptop with 2 cores of 2 threads': {
    recorded: 'lscpu/x86_64-dell_e4310',
    twin: ['package:1 l3:1 core:2 pu:2'],
    expected: {
      compact: [0, 2, 1, 3],
      cores: [0, 1, 2, 3],
      'smt-pair': [0, 2],
      'same-l3': [0, 1],
      'cross-l3': null,
      'cross-numa': null,
    },
  },
  '4 packages, CPUs numbered round-robin': {
    recorded: 'lscpu/x86_64-64cpu',
    twin: ['node:4 package:1 l3:1 core:8 pu:2', { numbering: roundRobin(4, 8, 2) }],
    expected: {
      compact: [0, 32, 4, 36],
      cores: [0, 4, 8, 12],
      scatter: [0, 1, 2, 3],
      'smt-pair': [0, 32],
      'same-l3': [0, 4],
      'cross-l3': [0, 1],
    },
  },
  '4 cores of 4 threads without known caches': {
    recorded: 'lscpu/ppc64-POWER7',
    twin: ['core:4 pu:4', { numbering: 'siblings-adjacent' }],
    expected: {
      compact: [0, 1, 2, 3, 4, 5, 6, 7],
      cores: [0, 4, 8, 12, 1, 5, 9, 13],
      scatter: [0, 4, 8, 12, 1, 5, 9, 13],
      'smt-pair': [0, 1],
      'same-l3': null,
    },
  },
  '6 strong cores of 2 threads and 2 clusters of 4 weak ones': {
    recorded: 'hwloc/20em64t-hybrid-1p6c2t+2ca4co1t',
    // Four weak cores with one L2 cache are, in a tree of even levels, two cores of two threads: only the strong part is alike.
    twin: ['package:1 l3:1 core:10 pu:2', { numbering: 'siblings-adjacent', kinds: { P: '0-11', E: '12-19' } }],
    expected: {
      compact: [0, 1, 2, 3],
      cores: [0, 2, 4, 6, 8, 10, 12],
      'kind:P': [0, 2, 4, 6, 8, 10, 1, 3],
      'kind:1': [0, 2, 4, 6, 8, 10, 1, 3],
      'smt-pair': [0, 1],
      'same-l3': [0, 2],
      'kind:LP': null,
    },
  },
};

const recordedFiles = (name: string) =>
  JSON.parse(gunzipSync(readFileSync(resolve(root, `${name}.json.gz`))).toString('utf8'));

for (const [what, { recorded, twin, expected }] of Object.entries(EXAMPLES)) {
  describe(what, () => {
    test.each(Object.entries(expected))('%s: the synthetic machine', (policy, cpus) => {
      check(syntheticFiles(...twin), 'synthetic', policy, cpus);
    });
    test.skipIf(absent).each(Object.entries(expected))(`%s: ${recorded}`, (policy, cpus) => {
      check(recordedFiles(recorded), 'case', policy, cpus);
    });
  });
}

function check(
  files: Record<string, string>,
  source: 'case' | 'synthetic',
  policy: string,
  cpus: readonly number[] | null,
): void {
  const topology = readTopology(readFrom(files), source);
  if (cpus) expect(place(topology, policy, cpus.length).cpus).toEqual(cpus);
  else expect(() => place(topology, policy, 2)).toThrow(PlacementRefused);
}
