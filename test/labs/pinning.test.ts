import { expect, test } from 'vitest';
import lab from '../../labs/pinning/lab.ts';
import { measured } from '../../src/lab/measured.ts';
import { type Plan, type PlannedCell, planRun } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import { expectedS, settingsFor } from '../../src/lab/settings.ts';
import type { Conclusion, Effort } from '../../src/lab/spec.ts';
import { usablePlaces } from '../../src/machine/distance.ts';
import type { Topology } from '../../src/machine/types.ts';
import { discover } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { summarize } from '../../src/report/summary.ts';
import { loadView } from '../../src/report/view-folder.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleRecord } from '../report/sample.ts';
import { runOf } from './planned-runs.ts';

const TRIAL_NS = 100_000_000;

const registry = await discover();
const small = syntheticTopology({ coresPerL3: 2 });
const smt = syntheticTopology({ coresPerL3: 4, threadsPerCore: 2 });
/** A usual cloud machine: the two virtual CPUs are threads of one core. */
const oneCore = syntheticTopology({ coresPerL3: 1, threadsPerCore: 2 });
const large = syntheticTopology({ packages: 2, coresPerL3: 16, threadsPerCore: 2 });
const windows: Topology = {
  ...small,
  trust: 'unknown',
  cpus: Array.from({ length: 8 }, (_, id) => ({
    id,
    online: true,
    allowed: true,
    isolated: false,
    core: id,
    smtRank: 0,
  })),
  numa: [],
};

/** How much longer an operation takes than between two cores; and what unpinned threads do. */
interface World {
  readonly oneCpu: { readonly spinning: number; readonly parking: number };
  readonly siblings: { readonly roundTrip: number; readonly ownWork: number };
  readonly unpinned: { readonly partners: number; readonly loners: number };
  /** Relative spread of the trials. */
  readonly spread: { readonly pinned: number; readonly unpinned: number };
  /** Unpinned: every fourth trial moves, and takes so many times as long. */
  readonly move: number | null;
  /** Unpinned: every other fourth trial ends on one CPU, and takes so many times as long. */
  readonly together: number | null;
  /** What the system tells of its threads. */
  readonly tells: 'all' | 'cpu' | 'nothing';
  readonly pins: boolean;
}

const USUAL: World = {
  oneCpu: { spinning: 20, parking: 1.2 },
  siblings: { roundTrip: 0.4, ownWork: 1.8 },
  unpinned: { partners: 1.5, loners: 0.85 },
  spread: { pinned: 0.01, unpinned: 0.05 },
  move: 1.3,
  together: null,
  tells: 'all',
  pins: true,
};

function planOn(topology: Topology, effort: Effort = 'default'): Plan {
  const choice = {
    effort,
    subjects: null,
    backends: ['js', 'wasm'] as const,
    threads: null,
    pin: 'none',
    capacitySlots: 1024,
  };
  return planRun(lab, registry, topology, choice);
}

function runIn(world: World, topology: Topology = small, blocks = 6): LabResult {
  const plan = planOn(topology);
  const random = createRandom(7);
  const runs = plan.cells.map((cell) => {
    const pinned = cell.placement.policy !== 'none' && world.pins;
    const report = {
      pinned,
      verified: pinned,
      reason: pinned ? null : 'This system has no thread affinity.',
      memory: null,
    };
    const trials = Array.from({ length: 2 * blocks }, (_, i) =>
      trialOf(cell, world, i, random.next() + random.next() - 1),
    );
    return runOf(cell, trials, { reports: Array(cell.threads).fill(report) });
  });
  const sample = sampleRecord();
  const cpus = topology.cpus.length;
  const machine = {
    ...sample.machine,
    topology: { ...sample.machine.topology, cpus, places: usablePlaces(topology) },
    allowed: { ...sample.machine.allowed, cpus: `0-${cpus - 1}` },
  };
  // Through the schema: what the lab writes is what a report can read.
  return readResult(
    JSON.stringify({ ...sample, machine, ...recordCells(plan, runs), notMeasured: [...plan.notMeasured] }),
  );
}

