/** Locks whose threads are terminated. */
import { expect } from 'vitest';
import type { Limits } from './check.ts';
import type { Stay } from './lock-crowd.ts';
import type { Team } from './team.ts';
import { Run, sleep } from './thread-pool.ts';

/** Steps of the role `stayInside`. */
const [TO_LOCK, INSIDE] = [2, 3];
/** Time for a thread that is about to wait to do so. */
const SETTLE_MS = 10;

/** Thread 0 dies inside while 1 and 2 wait; 3 says so. One of the two learns of it. */
export async function dieInside(team: Team, limits: Limits): Promise<void> {
  await withStayers(team, limits, async (run, stay, leave) => {
    stay(0);
    await run.reaches(0, INSIDE);
    leave.fill(1, 1);
    const survivors = [stay(1), stay(2)];
    for (const self of [1, 2]) await run.reaches(self, TO_LOCK);
    await sleep(SETTLE_MS);
    await run.kill(0);
    expect(await team.start(run, 'bury', 3, { dead: 0 }), 'did the dead thread hold the lock?').toBe(true);
    const learned = await Promise.all(survivors);
    expect(learned.sort(), 'which of the survivors learned that the owner died').toEqual([false, true]);
  });
}

/** Thread 0 is inside, 1 dies while it waits, 2 waits behind it; 3 says so. When 0 leaves, 2 gets in, and nobody has died inside. */
export async function dieWaiting(team: Team, limits: Limits): Promise<void> {
  await withStayers(team, limits, async (run, stay, leave) => {
    const holder = stay(0);
    await run.reaches(0, INSIDE);
    stay(1);
    await run.reaches(1, TO_LOCK);
    await sleep(SETTLE_MS);
    const behind = stay(2);
    await run.reaches(2, TO_LOCK);
    await sleep(SETTLE_MS);
    await run.kill(1);
    expect(await team.start(run, 'bury', 3, { dead: 1 }), 'did the dead thread hold the lock?').toBe(false);
    leave.fill(1);
    expect(await Promise.all([holder, behind]), 'did they learn that an owner died?').toEqual([false, false]);
  });
}

type Stayer = (self: number) => Promise<boolean>;

/** `stay` starts a thread that locks and stays until its word in `leave` is not 0; what it learned about owners. */
async function withStayers(
  team: Team,
  limits: Limits,
  die: (run: Run, stay: Stayer, leave: Int32Array) => Promise<void>,
): Promise<void> {
  const leave = new Int32Array(new SharedArrayBuffer(4 * 4));
  const data: Stay = { leave };
  const run = new Run(4, limits.patienceMs);
  try {
    await die(run, (self) => team.start<boolean>(run, 'stayInside', self, data), leave);
  } finally {
    await run.end();
  }
  team.requireCanaries();
}
