/** Runs of the readers-and-writers laboratory on machines that are known to the nanosecond. */
import { expect } from 'vitest';
import lab from '../../labs/rwlocks/lab.ts';
import type { RegisterSpec, RwLockSpec } from '../../src/contract.ts';
import { type MeasuredTrial, measured } from '../../src/lab/measured.ts';
import { type PlannedCell, planRun } from '../../src/lab/plan.ts';
import { recordCells } from '../../src/lab/record.ts';
import type { Effort } from '../../src/lab/spec.ts';
import { discover } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { createRandom } from '../../src/stats/random.ts';
import { syntheticTopology } from '../machine/synthetic-machine.ts';
import { sampleRecord } from '../report/sample.ts';
import { runOf } from './planned-runs.ts';

const TRIAL_NS = 100_000_000;

/** What things cost on a machine that is known to the nanosecond. */
export interface World {
  readonly cpus: number;
  /** Copying the value, and what a reader adds by what it writes, while it is alone. */
  readonly copyNs: number;
  readonly addedNs: Readonly<Record<RegisterSpec['readersWrite'], number>>;
  /** A read beside others where readers write a shared line: they take turns. */
  readonly turnNs: number;
  /** A write, under a lock that readers share and otherwise. All writers take turns. */
  readonly writeNs: Readonly<Record<'locked' | 'other', number>>;
  /** What one read of a hundred takes while somebody writes. */
  readonly tailNs: Readonly<Record<RegisterSpec['readersMeetWriter'], number>>;
  /** Writes of the one that writes beside readers, under a lock and otherwise. */
  readonly writesPerTrial: Readonly<Record<'wait' | 'other', number>>;
  /** Getting into a lock to read, and being let in by another thread. */
  readonly enterNs: Readonly<Record<RwLockSpec['readersWrite'], number>>;
  readonly handOverNs: number;
  /** How long one of a hundred readers waits for the lock. */
  readonly waitNs: Readonly<Record<RwLockSpec['prefers'], number>>;
  /** What the most served thread gets for each operation of another one. */
  readonly favour: number;
  /** Reads that are torn without coordination, in one trial. */
  readonly torn: number;
}

export const USUAL: World = {
  cpus: 2,
  copyNs: 6,
  addedNs: { nothing: 1, 'own-line': 8, 'shared-line': 16 },
  turnNs: 80,
  writeNs: { locked: 60, other: 200 },
  tailNs: { 'go-on': 120, retry: 150, 'wait-and-retry': 100, wait: 600 },
  writesPerTrial: { wait: 480_000, other: 500_000 },
  enterNs: { 'own-line': 10, 'shared-line': 60 },
  handOverNs: 100,
  waitNs: { phases: 2000, arrival: 7000, writers: 9000, readers: 500 },
  favour: 1,
  torn: 40,
};
export const LARGE: World = { ...USUAL, cpus: 16 };

interface RunOptions {
  readonly effort?: Effort;
  readonly blocks?: number;
  readonly backends?: readonly Cell['backend'][];
  readonly threads?: readonly number[];
}

export const registry = await discover();

export function planFor(cpus: number, { effort = 'default', backends = ['js', 'wasm'], threads }: RunOptions = {}) {
  return planRun(lab, registry, syntheticTopology({ coresPerL3: cpus }), {
    effort,
    subjects: null,
    backends,
    threads: threads ?? null,
    pin: 'cores',
    capacitySlots: 1024,
  });
}

/** A run of the lab's own plan whose trials are the world's, give or take 2 %. */
export function runIn(world: World, options: RunOptions = {}): LabResult {
  const { blocks = 6 } = options;
  const plan = planFor(world.cpus, options);
  const random = createRandom(7);
  const runs = plan.cells.map((cell) => {
    const trials = Array.from({ length: blocks }, (_, block) =>
      trialOf(cell, world, block, 0.98 + 0.04 * random.next()),
    );
    return runOf(cell, trials);
  });
  const sample = sampleRecord();
  const topology = { ...sample.machine.topology, cpus: world.cpus };
  const machine = { ...sample.machine, topology, allowed: { ...sample.machine.allowed, cpus: `0-${world.cpus - 1}` } };
  // Through the schema: what the lab writes is what a report can read.
  return readResult(JSON.stringify({ ...sample, machine, ...recordCells(plan, runs) }));
}