function trialOf(cell: PlannedCell, world: World, i: number, deviate: number) {
  const { policy, cpus } = cell.placement;
  const free = policy === 'none';
  const spread = free ? world.spread.unpinned : world.spread.pinned;
  const moved = free && world.move !== null && i % 4 === 0;
  const together = free && world.together !== null && i % 4 === 1;
  const slower = (moved ? (world.move ?? 1) : 1) * (together ? (world.together ?? 1) : 1);
  const opNs = 200 * placeFactor(cell, world) * (1 + 2 * spread * deviate) * slower;
  const ops = Math.round(TRIAL_NS / opNs);
  const knows = world.tells === 'nothing' ? -1n : 0n;
  const threads = cell.scenario.spec.roles(cell.params).map((role, rank) => ({
    rank,
    role,
    ops: rank === 0 ? ops : 0,
    errors: 0,
    failedTries: 0,
    sum: 0,
    items: ops,
    samples: new Int32Array(0),
    times: {
      startNs: 1_000_000_000n,
      endNs: 1_000_000_000n + BigInt(TRIAL_NS),
      cpuNs: knows,
      runDelayNs: knows,
      voluntarySwitches: knows,
      involuntarySwitches: knows,
      migrations: world.tells === 'all' ? BigInt(moved ? 1 : 0) : -1n,
      cpu: world.tells === 'nothing' ? -1n : BigInt(together ? 0 : (cpus[rank] ?? (rank + (moved ? 1 : 0)) % 8)),
    },
  }));
  return measured(threads, i >> 1, 0);
}

function placeFactor({ placement, scenario, subject }: PlannedCell, world: World): number {
  const { waiting } = subject.spec as unknown as { waiting?: string };
  if (placement.policy === 'none')
    return scenario.spec.name === 'add' || placement.oversubscribed ? world.unpinned.loners : world.unpinned.partners;
  if (new Set(placement.cpus).size === 1)
    return waiting === 'spin-then-park' ? world.oneCpu.parking : world.oneCpu.spinning;
  if (placement.policy !== 'smt-pair') return 1;
  if (scenario.spec.name === 'ping-pong') return world.siblings.roundTrip;
  return scenario.spec.name === 'add' ? world.siblings.ownWork : 1;
}

function verdictsOf({ claims }: Conclusion): Record<string, string> {
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]));
}
const verdicts = (record: LabResult) => verdictsOf(lab.conclude(record));
const sitesOf = (plan: Plan, section: string) => [
  ...new Set(plan.sections.find(({ spec }) => spec.id === section)?.cells.map(({ placement }) => placement.policy)),
];

test('a few subjects, each on every site that the machine has; the others are told with the reason', () => {
  const plan = planOn(small);
  expect(new Set(plan.cells.map(({ subject }) => subject.spec.name))).toEqual(
    new Set(['spsc-cached', 'ticket', 'futex', 'per-thread']),
  );
  expect(sitesOf(plan, 'ring')).toEqual(['cores', 'none', '0']);
  expect(plan.notMeasured.map(({ what }) => what)).toContain('Round trips, smt-pair');
  expect(sitesOf(planOn(smt), 'lock')).toEqual(['cores', 'none', 'smt-pair', '0']);
  expect(sitesOf(planOn(large), 'lock')).toEqual(['cores', 'none', 'smt-pair', 'scatter', '0']);
  expect(sitesOf(planOn(large), 'group')).toEqual(['cores', 'none', 'compact', 'scatter']);
  expect(sitesOf(planOn(large), 'crowd')).toEqual(['cores', 'none']);
});

test('sites are called by their names, not by CPU numbers, in labels and where one is the same as another', () => {
  const { cells, notMeasured } = planOn(syntheticTopology({ coresPerL3: 1 }));
  expect(new Set(cells.map(({ label }) => label?.split(', ')[0]))).toEqual(new Set(['cores', 'not pinned']));
  expect(notMeasured).toContainEqual({
    what: 'Round trips, one CPU',
    reason: 'On this machine it comes to the same as cores.',
  });
  expect(new Set(planOn(small).cells.map(({ label }) => label?.split(', ')[0]))).toContain('one CPU');
});

