/** Signals to a run of a lab (Ctrl-C and a reader that goes away: test/cli/run.test.ts). */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findDoubts } from '../../src/report/doubts.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { ended, startLab } from '../cli/lab-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** One cell, visited six times. */
const SHORT = ['ringbuf', '--quick', '--backend', 'js', '--pin', 'none', '--subjects', 'spsc-lamport'];

const hasSignals = process.platform !== 'win32';
if (!hasSignals) console.log('skipped: there are no signals on Windows');

/** All records below the folder. Whatever else lies there must be a page of one of them. */
function recordsIn(out: string): LabResult[] {
  const folder = join(out, 'ringbuf');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const records = files.filter((name) => name.endsWith('.json'));
  const pages = records.map((name) => name.replace('.json', '.html'));
  expect(
    files.filter((name) => !records.includes(name) && !pages.includes(name)),
    'files that belong to no record',
  ).toEqual([]);
  return records.map((name) => readResult(readFileSync(join(folder, name), 'utf8')));
}

/** Resolves when a visit is under way that is not the first. */
async function measuring(lab: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  lab.stderr?.on('data', (text: string) => {
    said += text;
    if (/^\s*[1-9]\d*\/\d+/m.test(said)) resolve();
  });
  lab.once('close', () => reject(new Error(`The lab ended before it measured: ${said}`)));
  await promise;
}

function start(out: string): { lab: ChildProcess; end: ReturnType<typeof ended> } {
  const lab = startLab(...SHORT, '--out', out);
  onTestFinished(() => {
    if (lab.exitCode === null && lab.signalCode === null) process.kill(-lab.pid!, 'SIGKILL');
  });
  return { lab, end: ended(lab) };
}

// Who ends ends whole: `ended` waits until nobody holds the run's stdout and stderr, threads and child processes included.
describe.skipIf(!hasSignals)('a run that is', () => {
  test('told to end keeps the finished cells, marks the record as incomplete and exits with 130', async () => {
    const out = temporaryFolder();
    const { lab, end } = start(out);
    await measuring(lab);
    lab.kill('SIGTERM'); // to the first process alone, as a supervisor does
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted');
    const [{ complete, cells }] = recordsIn(out);
    expect(complete).toBe(false);
    expect(cells.every(({ error, checks }) => error === undefined && checks.invariantsHeld)).toBe(true);
  });

  test('killed leaves no result, whole or half, and nobody behind', async () => {
    const out = temporaryFolder();
    const { lab, end } = start(out);
    await measuring(lab);
    process.kill(-lab.pid!, 'SIGKILL');
    const { code } = await end;
    expect(code).not.toBe(0);
    expect(recordsIn(out)).toEqual([]);
  });

  test('ended before it measures leaves no result', async () => {
    const out = temporaryFolder();
    const { lab, end } = start(out);
    await sleep(100);
    process.kill(-lab.pid!, 'SIGTERM');
    const { code } = await end;
    expect(code).not.toBe(0);
    expect(recordsIn(out).filter(({ complete }) => complete)).toEqual([]);
  });

  test('stopped and continued ends well; a trial that stood still is kept, and the cell is doubted', async () => {
    const stoppedMs = 600;
    const out = temporaryFolder();
    const { lab, end } = start(out);
    await measuring(lab);
    process.kill(-lab.pid!, 'SIGSTOP');
    await sleep(stoppedMs);
    process.kill(-lab.pid!, 'SIGCONT');
    const { code, stderr } = await end;
    expect(code, stderr).toBe(0);
    const [record] = recordsIn(out);
    expect(record.complete).toBe(true);
    expect(record.durationMs).toBeGreaterThan(stoppedMs);
    const [cell] = record.cells;
    expect({ error: cell.error, trials: cell.trials.length }).toEqual({
      error: undefined,
      trials: record.config.trials,
    });
    // The stop may have met a trial or the time between two.
    const stoodStill = cell.trials.some(({ durationNs }) => durationNs > (stoppedMs * 1e6) / 2);
    const codes = findDoubts(cell, record).map(({ code }) => code);
    if (stoodStill) expect(codes).toContain('noise/spread');
  });
});
