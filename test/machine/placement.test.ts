import { describe, expect, test } from 'vitest';
import { place } from '../../src/machine/placement.ts';
import { PlacementRefused } from '../../src/machine/placement-refused.ts';
import { readFrom } from '../../src/machine/read.ts';
import { type SyntheticExtras, syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';
import type { Topology } from '../../src/machine/types.ts';

const machine = (spec: string, extras?: SyntheticExtras) =>
  readTopology(readFrom(syntheticFiles(spec, extras)), 'synthetic');

const big = machine('package:2 node:2 l3:2 core:2 pu:2');

test.each([
  ['compact', [0, 16, 1, 17, 2, 18]],
  ['cores', [0, 1, 2, 3, 4, 5]],
  ['scatter', [0, 8, 4, 12, 2, 10]],
  ['smt-pair', [0, 16]],
  ['same-l3', [0, 1]],
  ['cross-l3', [0, 2]],
  ['cross-numa', [0, 4]],
  ['3,1-2', [3, 1, 2]],
])('%s on two packages of two nodes', (policy, expected) => {
  expect(place(big, policy, expected.length).cpus).toEqual(expected);
});

test('none pins nothing', () => {
  const placement = place(machine('l3:1 core:2'), 'none', 3);
  expect(placement).toMatchObject({ cpus: [null, null, null], oversubscribed: true });
});

test('cores turns to siblings when every core has a thread, and says so', () => {
  const { cpus, sentence } = place(machine('l3:1 core:2 pu:2'), 'cores', 3);
  expect(cpus).toEqual([0, 1, 2]);
  expect(sentence).toContain('from thread 2 on, cores are shared by siblings');
});

test('a core whose first thread is not allowed still counts as a free core', () => {
  const topology = machine('l3:1 core:2 pu:2', { allowed: '1-3' });
  expect(place(topology, 'cores', 2).cpus).toEqual([2, 1]);
});

test('more threads than CPUs wrap around and are said to be oversubscribed', () => {
  const placement = place(machine('l3:1 core:2'), 'cores', 5);
  expect(placement).toMatchObject({ cpus: [0, 1, 0, 1, 0], oversubscribed: true });
  expect(placement.sentence).toContain('5 threads share 2 CPUs (oversubscribed)');
});

test('the strongest kind is filled first, and the sentence tells where the next one begins', () => {
  const topology = machine('l3:1 core:4', { kinds: { E: '0-1', P: '2-3' } });
  const { cpus, sentence } = place(topology, 'cores', 3);
  expect(cpus).toEqual([2, 3, 0]);
  expect(sentence).toContain('from thread 2 on, another kind of core begins (E)');
  expect(place(topology, 'same-l3', 2).cpus).toEqual([2, 3]);
});

test('isolated CPUs are taken first', () => {
  const topology = machine('package:2 l3:1 core:4 pu:2', { isolated: '6,14' });
  for (const policy of ['compact', 'cores', 'scatter']) expect(place(topology, policy, 1).cpus).toEqual([6]);
  expect(place(topology, 'compact', 3).cpus).toEqual([6, 14, 0]);
  expect(place(topology, 'cores', 2).cpus).toEqual([6, 0]);
  // Its own package goes on with ordinary CPUs when its turn comes again.
  expect(place(topology, 'scatter', 4).cpus).toEqual([6, 0, 4, 1]);
});

test('where one thread of a core is isolated, the core is represented by it', () => {
  expect(place(machine('l3:1 core:2 pu:2', { isolated: '3' }), 'cores', 2).cpus).toEqual([3, 0]);
});

test('scatter alternates between the clusters or L2 caches that cores share', () => {
  expect(place(machine('package:1 l3:1 l2:2 core:4'), 'scatter', 8).cpus).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
});

test('scatter fills the strongest kind of a package before the next one', () => {
  const topology = machine('package:1 l3:2 core:4', { kinds: { E: '0-3', P: '4-7' } });
  expect(place(topology, 'scatter', 8).cpus).toEqual([4, 5, 6, 7, 0, 1, 2, 3]);
});

test('a kind of core is filled core by core and never left', () => {
  const topology = machine('l3:1 core:4 pu:2', { kinds: { P: '0-1,4-5', E: '2-3,6-7' } });
  expect(place(topology, 'kind:P', 3)).toEqual({
    policy: 'kind:P',
    cpus: [0, 1, 4],
    sentence:
      'kind:P: one thread on each core of kind P, neighbours first, on CPUs 0-1,4; from thread 2 on, cores are shared by siblings.',
    oversubscribed: false,
  });
  expect(place(topology, 'kind:E', 5)).toMatchObject({ cpus: [2, 3, 6, 7, 2], oversubscribed: true });
  expect(place(topology, 'kind:0', 2).cpus).toEqual([2, 3]);
  expect(place(topology, 'kind:1', 2).cpus).toEqual([0, 1]);
});

test('kinds without a name are chosen by their index', () => {
  const topology = machine('l3:1 core:3');
  const kinds = [0, 1, 2].map((kind) => ({ name: `kind ${kind}`, cpus: [kind], maxMHz: null }));
  const phone: Topology = { ...topology, kinds, cpus: topology.cpus.map((cpu) => ({ ...cpu, kind: cpu.id })) };
  expect(place(phone, 'kind:1', 1).sentence).toBe(
    'kind:1: one thread on each core of kind 1, neighbours first, on CPU 1.',
  );
  expect(() => place(phone, 'kind:P', 1)).toThrow('found "kind:P": use kind:0, kind:1, kind:2.');
});

test('a pair across L3 caches or nodes is as near as they allow, and the sentence names the distance', () => {
  const relation = (spec: string, policy: string, extras?: SyntheticExtras) =>
    place(machine(spec, extras), policy, 2).sentence;
  const four = 'package:2 node:2 l3:2 core:1';
  expect(relation(four, 'cross-l3')).toBe('CPUs 0 and 1, under two L3 caches of one NUMA node.');
  expect(relation(four, 'cross-l3', { allowed: '0,2,4' })).toBe(
    'CPUs 0 and 2, under two L3 caches of one package, in different NUMA nodes.',
  );
  expect(relation(four, 'cross-l3', { allowed: '0,4' })).toContain('of different packages');
  expect(relation(four, 'cross-numa', { allowed: '0,4,6' })).toBe(
    'CPUs 4 and 6, in different NUMA nodes of one package.',
  );
  expect(relation(four, 'cross-numa', { allowed: '0,4' })).toBe('CPUs 0 and 4, in NUMA nodes of different packages.');
  expect(relation('node:2 l3:1 core:2', 'cross-numa')).toBe('CPUs 0 and 2, in different NUMA nodes.');
  expect(relation('node:1 l3:2 core:2', 'cross-l3')).toBe('CPUs 0 and 2, under two L3 caches.');
});

test('two cores under one L3 cache share no L2 cache if it can be helped', () => {
  expect(place(machine('l3:1 l2:2 core:2'), 'same-l3', 2).cpus).toEqual([0, 2]);
  expect(place(machine('l3:1 l2:1 core:2'), 'same-l3', 2).sentence).toContain('since no other pair exists');
});

test('a pair of one kind goes before a mixed one', () => {
  const pair = (P: string, E: string) =>
    place(machine('l3:1 core:4', { kinds: { P, E }, allowed: '0,2-3' }), 'same-l3', 2);
  expect(pair('0-1', '2-3').sentence).toBe('CPUs 2 and 3, two cores under one L3.');
  expect(place(machine('l3:1 core:2', { kinds: { P: '0', E: '1' } }), 'same-l3', 2).sentence).toBe(
    'CPUs 0 and 1, two cores under one L3, of different kinds.',
  );
});

describe('refusals', () => {
  const small = machine('package:1 l3:1 core:4', { offline: '2', allowed: '0-1' });
  test.each([
    ['0,,1', 2, '"0,,1"'],
    ['3-1', 2, 'write 1-3'],
    ['7', 1, 'Expected CPUs from 0-1, found 7, which does not exist: choose others.'],
    ['2', 1, 'found 2, which is offline'],
    ['3', 1, 'found 3, which is not allowed'],
    ['0,0', 2, 'CPU 0 twice'],
    ['corse', 2, 'did you mean cores?'],
    ['cross-l4', 2, 'did you mean cross-l3?'],
    ['what', 2, 'choose one of none, compact'],
    ['toString', 2, 'Expected a placement policy'],
    ['cross-numa', 2, 'Expected 2 NUMA nodes with usable CPUs for cross-numa, found 1: use another policy.'],
    ['cross-l3', 2, 'Expected 2 L3 caches with usable CPUs for cross-l3, found 1:'],
    ['smt-pair', 2, 'Expected a core with 2 usable threads for smt-pair, found 2 cores with 1 thread each:'],
    ['same-l3', 3, 'Expected exactly 2 threads for same-l3, found 3:'],
    ['kind:P', 2, 'Expected several kinds of cores for kind:P, found one kind of core, as far as this machine tells:'],
    ['kindP', 2, 'did you mean kind:P?'],
    ['cores', 0, 'from 1 up, found 0'],
    ['cores', 1.5, 'from 1 up, found 1.5'],
  ])('%s for %d threads', (policy, threads, message) => {
    expect(() => place(small, policy, threads)).toThrow(PlacementRefused);
    expect(() => place(small, policy, threads)).toThrow(message);
  });

  test.each([
    ['kind:X', 'Expected a kind of core that this machine has, found "kind:X": use kind:E, kind:P.'],
    ['kind:', 'found "kind:": use kind:E, kind:P.'],
    ['kind:2', 'found "kind:2": use kind:E, kind:P.'],
    ['kind:P', 'Expected an allowed CPU for kind:P, found none of that kind among CPUs 0-1: allow one of 2-3.'],
  ])('%s on a machine with two kinds, of which one is allowed', (policy, message) => {
    const hybrid = machine('l3:1 core:4', { kinds: { E: '0-1', P: '2-3' }, allowed: '0-1' });
    expect(() => place(hybrid, policy, 2)).toThrow(PlacementRefused);
    expect(() => place(hybrid, policy, 2)).toThrow(message);
  });

  test('a level that the machine does not tell is not counted as absent', () => {
    const silent = machine('core:2');
    expect(() => place(silent, 'cross-l3', 2)).toThrow('found none that the machine tells of');
    expect(() => place(silent, 'same-l3', 2)).toThrow('Expected an L3 cache for same-l3, found none that');
    expect(() => place(machine('core:1'), 'smt-pair', 2)).toThrow('found 1 core with 1 thread:');
  });

  test('a policy is refused where the system tells nothing about cores', () => {
    const unknown: Topology = { ...small, trust: 'unknown', source: 'os' };
    expect(() => place(unknown, 'cores', 2)).toThrow('use none');
    expect(place(unknown, 'none', 2).cpus).toEqual([null, null]);
  });
});
