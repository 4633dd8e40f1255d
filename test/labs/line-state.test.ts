import { expect, test } from 'vitest';
import scenario from '../../bench/operation/line-state.ts';
import { conclude } from '../../labs/line-state/conclude.ts';
import lab from '../../labs/line-state/lab.ts';
import { isPooled, STATES, type State } from '../../labs/line-state/states.ts';
import { type Plan, planRun } from '../../src/lab/plan.ts';
import { BUDGET_S, expectedS, settingsFor } from '../../src/lab/settings.ts';
import type { Effort } from '../../src/lab/spec.ts';
import type { Topology } from '../../src/machine/types.ts';
import { discover } from '../../src/registry.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { labResult } from '../../src/report/schema.ts';
import { summarize } from '../../src/report/summary.ts';
import { markDoubts, renderTable } from '../../src/report/table.ts';
import { createRandom } from '../../src/stats/random.ts';
import { type SyntheticMachine, syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleCell, sampleRecord } from '../report/sample.ts';

/** Nanoseconds as WebAssembly, by family and state; `overlapping` where no operation waits for the one before. */
type Costs = Readonly<Record<'read' | 'fetch-and-add' | 'plain', Readonly<Record<State, number>>>>;

const NAMES = { read: 'load', 'fetch-and-add': 'add', plain: 'plain-increment' } as const;
const ADDED_BY_JS = 8;

const lawful: Costs = {
  read: { own: 2, shared: 2.1, exclusive: 30, modified: 31, memory: 100 },
  'fetch-and-add': { own: 5, shared: 30, exclusive: 33, modified: 35, memory: 104 },
  plain: { own: 2, shared: 4, exclusive: 31, modified: 32, memory: 101 },
};

interface Found {
  readonly costs?: Costs;
  /** How many times as fast operations are that need not wait for each other. */
  readonly overlap?: { readonly read: number; readonly 'fetch-and-add': number };
  readonly addedByJs?: number;
  /** Policies in the order of the run, and how many times as long a line takes there. */
  readonly sites?: Readonly<Record<string, number>>;
  /** The profile's part about L3 caches. */
  readonly caches?: string;
}

/** Where policies put two threads on the machine of these tests. */
const CPUS: Readonly<Record<string, readonly number[]>> = {
  'smt-pair': [0, 8],
  'same-l3': [0, 1],
  'cross-l3': [0, 2],
  'cross-numa': [0, 4],
};

/** CPUs 8 to 15 are the second threads of the cores 0 to 7; two cores under an L3, two L3 in a node and package. */
const places = Array.from({ length: 16 }, (_, cpu) => {
  const core = cpu % 8;
  const l3 = Math.floor(core / 2);
  const numa = Math.floor(core / 4);
  const smtRank = Math.floor(cpu / 8);
  return { cpu, core, smtRank, l3, numa, package: numa, allowed: true, isolated: false };
});

