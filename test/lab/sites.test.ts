/** Where the cells of a section run: on sites, on tours, and what a machine refuses. */
import { expect, test } from 'vitest';
import type { SignalSpec } from '../../src/contract.ts';
import { distanceSites } from '../../src/lab/distance-sites.ts';
import { over } from '../../src/lab/over.ts';
import { type Choice, type Plan, planRun } from '../../src/lab/plan.ts';
import type { LabSpec, SectionSpec, Site } from '../../src/lab/spec.ts';
import { spotsOf } from '../../src/lab/spots.ts';
import type { Topology } from '../../src/machine/types.ts';
import { discover } from '../../src/registry.ts';
import { type SyntheticMachine, syntheticTopology } from '../machine/synthetic-machine.ts';

/** CPUs 0-7 are the first threads of eight cores, 8-15 the second ones; L3 caches of 0-3 and 4-7, each in a node of its own. */
const TWO_NODES: SyntheticMachine = { nodesPerPackage: 2, coresPerL3: 4, threadsPerCore: 2 };
const ONE_CPU: SyntheticMachine = { coresPerL3: 1 };

const PAIR_SITES: readonly Site[] = ['smt-pair', 'same-l3', 'cross-l3', 'cross-numa'].map((policy) => ({ policy }));

const registry = await discover();

type Asked = Pick<Partial<SectionSpec>, 'sites' | 'tours' | 'baseline' | 'label'>;

function section(asked: Asked): SectionSpec {
  return over('signal', {
    ...{
      id: 'somewhere',
      title: 'Somewhere',
      question: 'Where?',
      law: null,
      scenario: 'ping-pong',
      views: [],
      x: null,
    },
    subjects: (signal: SignalSpec) => signal.writes === 'compare-exchange',
    backends: () => ['wasm'],
    sweep: () => [{}],
    baseline: () => false,
    ...asked,
  });
}

function planOn(machine: SyntheticMachine | Topology, asked: Asked, choice: Partial<Choice> = {}): Plan {
  const lab: LabSpec = {
    ...{ name: 'test', title: '', question: '', threads: () => [2], sections: [section(asked)] },
    conclude: () => ({ headline: '', answers: [], claims: [] }),
  };
  const topology = 'trust' in machine ? machine : syntheticTopology(machine);
  return planRun(lab, registry, topology, {
    ...{
      effort: 'default',
      subjects: null,
      backends: ['js', 'wasm'],
      threads: null,
      pin: 'cores',
      capacitySlots: 1024,
    },
    ...choice,
  });
}

const at = (...sites: Site[]): Asked => ({ sites: () => sites });
const placesOf = ({ cells }: Plan) => cells.map(({ placement }) => [placement.policy, ...placement.cpus]);
const reasonsOf = ({ notMeasured }: Plan) => Object.fromEntries(notMeasured.map(({ what, reason }) => [what, reason]));

test('a section runs on each of its sites, the nearest first', () => {
  const plan = planOn(TWO_NODES, { sites: () => PAIR_SITES });
  expect(placesOf(plan)).toEqual([
    ['smt-pair', 0, 8],
    ['same-l3', 0, 1],
    ['cross-l3', 0, 4],
  ]);
  expect(plan.cells.map(({ id }) => id)).toEqual([
    'test/signal.ping-pong/cas-one-line/wasm/2/smt-pair',
    'test/signal.ping-pong/cas-one-line/wasm/2/same-l3',
    'test/signal.ping-pong/cas-one-line/wasm/2/cross-l3',
  ]);
  expect(plan.cells.map(({ nodes, memory, tour }) => ({ nodes, memory, tour }))).toEqual([
    { nodes: [0, 0], memory: null, tour: null },
    { nodes: [0, 0], memory: null, tour: null },
    { nodes: [0, 1], memory: null, tour: null },
  ]);
});

test('two sites that come to the same CPUs are measured once, and the second is said to be the first', () => {
  const plan = planOn(TWO_NODES, { sites: () => PAIR_SITES });
  expect(reasonsOf(plan)).toEqual({
    'Somewhere, cross-numa': 'On this machine it comes to the same as cross-l3.',
  });
  // In the other order it is another CPU that begins.
  expect(placesOf(planOn(TWO_NODES, at({ policy: '0,1' }, { policy: '1,0' })))).toHaveLength(2);
});

test('a site that the machine does not have is not measured, with the reason; the others are', () => {
  const plan = planOn({ coresPerL3: 4 }, { sites: () => PAIR_SITES });
  expect(placesOf(plan)).toEqual([['same-l3', 0, 1]]);
  expect(reasonsOf(plan)).toEqual({
    'Somewhere, smt-pair': expect.stringMatching(/^Expected a core with 2 usable threads for smt-pair, found .*\.$/),
    'Somewhere, cross-l3': expect.stringMatching(/^Expected 2 L3 caches .* for cross-l3, found 1\.$/),
    'Somewhere, cross-numa': expect.stringMatching(/^Expected 2 NUMA nodes .* for cross-numa, found 1\.$/),
  });
});

