/** Cells whose threads go from one pair of CPUs to the next, and where the words of a cell lie. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import storeOneLine from '../../bench/probes/store-one-line.ts';
import pingPong from '../../bench/signal/ping-pong.ts';
import type { ScenarioSpec } from '../../src/contract.ts';
import { type CellSetup, OpenCell, type ThreadTrial } from '../../src/crew/cell.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { PROJECT } from '../../src/registry.ts';
import { placesCell } from './fixtures/cells.ts';
import { seenBy } from './fixtures/places.ts';

const PAGE_BYTES = 4096;

const HANG_MS = 4000;
const TRIAL_MS = 3;
const STOP_MS = 1;
const NOWHERE = 65_000;
const LINE_BYTES = 128;

const topology = readTopology();
const usable = topology.cpus.filter((cpu) => cpu.online && cpu.allowed).map((cpu) => cpu.id);
const [a, b] = [usable[0], usable[usable.length - 1]];
/** Why threads cannot be moved on this machine; `null`: they can. */
const lacking = await (async () => {
  if (usable.length < 2) return 'two usable CPUs are needed';
  const cell = new OpenCell(placesCell({ cpus: [a, b] }), HANG_MS);
  return (await cell.close()).find((report) => !report?.verified)?.reason ?? null;
})();
const note = lacking === null ? '' : ` (skipped: ${lacking})`;

const pinned = { pinned: true, verified: true, reason: null };
const opened: OpenCell[] = [];

function openCell(setup: CellSetup): OpenCell {
  const cell = new OpenCell(setup, HANG_MS);
  opened.push(cell);
  return cell;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((cell) => cell.close()));
});

/** Close, and forget it: what the threads say when they go home. */
function close(cell: OpenCell) {
  opened.splice(opened.indexOf(cell), 1);
  return cell.close();
}

const cpusOf = (trial: readonly ThreadTrial[]) => trial.map(({ times }) => Number(times.cpu));

describe.skipIf(lacking !== null)(`threads that move${note}`, () => {
  const scenario = { path: join(PROJECT, 'bench/signal/ping-pong.ts'), spec: pingPong as ScenarioSpec };
  const subject = { path: join(PROJECT, 'bench/probes/store-one-line.ts'), spec: storeOneLine };

  test.for(['js', 'wasm'] as const)(
    'hand turns over wherever they are sent, each time from the first turn on (%s)',
    async (backend) => {
      const [wasm] =
        backend === 'wasm' ? await buildKernels([{ entry: scenario.path, subject: subject.path }]) : [null];
      const kernel = wasm && new WebAssembly.Module(wasm);
      const cell = openCell({ subject, scenario, params: {}, cpus: [a, b], moves: 2, kernel });
      const check = (trial: readonly ThreadTrial[], cpus: readonly number[]) => {
        expect(cpusOf(trial)).toEqual(cpus);
        expect(trial[0].items).toBeGreaterThan(0);
        expect(trial[0].items).toBe(trial[1].items);
        expect(pingPong.violations(trial as [ThreadTrial, ThreadTrial])).toEqual([]);
      };
      check(await cell.trial(TRIAL_MS), [a, b]);
      // More moves than pages: the third one comes back to the first page.
      for (const cpus of [
        [b, a],
        [a, b],
        [a, b],
        [b, a],
        [b, a],
      ])
        check(await cell.move(cpus, STOP_MS), cpus);
      check(await cell.trial(TRIAL_MS), [b, a]);
      check(await cell.move([a, b], STOP_MS), [a, b]);
      expect(await close(cell)).toMatchObject([pinned, pinned]);
    },
  );

  test('find zeroed words that nobody has used, on one page after the other and each time on another line', async () => {
    const moves = 18;
    const cell = openCell(placesCell({ cpus: [a, b], moves }));
    await cell.trial(STOP_MS);
    const stops = [];
    for (let stop = 0; stop < moves + 2; stop++) {
      const [first, second] = (await cell.move([a, b], STOP_MS)).map(seenBy);
      expect(second.offsets).toEqual(first.offsets);
      for (const { wasZero, used, ownUsed, mark, initCpu } of [first, second])
        expect({ wasZero, used, ownUsed, mark, initCpu }).toEqual(
          { wasZero: true, used: 0, ownUsed: 0, mark: 42, initCpu: a }, // rank 0 sets them up, where it is
        );
      for (const { ownEnd } of [first, second]) expect(Math.min(...first.offsets)).toBeGreaterThanOrEqual(ownEnd);
      stops.push(first.offsets);
    }
    expect(stops.slice(moves)).toEqual(stops.slice(0, 2)); // round again
    const fresh = stops.slice(0, moves);
    const pages = fresh.flat().map((offset) => Math.floor(offset / PAGE_BYTES));
    expect(new Set(pages).size).toBe(2 * moves);
    expect(fresh.flat().every((offset) => offset % LINE_BYTES === 0)).toBe(true);
    expect(new Set(fresh.slice(0, 16).map(([one]) => one % PAGE_BYTES)).size).toBe(16);
  });

  test('stay where they are in a trial after a move, with the words they had', async () => {
    const cell = openCell(placesCell({ cpus: [a, b], moves: 4 }));
    await cell.trial(STOP_MS);
    const moved = await cell.move([b, a], STOP_MS);
    const after = [await cell.trial(STOP_MS), await cell.trial(STOP_MS)];
    for (const [i, trial] of after.entries()) {
      expect(cpusOf(trial)).toEqual([b, a]);
      for (const [rank, thread] of trial.entries()) {
        const seen = seenBy(thread);
        expect(seen).toEqual({ ...seenBy(moved[rank]), used: i + 1, ownUsed: i + 1 });
        expect(seen.initCpu).toBe(b);
      }
    }
  });

  test('may share a CPU', async () => {
    const cell = openCell(placesCell({ cpus: [a, b], moves: 1 }));
    await cell.trial(STOP_MS);
    expect(cpusOf(await cell.move([b, b], STOP_MS))).toEqual([b, b]);
    expect(await close(cell)).toMatchObject([pinned, pinned]);
  });

  test('go on where they are when they are sent to a CPU that does not exist, and say so for ever', async () => {
    const cell = openCell(placesCell({ cpus: [a, b], moves: 2 }));
    await cell.trial(STOP_MS);
    expect(cpusOf(await cell.move([NOWHERE, a], STOP_MS))).toEqual([a, a]);
    expect(cpusOf(await cell.move([a, b], STOP_MS))).toEqual([a, b]);
    const [lost, fine] = await close(cell);
    expect(lost).toMatchObject({ pinned: false, verified: false });
    expect(lost?.reason).toMatch(/\S/);
    expect(fine).toMatchObject(pinned);
  });

  test('that were not pinned at first are pinned from the first move on', async () => {
    const cell = openCell(placesCell({ moves: 2 }));
    await cell.trial(STOP_MS);
    expect(cpusOf(await cell.move([b, a], STOP_MS))).toEqual([b, a]);
    expect(await close(cell)).toMatchObject([pinned, pinned]);
  });
});

