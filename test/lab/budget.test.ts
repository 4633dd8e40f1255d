/** Runs must end in the time that their effort promises, on small machines and on large ones. */
import { expect, test } from 'vitest';
import { findLabs } from '../../src/lab/find.ts';
import { planRun } from '../../src/lab/plan.ts';
import { BUDGET_S, expectedS, SETTINGS, settingsFor } from '../../src/lab/settings.ts';
import { discover } from '../../src/registry.ts';
import { type SyntheticMachine, syntheticTopology } from '../machine/synthetic-machine.ts';

const MACHINES: Readonly<Record<string, SyntheticMachine>> = {
  '2 CPUs': { coresPerL3: 2 },
  '16 CPUs': { coresPerL3: 8, threadsPerCore: 2 },
  '128 CPUs': { packages: 2, coresPerL3: 32, threadsPerCore: 2 },
};
/** What a run may take beyond its budget. */
const TOLERANCE = 1.3;

const registry = await discover();
const labs = await findLabs();
const [quietMachine] = Object.values(MACHINES);

for (const [machine, synthetic] of Object.entries(MACHINES)) {
  for (const lab of labs.values()) {
    test(`${lab.name} keeps to its time on ${machine}`, () => {
      for (const effort of ['quick', 'default'] as const) {
        const { cells, cpus } = planOf(lab.name, effort, synthetic);
        expect(cells.length, effort).toBeGreaterThan(0);
        const seconds = expectedS(settingsFor(effort, cells, cpus), cells, cpus);
        expect(seconds, `${effort}, ${cells.length} cells`).toBeLessThan(TOLERANCE * BUDGET_S[effort]);
      }
    });
  }
}

test.for([...labs.keys()])('%s measures something with 1, 2, 4 and 8 threads each, on two CPUs', (name) => {
  for (const threads of [1, 2, 4, 8]) {
    const { cells, notMeasured } = planOf(name, 'default', quietMachine, [threads]);
    if (cells.length === 0) expect(notMeasured.length, `${threads} threads`).toBeGreaterThan(0);
    else expect(cells.every((cell) => cell.placement.cpus.length === cell.threads)).toBe(true);
  }
});

const LARGE: SyntheticMachine = { packages: 2, coresPerL3: 144, threadsPerCore: 2 };
const touring = [...labs.values()].filter(({ sections }) => sections.some(({ tours }) => tours));

test.for(touring)('$name keeps to the time that is asked for on 576 CPUs, and its tours go on', ({ name }) => {
  for (const effort of ['quick', 'default'] as const) {
    const { cells, cpus } = planOf(name, effort, LARGE);
    for (const budgetS of [BUDGET_S[effort], 30, 600]) {
      const settings = settingsFor(effort, cells, cpus, budgetS);
      expect(expectedS(settings, cells, cpus), `${effort}, ${budgetS} s`).toBeLessThan(TOLERANCE * budgetS);
      expect(settings.pairsPerTrial).toBeGreaterThan(10);
    }
  }
});

test('few cells leave the settings alone; more cells first mean fewer, then shorter trials, but not too short ones', () => {
  const cells = (count: number) => Array.from({ length: count }, () => ({ threads: 2, backend: 'js' as const }));
  expect(settingsFor('default', cells(10), 2)).toEqual(SETTINGS.default);
  const many = settingsFor('default', cells(60), 2);
  expect(many.trialsPerVisit).toBe(1);
  expect(many.trialMs).toBe(SETTINGS.default.trialMs);
  expect(settingsFor('default', cells(1000), 2).trialMs).toBe(52);
  expect(settingsFor('thorough', cells(1000), 2)).toEqual(SETTINGS.thorough);
});

function planOf(name: string, effort: 'quick' | 'default', machine: SyntheticMachine, threads: number[] | null = null) {
  const lab = labs.get(name);
  if (!lab) throw new Error(`no lab ${name}`);
  const choice = {
    effort,
    subjects: null,
    backends: ['js', 'wasm'],
    threads,
    pin: 'cores',
    capacitySlots: 1024,
  } as const;
  return planRun(lab, registry, syntheticTopology(machine), choice);
}
