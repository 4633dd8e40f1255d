import { expect, test } from 'vitest';
import { conclude } from '../../labs/numa/conclude.ts';
import lab from '../../labs/numa/lab.ts';
import { rehearse, TWO_NODES } from '../../labs/numa/rehearsal.ts';
import { type Plan, planRun } from '../../src/lab/plan.ts';
import type { Effort } from '../../src/lab/spec.ts';
import type { Topology } from '../../src/machine/types.ts';
import { discover } from '../../src/registry.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { labResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleCell, sampleRecord } from '../report/sample.ts';

const CPUS_PER_NODE = 4;

/** What a cell measured: on which CPUs, with the memory of which node, and how much. */
interface Measured {
  readonly section: 'latency' | 'bandwidth' | 'handover' | 'contended';
  readonly subject: string;
  readonly cpus: readonly number[];
  readonly memory?: number | null;
  readonly value: number;
  readonly policy?: string;
  /** Of 64 bytes, for each thread of a walk; 64 MiB where absent. */
  readonly lines?: number;
}

/** Descriptor fields that tell the subjects apart. */
const SUBJECTS: Readonly<Record<string, { kind: string; family: string; facts: Record<string, string | number> }>> = {
  'pointer-chase': { kind: 'walk', family: 'random', facts: { does: 'chase', bytesPerLine: 64 } },
  'sequential-read': { kind: 'walk', family: 'sequential', facts: { does: 'read', bytesPerLine: 64 } },
  'sequential-copy': { kind: 'walk', family: 'sequential', facts: { does: 'copy', bytesPerLine: 192 } },
  ticket: { kind: 'lock', family: 'centralized', facts: { fairness: 'fifo' } },
  mcs: { kind: 'lock', family: 'queue', facts: { fairness: 'fifo' } },
  hmcs: { kind: 'lock', family: 'numa', facts: { fairness: 'weak-fifo' } },
};

interface Found {
  readonly nodes: number;
  readonly measured: readonly Measured[];
  readonly distances?: readonly (readonly number[])[];
  readonly confirmed?: boolean;
  readonly blocks?: number;
  /** As the profile tells them. */
  readonly l3?: string;
  /** CPUs that share one. */
  readonly cpusPerL3?: number;
}

function run(found: Found): LabResult {
  const { nodes, measured, distances, confirmed = true, blocks = 10, l3 = '2x32M', cpusPerL3 = CPUS_PER_NODE } = found;
  const random = createRandom(7);
  const record = sampleRecord();
  const ids = Array.from({ length: nodes }, (_, node) => node);
  const cells = measured.map(({ section, subject, cpus, memory = null, value, policy, lines = 2 ** 20 }): Cell => {
    const unit = section === 'latency' || section === 'handover' ? 'ns' : 'ops/s';
    const cell = sampleCell(
      { scenario: section, subject, backend: 'wasm', value, unit, noise: 0.01, trials: blocks },
      random,
    );
    const named = policy ?? cpus.join();
    return {
      ...cell,
      id: `numa/${section}/${subject}/wasm/${cpus.length}/${named}${memory === null ? '' : `@node${memory}`}`,
      kind: SUBJECTS[subject].kind,
      threads: cpus.length,
      params: section === 'latency' ? { lines } : { threads: cpus.length, linesEach: lines },
      placement: { ...cell.placement, policy: named, cpus: [...cpus], memNode: memory, memVerified: confirmed },
    };
  });
  const sections = lab.sections.flatMap(({ id, title, question, law, scenario, views, x }) => {
    const own = measured.flatMap(({ section }, i) => (section === id ? [cells[i].id] : []));
    const shown = { id, title, question, law, scenario, views: [...views], x, cells: own, baseline: null };
    return own.length > 0 ? [shown] : [];
  });
  const [subject] = record.subjects;
  const topology = {
    ...record.machine.topology,
    cpus: nodes * CPUS_PER_NODE,
    numa: ids.map((id) => ({ id, cpus: `${CPUS_PER_NODE * id}-${CPUS_PER_NODE * id + 3}`, memMB: 65_536 })),
    distances: distances?.map((row) => [...row]) ?? ids.map((a) => ids.map((b) => (a === b ? 10 : 20))),
    places: ids.flatMap((numa) =>
      Array.from({ length: CPUS_PER_NODE }, (_, i) => {
        const cpu = CPUS_PER_NODE * numa + i;
        return { cpu, core: cpu, smtRank: 0, l3: Math.floor(cpu / cpusPerL3), numa, allowed: true, isolated: false };
      }),
    ),
  };
  return {
    ...record,
    machine: { ...record.machine, topology, profile: `x64|AuthenticAMD|25.17.1|8c8t|L3:${l3}|numa:${nodes}|bare` },
    sections,
    cells,
    subjects: Object.entries(SUBJECTS).map(([name, facts]) => ({ ...subject, name, ...facts })),
  };
}

