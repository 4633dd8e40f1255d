import { expect, test } from 'vitest';
import scenario from '../../bench/operation/line-state.ts';
import { conclude } from '../../labs/line-state/conclude.ts';
import lab from '../../labs/line-state/lab.ts';
import { STATES, type State } from '../../labs/line-state/states.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { labResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
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
  /** Policies, nearest first, and how many times as long a line takes there. */
  readonly sites?: Readonly<Record<string, number>>;
}

function run({
  costs = lawful,
  overlap = { read: 8, 'fetch-and-add': 1 },
  addedByJs = ADDED_BY_JS,
  sites = { 'same-l3': 1 },
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
    const plan = { scenario: scenarioName, subject, backend, value, unit: 'ns' as const, noise: 0.01, params };
    const cell = sampleCell({ ...plan, label: label === '' ? subject : `${subject}, ${label}, ${site}` }, random);
    const id = `line-state/operation.${scenarioName}/${subject}/${backend}/${site}/${JSON.stringify(params)}`;
    const known = cells.find((one) => one.id === id);
    if (!known) cells.push({ ...cell, id, kind: 'operation', placement: { ...cell.placement, policy: site } });
    return id;
  };
  const ids: Record<string, string[]> = { own: [], states: [], overlap: [], javascript: [] };
  for (const family of families)
    for (const backend of ['js', 'wasm'] as const)
      ids.own.push(make('own', family, backend, costs[family].own, { chained: 1 }));
  for (const [site, far] of Object.entries(sites)) {
    const where = { site, far };
    for (const family of families)
      for (const [state, name] of STATES.entries())
        ids.states.push(
          make('states', family, 'wasm', costs[family][name], { state, chained: 1, label: name, ...where }),
        );
    for (const family of ['read', 'fetch-and-add'] as const) {
      const state = STATES.indexOf('modified');
      const free = costs[family].modified / overlap[family];
      ids.overlap.push(
        make('overlap', family, 'wasm', free, { state, chained: 0, label: 'modified, overlapping', ...where }),
      );
      for (const name of ['own', 'modified'] as const)
        for (const backend of ['js', 'wasm'] as const)
          ids.javascript.push(
            make('javascript', family, backend, costs[family][name], {
              state: STATES.indexOf(name),
              chained: 1,
              label: name,
              ...where,
            }),
          );
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
  return { ...record, sections, subjects, cells };
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
  expect(answers[1].answer).toMatch(/^At same-l3: 3\d\.\d ns \(load\) to 3\d\.\d ns \(add\)/);
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

test('the nearest two cores decide, and other distances are told; siblings of one core come last', () => {
  const { claims, answers } = conclude(run({ sites: { 'smt-pair': 0.2, 'same-l3': 1, 'cross-numa': 4 } }));
  const price = claims.find(({ id }) => id === 'transfer-is-the-price');
  expect(price?.sentence).toMatch(
    /^add, modified, same-l3: .*; add, modified, cross-numa: .*; add, modified, smt-pair: .*same-l3 decides\.$/,
  );
  expect(Object.keys(price?.evidence ?? {})).toHaveLength(3);
  expect(answers[1].answer).toMatch(/^At same-l3: .*; at cross-numa: .*; at smt-pair: /);
});

test('what was not measured is not made up', () => {
  const { headline, answers, claims } = conclude({ ...run({}), cells: [], sections: [] });
  expect(headline).toContain('nothing can be said');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});