function run({
  costs = lawful,
  overlap = { read: 8, 'fetch-and-add': 1 },
  addedByJs = ADDED_BY_JS,
  sites = { 'same-l3': 1 },
  caches = '4x32M',
}: Found): LabResult {
  const random = createRandom(9);
  const record = sampleRecord();
  const cells: Cell[] = [];
  const families = Object.keys(costs) as (keyof Costs)[];
  const make = (
    section: string,
    family: keyof Costs,
    backend: Cell['backend'],
    ns: number,
    {
      site = 'cores',
      far = 1,
      label = '',
      ...params
    }: { state?: number; chained: number; site?: string; far?: number; label?: string },
  ) => {
    const scenarioName = section === 'own' ? 'own' : 'line-state';
    const subject = NAMES[family];
    const value = (ns > 10 ? ns * far : ns) + (backend === 'js' ? addedByJs : 0);
    const pool = scenarioName === 'own' ? {} : { poolMB: 128 };
    const plan = {
      scenario: scenarioName,
      subject,
      backend,
      value,
      unit: 'ns' as const,
      noise: 0.01,
      params: { ...params, ...pool },
    };
    const where = Object.keys(sites).length > 1 ? `, ${site}` : '';
    const cell = sampleCell({ ...plan, label: label === '' ? subject : `${subject}, ${label}${where}` }, random);
    const id = `line-state/operation.${scenarioName}/${subject}/${backend}/${site}/${JSON.stringify(params)}`;
    const known = cells.find((one) => one.id === id);
    if (!known)
      cells.push({
        ...cell,
        id,
        kind: 'operation',
        placement: { ...cell.placement, policy: site, cpus: [...(CPUS[site] ?? [0])] },
      });
    return id;
  };
  const ids: Record<string, string[]> = { own: [], states: [], distances: [], overlap: [], javascript: [] };
  for (const family of families)
    for (const backend of ['js', 'wasm'] as const)
      ids.own.push(make('own', family, backend, costs[family].own, { chained: 1 }));
  const picked = ['read', 'fetch-and-add'] as const;
  const nearest = 'same-l3' in sites ? 'same-l3' : Object.keys(sites)[0];
  for (const [site, far] of Object.entries(sites)) {
    const where = { site, far };
    const chained = (section: string, family: keyof Costs, name: State, backend: Cell['backend'] = 'wasm') => {
      const params = { state: STATES.indexOf(name), chained: 1, label: name, ...where };
      ids[section].push(make(section, family, backend, costs[family][name], params));
    };
    for (const family of picked) for (const name of ['shared', 'modified'] as const) chained('distances', family, name);
    if (site !== nearest) continue;
    for (const family of families) for (const name of STATES) chained('states', family, name);
    for (const family of picked) {
      const params = { state: STATES.indexOf('modified'), chained: 0, label: 'modified, overlapping', ...where };
      ids.overlap.push(make('overlap', family, 'wasm', costs[family].modified / overlap[family], params));
      for (const name of ['own', 'modified'] as const)
        for (const backend of ['js', 'wasm'] as const) chained('javascript', family, name, backend);
    }
  }
  const sections = lab.sections.map(({ id, title, question, law, scenario, views, x }) => {
    return { id, title, question, law, scenario, views: [...views], x, cells: ids[id], baseline: null };
  });
  const [subject] = record.subjects;
  const subjects = families.map((family) => ({
    ...subject,
    name: NAMES[family],
    family,
    kind: 'operation',
    facts: { needs: family === 'read' ? 'copy' : 'ownership', atomic: family === 'plain' ? 'plain' : 'atomic' },
  }));
  const machine = {
    ...record.machine,
    profile: `x64|AuthenticAMD|25.17.1|8c16t|L3:${caches}|numa:2|bare`,
    topology: { ...record.machine.topology, places },
  };
  return { ...record, machine, sections, subjects, cells };
}

const verdicts = (record: LabResult) =>
  Object.fromEntries(conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

test('the record that these tests make is a valid one', () => {
  expect(labResult.safeParse(run({})).error).toBeUndefined();
});

test('the laboratory numbers states as the scenario does', () => {
  const said = [...scenario.params.state.what.matchAll(/(\d) (\w+):/g)].map(([, number, name]) => [
    Number(number),
    name,
  ]);
  expect(said).toEqual([...STATES.entries()].map(([number, name]) => [number, name]));
  for (const state of STATES.keys())
    expect(scenario.refuses(null as never, { state, lines: 128, chained: 1, poolMB: 128 })).toBeNull();
  expect(scenario.refuses(null as never, { state: STATES.length, lines: 128, chained: 1, poolMB: 128 })).not.toBeNull();
});

test('a machine as the papers describe it: all claims hold', () => {
  const record = run({});
  expect(new Set(Object.values(verdicts(record)))).toEqual(new Set(['held']));
  const { headline, answers } = conclude(record);
  expect(headline).toMatch(
    /^An atomic add costs (4\.9\d|5\.0\d) ns on a line of one's own and 3\d(\.\d)? ns, [67]\.\d+ times as much/,
  );
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z].*\.$/);
  expect(answers[1].answer).toMatch(/^At same L3: 3\d\.\d ns \(load\) to 3\d\.\d ns \(add\)/);
});

test('a claim is as wrong as the machine', () => {
  const dear: Costs = { ...lawful, 'fetch-and-add': { ...lawful['fetch-and-add'], modified: 70 } };
  expect(verdicts(run({ costs: dear }))['transfer-is-the-price']).toBe('did not hold');
  const taken: Costs = { ...lawful, 'fetch-and-add': { ...lawful['fetch-and-add'], shared: 5 } };
  expect(verdicts(run({ costs: taken }))['shared-write-costs-a-transfer']).toBe('did not hold');
  const fetched: Costs = { ...lawful, read: { ...lawful.read, shared: 30 } };
  expect(verdicts(run({ costs: fetched }))['a-copy-is-enough-to-read']).toBe('did not hold');
  const lastLevel: Costs = { ...lawful, read: { ...lawful.read, exclusive: 12 } };
  expect(verdicts(run({ costs: lastLevel }))['owner-is-asked-either-way']).toBe('did not hold');
  const slowStores: Costs = { ...lawful, plain: { ...lawful.plain, shared: 30 } };
  expect(verdicts(run({ costs: slowStores }))['plain-stores-do-not-wait']).toBe('did not hold');
  const alike = run({ overlap: { read: 1, 'fetch-and-add': 8 }, addedByJs: 60 });
  expect(verdicts(alike)).toMatchObject({
    'loads-overlap': 'did not hold',
    'atomics-do-not-overlap': 'did not hold',
    'javascript-fades': 'did not hold',
  });
});