/** Latencies in nanoseconds from the first node, by memory node. */
const loads = (...ns: readonly (number | null)[]): Measured[] =>
  ns.flatMap((value, memory): Measured[] =>
    value === null ? [] : [{ section: 'latency', subject: 'pointer-chase', cpus: [0], memory, value }],
  );
/** Millions of lines a second from the first node with one thread, by memory node. */
const reads = (cpus: readonly number[], ...millions: readonly number[]): Measured[] =>
  millions.map((value, memory) => ({
    section: 'bandwidth',
    subject: 'sequential-read',
    cpus,
    memory,
    value: value * 1e6,
  }));
const LOCKS: readonly Measured[] = [
  { section: 'handover', subject: 'ticket', cpus: [0, 1], value: 60, policy: 'same-l3' },
  { section: 'handover', subject: 'ticket', cpus: [0, 4], value: 240, policy: 'cross-numa' },
  { section: 'contended', subject: 'mcs', cpus: [0, 1, 2, 3], value: 20e6 },
  { section: 'contended', subject: 'hmcs', cpus: [0, 1, 2, 3], value: 18e6 },
  { section: 'contended', subject: 'mcs', cpus: [0, 1, 4, 5], value: 4e6 },
  { section: 'contended', subject: 'hmcs', cpus: [0, 1, 4, 5], value: 12e6 },
];

const twoNodes = run({
  nodes: 2,
  measured: [...loads(95, 160), ...reads([0], 200, 150), ...reads([0, 1, 2, 3], 600, 250), ...LOCKS],
});
const oneNode = run({ nodes: 1, measured: [...loads(95), ...reads([0], 200), LOCKS[0], LOCKS[2]] });

/** The same with twice the figure for other memory: as if it were far away. */
const twice = (measured: readonly Measured[]) =>
  measured.map((one) => (one.memory === 1 ? { ...one, value: one.section === 'latency' ? 190 : 100e6 } : one));

const claimOf = (record: LabResult, id: string) => {
  const claim = conclude(record).claims.find((one) => one.id === id);
  if (!claim) throw new Error(`Expected a claim ${id}, found none.`);
  return claim;
};
const verdicts = (record: LabResult) =>
  Object.fromEntries(conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

test('the records that these tests make are valid ones', () => {
  for (const record of [oneNode, twoNodes]) expect(labResult.safeParse(record).error).toBeUndefined();
});

test('one node: the headline says so, claims are undecided for that reason, and the answer tells what two nodes would get', () => {
  const { headline, answers, claims } = conclude(oneNode);
  expect(headline).toMatch(
    /^This machine has one NUMA node, so nothing here is remote: a load from memory takes 9\d\.\d ns, one thread reads 12\.\d GB\/s\.$/,
  );
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
  expect(new Set(claims.map(({ sentence }) => sentence))).toEqual(
    new Set(['This machine has one NUMA node, so nothing here is remote.']),
  );
  const there = answers.find(({ question }) => question === 'What would run on two nodes?');
  expect(there?.answer).toContain('CPU 0 with memory of node 1');
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z].*\.$/);
});