test('where no site is left the section is missing, with the reasons and nothing else', () => {
  const plan = planOn({ coresPerL3: 4 }, at({ policy: 'cross-numa' }, { policy: '0,64' }));
  expect(plan).toMatchObject({ cells: [], sections: [] });
  expect(reasonsOf(plan)).toEqual({
    'Somewhere, cross-numa': expect.stringContaining('2 NUMA nodes'),
    'Somewhere, CPUs 0,64': expect.stringContaining('64, which does not exist'),
  });
});

test('a section without sites runs where --pin says; what cannot be placed is said of each subject', () => {
  expect(placesOf(planOn(TWO_NODES, {}))).toEqual([['cores', 0, 1]]);
  expect(placesOf(planOn(TWO_NODES, {}, { pin: 'cross-l3' }))).toEqual([['cross-l3', 0, 4]]);
  expect(planOn(TWO_NODES, {}, { pin: 'none' }).cells[0]).toMatchObject({
    placement: { policy: 'none', cpus: [null, null] },
    nodes: [null, null],
  });
});

test('label and baseline are asked with the site', () => {
  const plan = planOn(TWO_NODES, {
    sites: () => PAIR_SITES,
    label: (_params, { name }, { policy }) => `${name} ${policy}`,
    baseline: (_subject, _backend, _params, { policy }) => policy === 'same-l3',
  });
  expect(plan.cells.map(({ label }) => label)).toEqual([
    'cas-one-line smt-pair',
    'cas-one-line same-l3',
    'cas-one-line cross-l3',
  ]);
  expect(plan.sections[0].baseline?.placement.cpus).toEqual([0, 1]);
});

test('memory of a node is touched first by a CPU of that node, and is part of the name', () => {
  const plan = planOn(
    TWO_NODES,
    at({ policy: '0,1' }, { policy: '0,1', memoryNode: 0 }, { policy: '0,1', memoryNode: 1 }),
  );
  expect(plan.cells.map(({ id, memory, nodes }) => ({ policy: id.split('/').at(-1), memory, nodes }))).toEqual([
    { policy: '0,1', memory: null, nodes: [0, 0] },
    { policy: '0,1@node0', memory: { node: 0, cpu: 11 }, nodes: [0, 0] },
    { policy: '0,1@node1', memory: { node: 1, cpu: 15 }, nodes: [0, 0] },
  ]);
  expect(new Set(plan.cells.map(({ id }) => id)).size).toBe(3);
});

test.for<[what: string, topology: () => Topology, site: Site, reason: RegExp]>([
  [
    'of a node that does not exist',
    () => syntheticTopology(TWO_NODES),
    { policy: 'cores', memoryNode: 2 },
    /^Expected a NUMA node with allowed memory \(0-1\), found 2\.$/,
  ],
  [
    'of a node whose memory is not allowed',
    () =>
      syntheticTopology(TWO_NODES, (files) => {
        files['/proc/self/status'] = files['/proc/self/status'].replace('0-1023', '0');
      }),
    { policy: 'cores', memoryNode: 1 },
    /^Expected a NUMA node with allowed memory \(0\), found 1\.$/,
  ],
  [
    'of a node without a CPU',
    () =>
      syntheticTopology(TWO_NODES, (files) => {
        files['/sys/devices/system/node/online'] = '0-2\n';
        files['/sys/devices/system/node/node2/cpumap'] = '0000\n';
        files['/sys/devices/system/node/node2/meminfo'] = 'Node 2 MemTotal: 1048576 kB\n';
      }),
    { policy: 'cores', memoryNode: 2 },
    /^Expected a CPU of node 2 that may touch its memory first, found none that is allowed\.$/,
  ],
  [
    'of a node whose CPUs are not allowed',
    () => syntheticTopology({ ...TWO_NODES, allowed: '0-3' }),
    { policy: 'cores', memoryNode: 1 },
    /^Expected a CPU of node 1 that may touch its memory first, found none that is allowed\.$/,
  ],
  [
    'for threads that are not pinned',
    () => syntheticTopology(TWO_NODES),
    { policy: 'none', memoryNode: 0 },
    /^Expected pinned threads for memory of node 0, found none\.$/,
  ],
])('memory %s is refused', ([, topology, site, reason]) => {
  const plan = planOn(topology(), at(site));
  expect(plan.cells).toEqual([]);
  expect(reasonsOf(plan)).toEqual({
    [`Somewhere, ${site.policy} with memory of node ${site.memoryNode}`]: expect.stringMatching(reason),
  });
});

