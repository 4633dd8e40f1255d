/**
 * What `npm run calibrate` measures: a few cells of the kinds that labs compare, each planned twice under two ids. The two are
 * visited as any two cells of a lab are, in shuffled blocks of one run, all cells of a block as one group: a pair then lies as
 * far apart in time as the cells of the largest section do.
 */
import type { CounterSpec } from '../contract.ts';
import type { Topology } from '../machine/types.ts';
import type { Registry } from '../registry.ts';
import { FEWEST_BLOCKS } from '../report/doubts.ts';
import { over } from './over.ts';
import { isCachedPair, isPlainTicket } from './picks.ts';
import { type Choice, type Plan, type PlannedCell, planRun } from './plan.ts';
import { BUDGET_S, expectedS, type Settings, settingsFor } from './settings.ts';
import type { LabSpec } from './spec.ts';

/** Twice what a verdict needs, so that a comparison as long as a lab's can be drawn from a pair in many ways. */
const MOST_BLOCKS = 2 * FEWEST_BLOCKS;

/** One cell, planned twice. */
export type Pair = readonly [PlannedCell, PlannedCell];

export interface CalibrationPlan {
  readonly plan: Plan;
  readonly pairs: readonly Pair[];
  readonly settings: Settings;
}

const isPlainCounter = (counter: CounterSpec) =>
  counter.updates === 'exact' &&
  counter.cells === 'one' &&
  counter.progress === 'wait-free' &&
  counter.control === undefined;

/** Two threads on one CPU measure the scheduler. */
const fitsTwo = ({ cpus }: { readonly cpus: number }) => cpus >= 2;

/** What no section here has: nothing is compared but a cell with itself. */
const UNUSED = { law: null, baseline: () => false, views: [], x: null } as const;

const CALIBRATION: LabSpec = {
  name: 'calibrate',
  title: 'Calibration',
  question: 'How far apart do equal cells look on this machine?',
  threads: () => [1, 2],
  sections: [
    over('ring', {
      ...UNUSED,
      id: 'throughput',
      title: 'Items through a ring',
      question: 'How many items a second?',
      scenario: 'throughput',
      subjects: isCachedPair,
      sweep: (context) => (fitsTwo(context) ? [{}] : []),
    }),
    over('ring', {
      ...UNUSED,
      id: 'round-trip',
      title: 'Round trips',
      question: 'How long to the other thread and back?',
      scenario: 'ping-pong',
      subjects: isCachedPair,
      sweep: (context) => (fitsTwo(context) && context.effort !== 'quick' ? [{}] : []),
    }),
    over('lock', {
      ...UNUSED,
      id: 'contended',
      title: 'A lock that two threads want',
      question: 'How many times a second do they get in?',
      scenario: 'contended',
      subjects: isPlainTicket,
      backends: ({ effort }) => (effort === 'quick' ? ['wasm'] : ['js', 'wasm']),
      sweep: (context) => (fitsTwo(context) ? [{ threads: 2 }] : []),
    }),
    over('lock', {
      ...UNUSED,
      id: 'uncontended',
      title: 'A lock that nobody else wants',
      question: 'How long does it take?',
      scenario: 'uncontended',
      subjects: isPlainTicket,
      backends: ({ effort }) => (effort === 'quick' ? ['js'] : ['js', 'wasm']),
      sweep: () => [{}],
    }),
    over('counter', {
      ...UNUSED,
      id: 'counting',
      title: 'A counter',
      question: 'How many additions a second?',
      scenario: 'add',
      subjects: isPlainCounter,
      backends: ({ effort }) => (effort === 'quick' ? ['wasm'] : ['js', 'wasm']),
      sweep: (context) =>
        fitsTwo(context) && context.effort !== 'quick' ? [{ threads: 1 }, { threads: 2 }] : [{ threads: 1 }],
    }),
  ],
  conclude: () => ({ headline: '', answers: [], claims: [] }),
};

/**
 * The cells of a calibration. Trials and warm-up are those of a lab of the same effort; what time is left goes into blocks.
 *
 * @throws PlacementRefused when `pin` names something that the machine does not have.
 */
export function planCalibration(
  registry: Registry,
  topology: Topology,
  { effort, pin }: Pick<Choice, 'effort' | 'pin'>,
): CalibrationPlan {
  const choice = { effort, pin, subjects: null, backends: ['js', 'wasm'], threads: null, capacitySlots: 1024 } as const;
  const single = planRun(CALIBRATION, registry, topology, choice);
  // Of several subjects that fit, the first stands for all.
  const once = single.sections.flatMap(({ cells }) => cells.filter(({ subject }) => subject === cells[0].subject));
  const pairs = once.map((cell): Pair => [cell, { ...cell, id: `${cell.id}/again` }]);
  const cells = pairs.flat();
  const sections = single.sections.slice(0, 1).map(({ spec }) => ({ spec, cells, baseline: null }));
  return {
    plan: { ...single, sections, cells },
    pairs,
    settings: withBlocks(settingsFor(effort, cells, single.cpus), effort, cells, single.cpus),
  };
}

function withBlocks(
  settings: Settings,
  effort: Choice['effort'],
  cells: readonly PlannedCell[],
  cpus: number,
): Settings {
  let blocks = MOST_BLOCKS;
  while (blocks > FEWEST_BLOCKS && expectedS({ ...settings, blocks }, cells, cpus) > BUDGET_S[effort]) blocks--;
  return { ...settings, blocks };
}