test('two nodes: the nearest other memory is told in the headline, and each law is decided', () => {
  const { headline, answers } = conclude(twoNodes);
  expect(headline).toMatch(
    /^Keep memory on the node of its threads: from the nearest other node a load takes 1\.6\d \(.*\) times as long \(1[56]\d ns, locally 9\d\.\d ns\), and 4 threads get 0\.4\d\d times as much a second\.$/,
  );
  expect(answers.map(({ question }) => question)).not.toContain('What would run on two nodes?');
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z].*\.$/);
  expect(answers[1].answer).toMatch(
    /^Read, one thread: 12\.\d GB\/s, 9\.\d\d GB\/s in the memory of node 1; read, 4 threads: /,
  );
  expect(verdicts(twoNodes)).toEqual({
    'remote-latency': 'held',
    distances: 'held',
    'remote-bandwidth': 'held',
    'remote-handover': 'held',
    'numa-lock-wins': 'held',
  });
  expect(claimOf(twoNodes, 'remote-latency').sentence).toMatch(
    /^From node 1 to a CPU of node 0: 1\.6\d \(.*\) times as long as the local way\.$/,
  );
  expect(claimOf(twoNodes, 'remote-handover').evidence.ticket).toBeCloseTo(4, 0);
  // The most threads decide.
  expect(Object.keys(claimOf(twoNodes, 'remote-bandwidth').evidence)[0]).toMatch(/^4 threads of node 0/);
});

test('nodes that are only names refute the law, unless nobody confirms where the memory lay', () => {
  const alike = { nodes: 2, measured: loads(95, 95.5) };
  expect(verdicts(run(alike))['remote-latency']).toBe('did not hold');
  expect(conclude(run(alike)).headline).toMatch(/^This run does not show that another node’s memory is farther: /);
  const unconfirmed = claimOf(run({ ...alike, confirmed: false }), 'remote-latency');
  expect(unconfirmed.verdict).toBe('undecided');
  expect(unconfirmed.sentence).toMatch(/The system does not confirm where the memory lies\.$/);
  expect(verdicts(run({ nodes: 2, measured: loads(95, 160), confirmed: false }))['remote-latency']).toBe('held');
});

test('a plain queue that wins between two nodes refutes the law of NUMA locks', () => {
  const measured = LOCKS.map((one) => (one.subject === 'hmcs' ? { ...one, value: one.value / 10 } : one));
  expect(verdicts(run({ nodes: 2, measured }))['numa-lock-wins']).toBe('did not hold');
});

test('eight nodes: the table of distances is held against the latencies', () => {
  const FIRST = [10, 16, 16, 16, 32, 32, 32, 32];
  const distances = FIRST.map((_, a) =>
    FIRST.map((_, b) => (a === b ? 10 : Math.floor(a / 4) === Math.floor(b / 4) ? 16 : 32)),
  );
  const measured = loads(90, 135, 136, null, 200, 203);
  const record = run({ nodes: 8, distances, measured });
  expect(verdicts(record)).toMatchObject({ 'remote-latency': 'held', distances: 'held' });
  expect(Object.keys(claimOf(record, 'distances').evidence)).toHaveLength(2 + 2 * 2);
  expect(conclude(record).answers[0].answer).toMatch(
    /^A load from the own node’s memory takes [\d.]+ ns; from the nearest other node’s 13\d ns; at most 20\d ns, from node \d to node 0\.$/,
  );
  const liar = run({ nodes: 8, distances, measured: loads(90, 135, null, null, 120) });
  expect(verdicts(liar).distances).toBe('did not hold');
  expect(verdicts(run({ nodes: 8, distances: [], measured })).distances).toBe('undecided');
});

test('a region that an L3 cache keeps much of decides nothing, and every sentence says why', () => {
  const found = { nodes: 2, measured: [...loads(95, 96), ...reads([0], 200, 201)] };
  const why = /[Aa]n L3 cache of 105 MiB keeps much of the 64 MiB that its threads walk through\.$/;
  const small = run({ ...found, l3: '2x105M' });
  for (const id of ['remote-latency', 'distances', 'remote-bandwidth']) {
    expect(claimOf(small, id)).toMatchObject({ verdict: 'undecided', sentence: expect.stringMatching(why) });
    expect(claimOf(run({ ...found, measured: twice(found.measured), l3: '2x105M' }), id).verdict).toBe('undecided');
  }
  const { headline, answers } = conclude(small);
  expect(headline).toMatch(/^This run does not tell how far memory is: an L3 cache of 105 MiB /);
  expect(answers[0].answer).toMatch(why);
  expect(answers[1].answer).toContain('GB/s (partly from the L3 cache)');
  expect(conclude(run({ nodes: 1, measured: loads(95), l3: '1x105M' })).headline).toMatch(
    / ns \(partly from the L3 cache\)\.$/,
  );
  const large = run({ ...found, measured: found.measured.map((one) => ({ ...one, lines: 2 ** 22 })), l3: '2x105M' });
  expect(verdicts(large)).toMatchObject({ 'remote-latency': 'did not hold', 'remote-bandwidth': 'did not hold' });
});

