/** What goes wrong in a cell beside what its threads do on purpose (test/crew/cell.test.ts). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { CellFailed, OpenCell } from '../../src/crew/cell.ts';
import { slipCell } from './fixtures/slip-cell.ts';

const HANG_MS = 1500;

test('a rejection that nobody handles fails the cell with the thread’s own words, and the others go home', async () => {
  const open = new OpenCell(slipCell('rejectAndTurn'), HANG_MS);
  const failure = await open.trial(5).then(
    () => null,
    (error: Error) => error,
  );
  expect(failure).toBeInstanceOf(CellFailed);
  expect(failure?.message).toMatch(/^(?:Thread 1 \(rejectAndTurn\) failed|A thread died): out of crackers$/);
  expect(await open.close()).toMatchObject([{ pinned: false }, null]);
});

test('a rejection in a thread that never comes back to its event loop changes no trial', async () => {
  const open = new OpenCell(slipCell('rejectAndWork'), HANG_MS);
  for (const _ of ['first', 'second']) expect((await open.trial(5)).map(({ ops }) => ops)).toEqual([1, 1]);
  await open.close();
});

const canStop = process.platform !== 'win32';

test.skipIf(!canStop)(
  `time in which the whole process was stopped is nobody’s hanging${canStop ? '' : ' (skipped: there is no SIGSTOP here)'}`,
  async () => {
    const [stoppedMs, lateMs] = [HANG_MS + 100, HANG_MS + 300];
    const file = join(import.meta.dirname, 'fixtures/stopped-cell.ts');
    const child = spawn(process.execPath, ['--no-warnings', file, String(HANG_MS), String(lateMs)]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    await sleep(stoppedMs);
    child.kill('SIGCONT');
    await once(child, 'close');
    expect(said).toBe('opened\n1,1\n');
  },
);
