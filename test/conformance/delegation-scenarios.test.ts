/** Every scenario of delegation with every subject that it does not refuse: operations are counted, and what they come to is proved. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Backend, Params } from '../../src/contract.ts';
import { OpenCell } from '../../src/crew/cell.ts';
import { ADD, NOTHING, WORK } from '../../src/delegation/_object.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import { discover, type FoundScenario, type FoundSubject, PROJECT } from '../../src/registry.ts';

const HANG_MS = 20_000;
const TRIAL_MS = 10;
const TRIALS = 2;

const registry = await discover([join(PROJECT, 'test/mutants/delegation')]);
const scenarios = registry.scenarios.filter(({ spec }) => spec.kind === 'delegation');
const subjects = registry.ofKind('delegation');

/** One for each back end. */
const PARAMS: Readonly<Record<Backend, Params>> = {
  js: { threads: 3, operation: NOTHING, insideNs: 0, outsideNs: 0, stack: 0 },
  wasm: { threads: 2, operation: WORK, insideNs: 200, outsideNs: 100, stack: 1 },
};

const cells = scenarios.flatMap((scenario) =>
  subjects
    .filter(({ spec }) => !('caughtBy' in spec) && scenario.spec.refuses(spec, PARAMS.js) === null)
    .map((subject) => ({ scenario, subject, name: scenario.spec.name, of: subject.spec.name })),
);
beforeAll(() => buildKernels(cells.map(({ scenario, subject }) => ({ entry: scenario.path, subject: subject.path }))));

test.for(cells)('$name counts and proves what is asked of $of', { timeout: 60_000 }, async ({ scenario, subject }) => {
  for (const backend of ['js', 'wasm'] as const) {
    const { operations, violations } = await trials(scenario, subject, backend, PARAMS[backend]);
    expect(violations, backend).toEqual([]);
    expect(operations, backend).toBeGreaterThan(0);
  }
});

test.for([
  { name: 'asking', of: 'combines-without-lock', operation: ADD, says: /operations were asked for, the object counts/ },
  { name: 'structure', of: 'combines-without-lock', operation: ADD, says: /than (came out|what came out)/ },
  { name: 'asking-server', of: 'answers-early', operation: NOTHING, says: /answers were those to another question/ },
])('$name notices what is wrong with $of', { timeout: 60_000 }, async ({ name, of, operation, says }) => {
  const scenario = registry.scenario('delegation', name);
  const subject = subjects.find(({ spec }) => spec.name === of) as FoundSubject;
  const { violations } = await trials(scenario, subject, 'js', { ...PARAMS.js, operation });
  expect(violations.join()).toMatch(says);
});

async function trials(
  scenario: FoundScenario,
  subject: FoundSubject,
  backend: Backend,
  asked: Params,
): Promise<{ operations: number; violations: string[] }> {
  const tunables = Object.entries(subject.spec.tunables ?? {}).map(([name, tunable]) => [name, tunable.default]);
  const params: Params = { ...asked, ...Object.fromEntries(tunables) };
  const [wasm] = backend === 'js' ? [null] : await buildKernels([{ entry: scenario.path, subject: subject.path }]);
  const kernel = wasm === null ? null : new WebAssembly.Module(wasm);
  const cpus = scenario.spec.roles(params).map(() => null);
  const cell = new OpenCell({ subject, scenario, params, cpus, kernel }, HANG_MS);
  let operations = 0;
  const violations: string[] = [];
  try {
    for (let trial = 0; trial < TRIALS; trial++) {
      const threads = await cell.trial(TRIAL_MS);
      operations += threads.reduce((sum, { ops }) => sum + ops, 0);
      violations.push(...scenario.spec.violations(threads, params, subject.spec));
    }
  } finally {
    await cell.close();
  }
  return { operations, violations };
}