test('threads share a cache, or each has its own: what goes through one counts, and the comparison that no cache answers decides', () => {
  const all = [0, 1, 2, 3];
  const some = (lines: number) => reads(all, 600, 590).map((one) => ({ ...one, lines }));
  const decided = (found: Partial<Found>) =>
    Object.keys(claimOf(run({ nodes: 2, measured: [], ...found }), 'remote-bandwidth').evidence)[0];
  const measured = [...reads([0], 200, 150), ...some(2 ** 19)];
  expect(decided({ measured })).toMatch(/^4 threads/);
  expect(decided({ measured, cpusPerL3: 2, l3: '4x32M' })).toMatch(/^4 threads/);
  expect(decided({ measured, cpusPerL3: 1, l3: '8x32M' })).toMatch(/^1 thread of/);
});

test('where the size of the caches is not told, a law is not refuted', () => {
  const found = { nodes: 2, l3: '-' };
  const alike = claimOf(run({ ...found, measured: loads(95, 95.5) }), 'remote-latency');
  expect(alike.verdict).toBe('undecided');
  expect(alike.sentence).toMatch(/The system does not tell how large its L3 caches are\.$/);
  expect(verdicts(run({ ...found, measured: loads(95, 160) }))['remote-latency']).toBe('held');
});

test('a remote figure is never told as local', () => {
  const [, remoteLoad] = loads(95, 160);
  const [, remoteRead] = reads([0], 200, 150);
  const { headline, answers } = conclude(run({ nodes: 2, measured: [remoteLoad, remoteRead] }));
  expect(headline).toContain('nothing can be said');
  expect(answers[0].answer).not.toContain('own node');
  expect(answers[1].answer).toMatch(/^Read, one thread: [\d.]+ GB\/s in the memory of node 1\.$/);
});