test('the nearest two cores decide, in whatever order distances were measured; siblings of one core come last', () => {
  const { headline, answers, claims } = conclude(
    run({ sites: { 'cross-numa': 4, 'smt-pair': 0.2, 'cross-l3': 2, 'same-l3': 1 } }),
  );
  const price = claims.find(({ id }) => id === 'transfer-is-the-price');
  expect(price?.sentence).toMatch(
    /^add, modified, same-l3: .*; add, modified, cross-l3: .*; add, modified, cross-numa: .*; add, modified, smt-pair: .*same L3 decides\.$/,
  );
  expect(Object.keys(price?.evidence ?? {})).toHaveLength(4);
  expect(answers[1].answer).toMatch(/^At same L3: .*; at same node: .*; at other package: .*; at SMT siblings: /);
  expect(headline).toMatch(/ and 3\d(\.\d)? ns, /);
});

test('two threads of one core decide nothing: no line travels', () => {
  const { headline, claims } = conclude(run({ sites: { 'smt-pair': 1 } }));
  expect(headline).toContain('nothing can be said');
  expect(new Set(claims.map(({ verdict }) => verdict))).toEqual(new Set(['undecided']));
  expect(claims[0].sentence).toMatch(/, but between two cores: these threads shared one\.$/);
  expect(claims[0].evidence).not.toEqual({});
});

test('without the places of CPUs the run’s order and the policies’ names must do', () => {
  const record = run({ sites: { 'same-l3': 1, 'cross-numa': 4 } });
  const topology = { ...record.machine.topology, places: undefined };
  const { answers, claims } = conclude({ ...record, machine: { ...record.machine, topology } });
  expect(answers[1].answer).toMatch(/^At same-l3: .*; at cross-numa: /);
  expect(claims[0].sentence).toMatch(/same-l3 decides\.$/);
});

test('a pool below four times the L3 cache decides nothing about lines that no cache has', () => {
  const enough = conclude(run({ caches: '2x32M' }));
  expect(enough.answers[2].answer).not.toContain('pool');
  for (const [caches, reason] of [
    ['1x32M+1x96M', /in an L3 cache of 96 MB: expected a pool 4 times as large\.$/],
    ['-', /^.*The size of the L3 cache is not known: .*\.$/],
  ] as const) {
    const record = run({ caches });
    const { answers, claims } = conclude(record);
    const asked = claims.find(({ id }) => id === 'owner-is-asked-either-way');
    expect(asked?.verdict).toBe('undecided');
    expect(asked?.sentence).toMatch(reason);
    expect(answers[2].answer).toMatch(reason);
    const { 'owner-is-asked-either-way': _asked, ...others } = verdicts(record);
    expect(new Set(Object.values(others))).toEqual(new Set(['held']));
  }
});

const registry = await discover();
const MACHINES: Readonly<Record<string, SyntheticMachine>> = {
  'two CPUs': { coresPerL3: 2 },
  'two nodes': { packages: 2, coresPerL3: 16, threadsPerCore: 2 },
  'four nodes': { packages: 2, nodesPerPackage: 2, l3PerNode: 2, coresPerL3: 4, threadsPerCore: 2 },
  'eight nodes': { packages: 2, nodesPerPackage: 4, l3PerNode: 2, coresPerL3: 4, threadsPerCore: 2 },
};

const planOn = (machine: SyntheticMachine, effort: Effort) => planIn(syntheticTopology(machine), effort);

function planIn(topology: Topology, effort: Effort): Plan {
  const choice = {
    subjects: null,
    backends: ['js', 'wasm'] as const,
    threads: null,
    pin: topology.trust === 'unknown' ? 'none' : 'cores',
    capacitySlots: 1024,
  };
  return planRun(lab, registry, topology, { ...choice, effort });
}