test('a system that does not tell its CPUs apart is asked for CPUs by number', () => {
  const plan = planOn(windows);
  expect(sitesOf(plan, 'ring')).toEqual(['0,2', 'none', '0']);
  expect(sitesOf(plan, 'crowd')).toEqual(['0,2,4,6,1,3,5,7', 'none']);
  const [first] = plan.sections[0].cells;
  expect(first.label).toBe('pinned, spsc-cached');
  expect(plan.sections.every(({ baseline }) => baseline !== null)).toBe(true);
});

test('runs stay within their budgets, on a large machine too', () => {
  for (const topology of [small, smt, large]) {
    for (const [effort, budgetS] of [
      ['quick', 15],
      ['default', 90],
    ] as const) {
      const plan = planOn(topology, effort);
      const settings = settingsFor(effort, plan.cells, plan.cpus);
      expect(expectedS(settings, plan.cells, plan.cpus)).toBeLessThanOrEqual(budgetS);
    }
  }
});

const usual = runIn(USUAL, smt);

test('in the usual world every claim holds, and the headline says what pinning is for', () => {
  const conclusion = lab.conclude(usual);
  const { headline, answers } = conclusion;
  expect(headline).toMatch(
    /^Pin to get the same result again: trials of threads left to the system spread \d+\.\d+ \(\d.*\) times as much; pinning makes threads that share nothing 0\.8\d+ \(.*\) times as fast, threads that wait for each other 1\.5\d+ \(.*\) times\.$/,
  );
  expect(answers).toHaveLength(5);
  for (const { answer } of answers) expect(answer).toMatch(/^[A-Z0-9].*\d.*\.$/);
  expect(verdictsOf(conclusion)).toEqual({
    'narrower-spread': 'held',
    'no-faster': 'held',
    'partners-stay-apart': 'held',
    'threads-move': 'held',
    'moves-cost': 'held',
    'spinning-collapses': 'held',
    'parking-survives': 'held',
    'siblings-hand-over': 'held',
    'siblings-share': 'held',
    'crowd-no-faster': 'held',
  });
});

test('claims follow the numbers', () => {
  const other = lab.conclude(
    runIn(
      {
        ...USUAL,
        oneCpu: { spinning: 1.1, parking: 5 },
        siblings: { roundTrip: 1.3, ownWork: 1 },
        unpinned: { partners: 0.8, loners: 2 },
        spread: { pinned: 0.05, unpinned: 0.01 },
        move: 1,
      },
      smt,
    ),
  );
  expect(verdictsOf(other)).toEqual({
    'narrower-spread': 'did not hold',
    'no-faster': 'did not hold',
    'partners-stay-apart': 'did not hold',
    'threads-move': 'held',
    'moves-cost': 'did not hold',
    'spinning-collapses': 'did not hold',
    'parking-survives': 'did not hold',
    'siblings-hand-over': 'did not hold',
    'siblings-share': 'did not hold',
    'crowd-no-faster': 'did not hold',
  });
  expect(other.headline).toMatch(/^Pinning did not make results repeatable here/);
  const alike = lab.conclude(runIn({ ...USUAL, spread: { pinned: 0.02, unpinned: 0.02 }, move: null }));
  expect(verdictsOf(alike)).toMatchObject({ 'narrower-spread': 'undecided', 'threads-move': 'did not hold' });
  expect(alike.headline).toMatch(/^This run does not decide whether pinned threads repeat better/);
});

test('where pinned threads are faster, two unpinned ones on one CPU are told as the reason', () => {
  const record = runIn({ ...USUAL, unpinned: { partners: 1.5, loners: 1 }, together: 30, move: null });
  const { headline, claims } = lab.conclude(record);
  expect(headline).toContain('since the system left two threads on one CPU in 25 % of the trials');
  const claim = claims.find(({ id }) => id === 'partners-stay-apart');
  expect(claim?.verdict).toBe('held');
  expect(claim?.sentence).toMatch(/25 % ended with two of them on one CPU, and did 0\.03\d+ .* times as well/);
});

test('a run beside other programs says so', () => {
  const cells = usual.cells.map((cell) => ({
    ...cell,
    trials: cell.trials.map((trial) => ({
      ...trial,
      perThread: trial.perThread.map((thread) => ({ ...thread, runDelayNs: 0.3 * trial.durationNs })),
    })),
  }));
  expect(lab.conclude({ ...usual, cells }).headline).toMatch(
    / Other programs were running: pinned threads waited for their CPUs 30 % of the time\.$/,
  );
});