test('distances that have no policy of their own are sites by an example; each pair of CPUs is measured once', () => {
  const machine = syntheticTopology({ packages: 2, nodesPerPackage: 2, l3PerNode: 2, coresPerL3: 2 });
  const plan = planOn(machine, { sites: ({ topology }) => distanceSites(topology) });
  expect(placesOf(plan)).toEqual([
    ['same-l3', 0, 1],
    ['cross-l3', 0, 2],
    ['cross-numa', 0, 4],
    ['0,8', 0, 8],
  ]);
  expect(plan.cells.map(({ site }) => site.name)).toEqual(['same L3', 'same node', 'same package', 'other package']);
  expect(Object.keys(reasonsOf(plan))).toEqual(['Somewhere, smt-pair']);
});

test('a list of CPUs to pin to leaves these alone to sites, tours and memory', () => {
  const pin = '0-3';
  const sites = planOn(TWO_NODES, { sites: () => PAIR_SITES }, { pin });
  expect(placesOf(sites)).toEqual([['same-l3', 0, 1]]);
  expect(sites.cpus).toBe(4);
  const [toured] = planOn(TWO_NODES, { tours: true }, { pin }).cells;
  expect(toured.tour).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
  expect(planOn(TWO_NODES, at({ policy: 'cores', memoryNode: 1 }), { pin }).cells).toEqual([]);
  expect(placesOf(planOn(TWO_NODES, {}, { pin: '5,2' }))).toEqual([['5,2', 5, 2]]);
  expect(() => planOn(TWO_NODES, { tours: true }, { pin: '0-16' })).toThrow(/found 16, which does not exist/);
});

test('a tour has every pair of usable CPUs once, and one cell for each subject and back end', () => {
  const machine = { ...TWO_NODES, offline: [3], allowed: '0-11' };
  const plan = planOn(machine, { tours: true });
  expect(plan.cells).toHaveLength(1);
  const [{ id, placement, tour, nodes, memory }] = plan.cells;
  expect(id).toBe('test/signal.ping-pong/cas-one-line/wasm/2/pairs');
  expect(placement).toEqual({
    policy: 'pairs',
    cpus: [null, null],
    sentence: 'Each of the 55 pairs of CPUs in turn.',
    oversubscribed: false,
  });
  expect({ nodes, memory }).toEqual({ nodes: [null, null], memory: null });
  expect(tour).toHaveLength(55);
  expect(new Set(tour?.map(String)).size).toBe(55);
  const usable = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11];
  expect(tour?.every(([a, b]) => a < b && usable.includes(a) && usable.includes(b))).toBe(true);
});

test('on two CPUs the tour is their pair; on one there is none, and the reason says so', () => {
  expect(planOn({ coresPerL3: 2 }, { tours: true }).cells[0]).toMatchObject({
    tour: [[0, 1]],
    placement: { sentence: 'The one pair of CPUs.' },
  });
  const alone = planOn(ONE_CPU, { tours: true });
  expect(alone.cells).toEqual([]);
  expect(reasonsOf(alone)).toEqual({ Somewhere: 'Expected two usable CPUs, found fewer: allow another.' });
  expect(reasonsOf(planOn(TWO_NODES, { tours: true }, { pin: '6' }))).toEqual(reasonsOf(alone));
});

test('on one CPU no distance is measured, each with its reason', () => {
  const plan = planOn(ONE_CPU, { sites: () => PAIR_SITES });
  expect(plan.cells).toEqual([]);
  expect(plan.notMeasured.map(({ what }) => what)).toEqual(PAIR_SITES.map(({ policy }) => `Somewhere, ${policy}`));
  for (const { reason } of plan.notMeasured) expect(reason).toMatch(/^Expected .+, found .+\.$/);
});

test('a system that does not tell its CPUs apart has no tour and no distances', () => {
  const unknown: Topology = { ...syntheticTopology({ coresPerL3: 4 }), trust: 'unknown', source: 'os', numa: [] };
  expect(reasonsOf(planOn(unknown, { tours: true }, { pin: 'none' }))).toEqual({
    Somewhere: 'This system does not tell its CPUs apart, so threads cannot be put on them.',
  });
  expect(planOn(unknown, { sites: () => PAIR_SITES }, { pin: 'none' }).notMeasured).toHaveLength(4);
  expect(placesOf(planOn(unknown, {}, { pin: 'none' }))).toEqual([['none', null, null]]);
});

test('a tour of 576 CPUs is listed at once, without a pair left out', () => {
  const topology = syntheticTopology({ packages: 2, coresPerL3: 144, threadsPerCore: 2 });
  const { spots } = spotsOf(section({ tours: true }), topology, [], 2);
  expect(spots[0].tour).toHaveLength((576 * 575) / 2);
});