function trialOf(cell: PlannedCell, world: World, block: number, noise: number): MeasuredTrial {
  const { spec } = cell.scenario;
  const roles = spec.roles(cell.params);
  const { crewNs, tailNs, again, writes } = costOf(cell, world);
  const all = TRIAL_NS / (crewNs * noise);
  const serving = roles.filter((role) => role !== 'write').length;
  const isTorn = cell.subject.spec.kind === 'register' && cell.subject.spec.values === 'torn';
  const threads = roles.map((role, rank) => {
    const share = rank === 0 ? world.favour / (world.favour + serving - 1) : 1 / (world.favour + serving - 1);
    const ops = role === 'write' ? 0 : Math.round(all * (serving === roles.length ? share : 1 / serving));
    // Three of a hundred take long, so that the 99th percentile is among them.
    const samples = Int32Array.from({ length: role === 'write' ? 0 : 300 }, (_, i) =>
      i % 100 < 3 ? tailNs * noise : tailNs / 10,
    );
    const items = role === 'write' ? writes : ops;
    return {
      ...{ rank, role, ops, failedTries: Math.round(ops * again), sum: 0, items, samples },
      errors: isTorn && role === 'read' ? world.torn : 0,
      times: {
        ...{ startNs: 1_000_000_000n, endNs: 1_000_000_000n + BigInt(TRIAL_NS), cpuNs: BigInt(TRIAL_NS) },
        ...{ runDelayNs: 0n, voluntarySwitches: 0n, involuntarySwitches: 0n, migrations: 0n, cpu: BigInt(rank) },
      },
    };
  });
  expect(spec.violations(threads, cell.params, cell.subject.spec)).toEqual([]);
  return measured(threads, block, 0);
}

/** Nanoseconds from one operation of all threads to the next, of a read of a hundred, reads in vain, and writes of the one that writes. */
function costOf(
  { subject: { spec }, scenario, params, threads }: PlannedCell,
  world: World,
): { crewNs: number; tailNs: number; again: number; writes: number } {
  const reads = (params.readPercent ?? 100) / 100;
  if (spec.kind === 'rwlock') {
    const readNs = Math.max((params.insideNs + world.enterNs[spec.readersWrite]) / threads, takesTurns(spec, world));
    const writeNs = params.insideNs + world.handOverNs;
    return { crewNs: reads * readNs + (1 - reads) * writeNs, tailNs: world.waitNs[spec.prefers], again: 0, writes: 0 };
  }
  if (spec.kind !== 'register') throw new Error(`Expected a register or a lock, found ${spec.kind}: correct the test.`);
  const alone = world.copyNs + (spec.values === 'whole' ? world.addedNs[spec.readersWrite] : 0);
  const readers = scenario.spec.name === 'reading' ? threads - 1 : threads;
  const together = takesTurns(spec, world) > 0 && threads > 1 ? world.turnNs : alone / readers;
  const writeNs =
    world.writeNs[spec.readersMeetWriter === 'wait' && spec.readersWrite === 'shared-line' ? 'locked' : 'other'];
  return {
    crewNs: reads * together + (1 - reads) * writeNs,
    tailNs: world.tailNs[spec.readersMeetWriter],
    again: spec.readersMeetWriter.endsWith('retry') ? 0.02 : 0,
    writes: world.writesPerTrial[spec.readersMeetWriter === 'wait' ? 'wait' : 'other'],
  };
}

/** Time that only one reader at a time can have. */
function takesTurns({ readersWrite }: RegisterSpec | RwLockSpec, { enterNs }: World): number {
  return readersWrite === 'shared-line' ? enterNs['shared-line'] : 0;
}