test('a machine without siblings leaves their claims open, and decides the others', () => {
  expect(verdicts(runIn(USUAL))).toMatchObject({
    'narrower-spread': 'held',
    'siblings-hand-over': 'undecided',
    'siblings-share': 'undecided',
    'crowd-no-faster': 'held',
  });
});

test('two CPUs of one core are siblings, whatever the policy is called; without a second core nothing is said of cores', () => {
  expect(sitesOf(planOn(oneCore), 'ring')).toEqual(['cores', 'none', '0']);
  const { headline, answers, claims } = lab.conclude(runIn(USUAL, oneCore));
  expect(headline).toMatch(/^Pin to get the same result again/);
  expect(Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))).toMatchObject({
    'narrower-spread': 'held',
    'no-faster': 'held',
    'partners-stay-apart': 'undecided',
    'spinning-collapses': 'held',
    'parking-survives': 'held',
    'siblings-hand-over': 'undecided',
    'siblings-share': 'undecided',
    'crowd-no-faster': 'held',
  });
  const sentenceOf = (id: string) => claims.find((claim) => claim.id === id)?.sentence;
  expect(sentenceOf('partners-stay-apart')).toBe('There is no second core here.');
  for (const id of ['siblings-hand-over', 'siblings-share'])
    expect(sentenceOf(id)).toContain('or there is no second core');
  expect(sentenceOf('spinning-collapses')).toMatch(/^On one CPU, in the speed on two threads of one core: /);
  expect(answers[2].answer).toContain('instead of');
  expect(answers[3].answer).toBe('This run did not measure it.');
});

test('a system that tells the CPU but counts no migrations: moves are those seen within a visit', () => {
  const { claims } = lab.conclude(runIn({ ...USUAL, tells: 'cpu' }));
  const moves = claims.find(({ id }) => id === 'threads-move');
  expect(moves).toMatchObject({ verdict: 'held' });
  expect(moves?.sentence).toContain('at least');
  expect(claims.find(({ id }) => id === 'moves-cost')?.verdict).toBe('undecided');
});

test('a system without evidence and one that cannot pin are told so', async () => {
  const silent = runIn({ ...USUAL, tells: 'nothing' }, windows);
  expect(verdicts(silent)).toMatchObject({
    'narrower-spread': 'held',
    'no-faster': 'held',
    'threads-move': 'undecided',
    'moves-cost': 'undecided',
    'siblings-hand-over': 'undecided',
  });
  const mac = runIn({ ...USUAL, tells: 'nothing', pins: false }, windows);
  const unpinned = lab.conclude(mac);
  expect(unpinned.headline).toBe(
    'The threads could not be pinned here: This system has no thread affinity. So there is nothing to compare.',
  );
  expect(new Set(Object.values(verdictsOf(unpinned)))).toEqual(new Set(['undecided']));
  const view = await loadView('placements');
  for (const record of [usual, silent, mac]) {
    for (const summary of summarize(record))
      expect(view.build(record, summary.section, summary).sentence).toMatch(/\.$/);
  }
  for (const summary of summarize(mac))
    expect(view.build(mac, summary.section, summary).sentence).toMatch(/^No cell was confirmed as pinned\./);
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = runIn(USUAL, small, 3);
  const conclusion = lab.conclude(early);
  expect(conclusion.headline).toContain('let the run finish');
  const { 'threads-move': moved, 'moves-cost': _price, ...rest } = verdictsOf(conclusion);
  expect(moved).toBe('held');
  expect(new Set(Object.values(rest))).toEqual(new Set(['undecided']));
});

test('what was not measured is not made up', () => {
  const none = (fits: (cell: Cell) => boolean): LabResult => ({
    ...usual,
    cells: usual.cells.filter(fits),
    sections: usual.sections.map((section) => ({ ...section, cells: [], baseline: null })),
  });
  const { headline, answers, claims } = lab.conclude(none(() => false));
  expect(headline).toContain('were not both measured');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
  expect(claims.every(({ verdict }) => verdict === 'undecided')).toBe(true);
});