test.for(Object.entries(MACHINES))('runs stay within their budgets: %s', ([, machine]) => {
  for (const effort of ['quick', 'default'] as const) {
    const { cells, cpus } = planOn(machine, effort);
    expect(expectedS(settingsFor(effort, cells, cpus), cells, cpus), effort).toBeLessThanOrEqual(BUDGET_S[effort]);
  }
});

const statesAt = (plan: Plan, name: string) => {
  const cells = plan.cells.filter(({ site }) => site.name === name);
  return new Set(cells.map(({ subject, params }) => `${subject.spec.name} ${STATES[params.state]}`));
};

test('everything at the nearest distance; at others what claims tell beside it; few states that need a pool', () => {
  for (const [name, machine] of Object.entries(MACHINES)) {
    const plan = planOn(machine, 'default');
    const pooled = plan.cells.filter(({ params }) => 'state' in params && isPooled(STATES[params.state]));
    expect(pooled.map(({ subject, params }) => `${subject.spec.name} ${STATES[params.state]}`).sort(), name).toEqual([
      'add exclusive',
      'add memory',
      'load exclusive',
      'load memory',
    ]);
  }
  const plan = planOn(MACHINES['eight nodes'], 'default');
  expect([...statesAt(plan, 'same L3')]).toEqual(
    expect.arrayContaining(['store modified', 'swap shared', 'compare-exchange own', 'plain-increment shared']),
  );
  for (const far of ['SMT siblings', 'same node', 'same package', 'other package'])
    expect(statesAt(plan, far)).toEqual(new Set(['load shared', 'load modified', 'add shared', 'add modified']));
});

test('what the machine lacks is told once', () => {
  const reasons = (machine: SyntheticMachine) => planOn(machine, 'default').notMeasured.map(({ what }) => what);
  expect(reasons(MACHINES['two CPUs'])).toEqual(
    ['smt-pair', 'cross-l3', 'cross-numa'].map((policy) => `Near and far, ${policy}`),
  );
  const one = planOn({ coresPerL3: 1 }, 'default');
  expect(new Set(one.cells.map(({ scenario }) => scenario.spec.name))).toEqual(new Set(['own']));
  expect(reasons({ coresPerL3: 1 })).toContain('Lines that another core has, same-l3');
});

test('a machine with siblings alone measures them; one that does not tell its CPUs apart leaves them to the system', () => {
  const policies = (topology: Topology) => {
    const { cells } = planIn(topology, 'default');
    return new Set(cells.map(({ scenario, placement }) => `${scenario.spec.name} ${placement.policy}`));
  };
  expect(policies(syntheticTopology({ coresPerL3: 1, threadsPerCore: 2 }))).toEqual(
    new Set(['own cores', 'line-state smt-pair']),
  );
  const untold: Topology = { ...syntheticTopology(MACHINES['two CPUs']), trust: 'unknown' };
  expect(policies(untold)).toContain('line-state none');
});

test('labels tell the distance where there are several', () => {
  const labelsOn = (machine: SyntheticMachine) => planOn(machine, 'default').cells.map(({ label = '' }) => label);
  expect(labelsOn(MACHINES['two CPUs'])).toEqual(
    expect.arrayContaining(['compare-exchange, modified', 'load, modified, overlapping']),
  );
  expect(labelsOn(MACHINES['eight nodes'])).toEqual(
    expect.arrayContaining(['compare-exchange, modified, same L3', 'add, shared, other package']),
  );
  for (const machine of Object.values(MACHINES)) {
    const { cells } = planOn(machine, 'default');
    expect(new Set(cells.map(({ label, backend }) => `${label} ${backend}`)).size).toBe(cells.length);
  }
});

test('a terminal of 80 columns shows every label in full', () => {
  const { sections } = planOn(MACHINES['eight nodes'], 'default');
  const record = run({ sites: { 'same-l3': 1, 'cross-numa': 4 } });
  for (const { spec, cells, baseline } of sections) {
    const longest = cells.map(({ label = '' }) => label).reduce((a, b) => (b.length > a.length ? b : a));
    const ids = record.sections.find(({ id }) => id === spec.id)?.cells.slice(0, 4) ?? [];
    const section = { ...record.sections[0], cells: ids, baseline: baseline && ids[0] };
    const measured = record.cells.map((cell) => ({ ...cell, label: longest }));
    const [summary] = summarize({ ...record, cells: measured, sections: [section] });
    const table = renderTable(summary, { columns: 80, colour: false, marks: markDoubts([summary]) });
    expect(table.split('\n')[1], spec.id).toContain(`${longest} `);
  }
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude({ ...run({}), cells: [], sections: [] });
  expect(headline).toContain('nothing can be said');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});
