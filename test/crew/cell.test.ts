import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CellFailed, type CellSetup, OpenCell } from '../../src/crew/cell.ts';
import type { PinOutcome } from '../../src/machine/affinity.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { faultyCell } from './fixtures/cells.ts';
import { STUCK_INIT } from './fixtures/faults.ts';

const HANG_MS = 1500;
const TRIAL_MS = 5;
const usable = readTopology().cpus.filter((cpu) => cpu.online && cpu.allowed);
const hasThreadList = existsSync('/proc/self/task');

/** Open, run two trials, close. Returns what the trials threw, or null, and what pinning came to. */
async function visit(setup: CellSetup): Promise<{ error: Error | null; pinnings: readonly (PinOutcome | null)[] }> {
  const open = new OpenCell(setup, HANG_MS);
  let error: Error | null = null;
  try {
    await open.trial(TRIAL_MS);
    await open.trial(TRIAL_MS);
  } catch (caught) {
    error = caught as Error;
  }
  return { error, pinnings: await open.close() };
}

test('two threads that work give two trials with their own times, and say that they were not pinned', async () => {
  const open = new OpenCell(faultyCell('work'), HANG_MS);
  const trials = [await open.trial(TRIAL_MS), await open.trial(TRIAL_MS)];
  for (const threads of trials) {
    expect(threads.map(({ rank, role, errors }) => ({ rank, role, errors }))).toEqual([
      { rank: 0, role: 'work', errors: 0 },
      { rank: 1, role: 'work', errors: 0 },
    ]);
    for (const { ops, times } of threads) {
      expect(ops).toBeGreaterThan(0);
      expect(times.endNs).toBeGreaterThan(times.startNs);
    }
  }
  expect(trials[1][0].times.startNs).toBeGreaterThan(trials[0][0].times.endNs);
  const unpinned = { pinned: false, verified: false, reason: 'not asked for' };
  expect(await open.close()).toMatchObject([unpinned, unpinned]);
});

test.for<[what: string, fault: Parameters<typeof faultyCell>[0], lost: number, message: RegExp]>([
  ['throws', 'fail', 1, /^Thread 1 \(fail\) failed: out of cheese$/],
  ['calls process.exit', 'leave', 1, /^Thread 1 \(leave\) failed: .*7/],
  ['never stops', 'hang', 1, /^Expected all threads to stop within 1\.5 s, found thread 1 \(hang\) hanging\.$/],
  [
    'never reaches the start line',
    STUCK_INIT,
    0,
    /^Expected all threads to reach the start line within 1\.5 s, found thread 0 \(work\) hanging\.$/,
  ],
])('a thread that %s fails the cell, by rank and role, and the other comes home', async ([, fault, lost, message]) => {
  const { error, pinnings } = await visit(faultyCell(fault));
  expect(error).toBeInstanceOf(CellFailed);
  expect(error?.message).toMatch(message);
  expect(pinnings.map((pinning) => pinning === null)).toEqual([0, 1].map((rank) => rank === lost));
});

test.skipIf(!hasThreadList)(
  `no thread outlives its cell, however the cell ends${hasThreadList ? '' : ' (skipped: /proc/self/task is not there)'}`,
  async () => {
    const threads = () => readdirSync('/proc/self/task').length;
    await visit(faultyCell('work')); // what the process starts once is running now
    const before = threads();
    for (const fault of ['work', 'fail', 'leave', 'hang'] as const) await visit(faultyCell(fault));
    await expect.poll(threads, { timeout: 5000 }).toBeLessThanOrEqual(before);
  },
);

test('a cell that was never run can be closed', async () => {
  expect(await new OpenCell(faultyCell('work'), HANG_MS).close()).toHaveLength(2);
});

const canPin = process.platform === 'linux' && usable.length > 0;
test.skipIf(!canPin)(
  `pinned threads leave the main thread's CPU mask alone${canPin ? '' : ' (skipped: pinning is for Linux)'}`,
  async () => {
    const mask = () => /^Cpus_allowed_list:.*$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[0];
    const before = mask();
    const { error, pinnings } = await visit(faultyCell('work', [usable[0].id, usable[0].id]));
    expect(error).toBe(null);
    expect(pinnings).toMatchObject(Array(2).fill({ pinned: true, verified: true, reason: null }));
    expect(mask()).toBe(before);
  },
);

test('a CPU that does not exist leaves the threads unpinned, with the reason', async () => {
  const { error, pinnings } = await visit(faultyCell('work', [65_000, null]));
  expect(error).toBe(null);
  expect(pinnings[0]?.pinned).toBe(false);
  expect(pinnings[0]?.reason).toMatch(/./);
});