test('two threads of one core are no hand-over within a node, whatever their site is called', () => {
  const record = run({
    nodes: 2,
    measured: [
      { section: 'handover', subject: 'ticket', cpus: [0, 1], value: 20 },
      { section: 'handover', subject: 'ticket', cpus: [0, 2], value: 60 },
      { section: 'handover', subject: 'ticket', cpus: [0, 4], value: 240 },
    ],
  });
  const { topology } = record.machine;
  const places = topology.places?.map((place) => ({ ...place, core: Math.floor(place.cpu / 2) }));
  const withSiblings = { ...record, machine: { ...record.machine, topology: { ...topology, places } } };
  expect(claimOf(withSiblings, 'remote-handover').evidence.ticket).toBeCloseTo(4, 0);
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude({ ...twoNodes, cells: [], sections: [] });
  expect(headline).toContain('nothing can be said');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
  const early = run({ nodes: 2, measured: [...loads(95, 160), ...LOCKS], blocks: 3 });
  expect(conclude(early).claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});

const registry = await discover();

function plan(topology: Topology, effort: Effort = 'default'): Plan {
  const backends = ['js', 'wasm'] as const;
  return planRun(lab, registry, topology, {
    effort,
    subjects: null,
    backends,
    threads: null,
    pin: 'cores',
    capacitySlots: 1024,
  });
}

/** Where a section's cells run: CPUs, and the memory's node. */
function spots({ sections }: Plan, id: string): string[] {
  const { cells = [] } = sections.find(({ spec }) => spec.id === id) ?? {};
  const all = cells.map(({ placement, memory }) => `${placement.cpus.join()}${memory ? `@${memory.node}` : ''}`);
  return [...new Set(all)];
}

/** Sizes of a section's regions. */
function megabytes({ sections }: Plan, id: string): number[] {
  const { cells = [] } = sections.find(({ spec }) => spec.id === id) ?? {};
  const all = cells.map(({ scenario, subject, params }) => scenario.spec.sizeWords(subject.spec, params) / 2 ** 18);
  return [...new Set(all)].sort((a, b) => a - b);
}

test('the plan for two nodes: every pair of nodes, both memories, a lock within a node and between the two', () => {
  const planned = plan(syntheticTopology({ packages: 2, coresPerL3: 4 }));
  expect(spots(planned, 'latency')).toEqual(['0@0', '0@1', '4@1', '4@0']);
  expect(spots(planned, 'bandwidth')).toEqual(['0@0', '0@1', '0,1,2,3@0', '0,1,2,3@1']);
  expect(spots(planned, 'handover')).toEqual(['0,1', '0,4']);
  expect(spots(planned, 'contended')).toEqual(['0,1,2,3', '0,1,4,5']);
  const remote = planned.cells.find(({ id }) => id.includes('walk.latency') && id.includes('0@node1'));
  expect(remote).toMatchObject({ nodes: [0], memory: { node: 1, cpu: 7 }, label: 'CPU 0 with memory of node 1' });
});

test('threads of a walk are spread over the caches of a node, one on each core, and each has a region of its own size', () => {
  const machine = syntheticTopology({ packages: 2, l3PerNode: 8, coresPerL3: 4, threadsPerCore: 2 });
  const planned = plan(machine);
  const inTurn = [0, 1].flatMap((round) => [0, 1, 2, 3, 4, 5, 6, 7].map((cache) => 4 * cache + round));
  expect(spots(planned, 'bandwidth')).toEqual(['0@0', '0@1', `${inTurn}@0`, `${inTurn}@1`]);
  // Locks are about neighbours.
  expect(spots(planned, 'contended')).toEqual(['0,1,2,3,4,5,6,7', '0,1,2,3,32,33,34,35']);
  expect(megabytes(planned, 'latency')).toEqual([64]);
  expect(megabytes(planned, 'bandwidth')).toEqual([64, 256]);
  expect(megabytes(plan(machine, 'quick'), 'bandwidth')).toEqual([64]);
  expect(megabytes(plan(machine, 'thorough'), 'latency')).toEqual([256]);
  expect(megabytes(plan(machine, 'thorough'), 'bandwidth')).toEqual([64, 1024]);
  expect(plan(machine, 'thorough').notMeasured).toEqual([]);
});

test('the plan for one node: the local cells, and a reason for each remote one', () => {
  const planned = plan(syntheticTopology({ coresPerL3: 2 }));
  expect(spots(planned, 'latency')).toEqual(['0@0']);
  expect(spots(planned, 'bandwidth')).toEqual(['0@0', '0,1@0']);
  expect(spots(planned, 'contended')).toEqual(['0,1']);
  const missing = planned.notMeasured.map(({ what, reason }) => `${what}: ${reason}`);
  expect(missing.filter((one) => /with memory of node 1: .*node/i.test(one))).toHaveLength(2);
  expect(missing.filter((one) => /cross-numa: .*2 NUMA nodes/.test(one))).toHaveLength(2);
});

test('many nodes: as many pairs as there is time for', () => {
  const machine = syntheticTopology({ packages: 2, nodesPerPackage: 4, coresPerL3: 4 });
  expect(spots(plan(machine, 'thorough'), 'latency')).toHaveLength(64);
  expect(spots(plan(machine), 'latency')).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((node) => `0@${node}`));
  expect(spots(plan(machine, 'quick'), 'latency')).toEqual(['0@0', '0@1']);
  expect(spots(plan(machine), 'bandwidth')).toEqual(['0@0', '0@1', '0,1,2,3@0', '0,1,2,3@1']);
});

test('the rehearsal names the sites that the plan for its machine has', () => {
  const told = rehearse();
  const { cells, notMeasured } = plan(TWO_NODES);
  const labels = cells.filter(({ scenario }) => scenario.spec.name === 'latency').map(({ label }) => label);
  expect(labels).toHaveLength(4);
  for (const label of labels) expect(told).toContain(label);
  const names = ['SMT siblings', 'same L3', 'same node', 'other package', 'node 0; nodes 0 and 1'];
  for (const name of names) expect(told).toContain(name);
  expect(notMeasured).toEqual([]);
});
