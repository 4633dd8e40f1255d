import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DISTANCES,
  distance,
  distanceOf,
  type Located,
  pairsByDistance,
  usablePlaces,
} from '../../src/machine/distance.ts';
import { compactOrder } from '../../src/machine/placement-order.ts';
import { readFrom } from '../../src/machine/read.ts';
import { type SyntheticExtras, syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';

const machine = (spec: string, extras?: SyntheticExtras) =>
  readTopology(readFrom(syntheticFiles(spec, extras)), 'synthetic');

/** What `pairsByDistance` must give, by looking at every pair. */
function pairByPair(places: readonly Located[]) {
  const cpus = places.map(({ cpu, ...place }) => ({
    online: true,
    allowed: true,
    isolated: false,
    smtRank: 0,
    ...place,
    id: cpu,
    core: place.core ?? 1e6 + cpu,
  }));
  const order = compactOrder(cpus).map(({ id }) => places.find(({ cpu }) => cpu === id)!);
  const found = new Map<string, { distance: string; pairs: number; example: number[] }>();
  for (const [i, a] of order.entries()) {
    for (const b of order.slice(i + 1)) {
      const name = distanceOf(a, b);
      if (name === undefined) continue;
      const entry = found.get(name) ?? { distance: name, pairs: 0, example: [a.cpu, b.cpu] };
      entry.pairs++;
      found.set(name, entry);
    }
  }
  return DISTANCES.flatMap((name) => found.get(name) ?? []);
}

test('every distance has a phrase', () => {});

test('two CPUs are as far apart as the nearest thing that they share', () => {
  const topology = machine('package:2 node:2 l3:2 l2:2 core:2 pu:2', { numbering: 'siblings-adjacent' });
  const from0 = [0, 1, 2, 4, 8, 16, 32].map((cpu) => distance(topology, 0, cpu));
  expect(from0).toEqual(DISTANCES.filter((name) => name !== 'same-cluster'));
  expect(distance(topology, 32, 0)).toBe('other-package');
});

test('a CPU that is offline or does not exist has no distance', () => {
  const topology = machine('core:4', { offline: '2-3' });
  expect([2, 3, 9].map((cpu) => distance(topology, 0, cpu))).toEqual([undefined, undefined, undefined]);
  expect(distance(topology, 2, 3)).toBeUndefined();
});

test('a level that is not told is passed over, and nothing is concluded from it', () => {
  expect(distanceOf({ cpu: 0, l3: 0, package: 0 }, { cpu: 1, package: 0 })).toBe('same-package');
  expect(distanceOf({ cpu: 0, core: 0 }, { cpu: 1, core: 1 })).toBeUndefined();
  expect(distanceOf({ cpu: 0, package: 0 }, { cpu: 1 })).toBeUndefined();
  expect(distanceOf({ cpu: 0, cluster: 3, l3: 0 }, { cpu: 1, cluster: 3, l3: 0 })).toBe('same-cluster');
});

test('a node that spans packages does not bring them together', () => {
  const topology = machine('node:2 package:2 core:2');
  expect(pairsByDistance(usablePlaces(topology)).map((one) => one.distance)).toEqual(['same-node', 'other-package']);
  expect(distance(topology, 0, 2)).toBe('other-package');
});

test('an L3 cache that spans nodes is the nearer thing', () => {
  const topology = machine('package:1 l3:1 node:2 core:2');
  expect(pairsByDistance(usablePlaces(topology))).toEqual([{ distance: 'same-l3', pairs: 6, example: [0, 1] }]);
});

test('each distance that occurs has its pairs and the first pair in compact order', () => {
  const topology = machine('package:2 node:2 l3:2 core:3 pu:2');
  expect(pairsByDistance(usablePlaces(topology))).toEqual([
    { distance: 'smt-siblings', pairs: 24, example: [0, 24] },
    { distance: 'same-l3', pairs: 8 * 12, example: [0, 1] },
    { distance: 'same-node', pairs: 4 * 36, example: [0, 3] },
    { distance: 'same-package', pairs: 2 * 144, example: [0, 6] },
    { distance: 'other-package', pairs: 24 * 24, example: [0, 12] },
  ]);
});

test('only CPUs that may be used are counted', () => {
  const topology = machine('package:1 core:4', { allowed: '0-2', offline: '1' });
  expect(usablePlaces(topology).map((place) => place.cpu)).toEqual([0, 2]);
  expect(pairsByDistance(usablePlaces(topology))).toEqual([{ distance: 'same-node', pairs: 1, example: [0, 2] }]);
  expect(pairsByDistance([])).toEqual([]);
});

test('1,024 CPUs: all pairs are counted', () => {
  const places = usablePlaces(machine('package:4 node:4 l3:4 l2:4 core:2 pu:2'));
  const pairs = pairsByDistance(places).map((one) => one.pairs);
  expect(pairs.reduce((sum, count) => sum + count)).toBe((1024 * 1023) / 2);
});

test('counting by groups gives what counting pair by pair gives, whatever nests in whatever', () => {
  const level = fc.nat(3);
  const levels = { core: level, l2: level, cluster: level, l3: level, numa: level, package: level };
  const place = fc.record(levels, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 14 }), (invented) => {
      const places = invented.map((known, cpu) => ({ cpu, ...known }));
      expect(pairsByDistance(places)).toEqual(pairByPair(places));
    }),
    { numRuns: 300 },
  );
});