describe(`the words of a cell`, () => {
  const nodes = topology.numa.map(({ id }) => id);

  test('lie where rank 0 says, if the kernel tells; the others do not say', async () => {
    const cell = openCell(placesCell({ cpus: [a, a] }));
    await cell.trial(STOP_MS);
    const [first, second] = await close(cell);
    expect(second).toMatchObject({ memory: null });
    const memory = first?.memory;
    if (memory?.verified) {
      expect(nodes).toContain(memory.node);
      expect(memory).toMatchObject({ pages: 1, touched: 1, reason: null });
    } else expect(memory).toMatchObject({ node: null, reason: expect.stringMatching(/\S/) });
  });

  test.skipIf(lacking !== null)(`are set up on the CPU asked for, and the threads run on theirs${note}`, async () => {
    for (const [memoryCpu, expected] of [
      [undefined, a],
      [b, b],
      [a, a],
    ]) {
      const cell = openCell(placesCell({ cpus: [a, b], memoryCpu }));
      const trial = await cell.trial(STOP_MS);
      expect(trial.map((thread) => seenBy(thread).initCpu)).toEqual([expected, expected]);
      expect(cpusOf(trial)).toEqual([a, b]);
      expect(await close(cell)).toMatchObject([pinned, pinned]);
    }
  });
});

describe('a lock that cares about NUMA nodes', () => {
  test.for<[what: string, nodes: CellSetup['nodes'], told: (number | null)[]]>([
    // By `self`, which is 1 for rank 0 and 0 for rank 1.
    ['is told of two nodes', [0, 1], [1, 0]],
    ['is told of two nodes by their order, whatever their numbers', [12, 5], [0, 1]],
    ['is told nothing where all threads are on one node', [1, 1], [null, null]],
    ['is told nothing where only one node is known', [0, null], [null, null]],
    ['is told nothing where none is known', [null, null], [null, null]],
    ['is told nothing where nobody says', undefined, [null, null]],
  ])('%s', async ([, nodes, told]) => {
    const cell = openCell(placesCell(nodes ? { nodes } : {}));
    const [thread] = await cell.trial(STOP_MS);
    expect(seenBy(thread).told).toEqual(told);
  });
});
