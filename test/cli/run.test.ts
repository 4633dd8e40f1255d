/** Runs of the lab from the outside: what is on disk and on the streams when they end well, early or badly. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readResult } from '../../src/report/read-result.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tinyRing } from '../tiny-ring.ts';
import { ended, LAB_COMMAND, runLab, startLab } from './lab-process.ts';

/** The shortest run there is: one cell, visited three times. */
const SHORT = ['ringbuf', '--quick', '--backend', 'js', '--pin', 'none', '--subjects', 'spsc-lamport'];

/** The one result that a run left: a page and a valid record, and no temporary file. */
function resultIn(out: string): LabResult {
  const files = readdirSync(join(out, 'ringbuf'));
  expect(files.map((name) => name.replace(/^\w{26}/, 'ID')).sort()).toEqual(['ID.html', 'ID.json']);
  return readResult(readFileSync(join(out, 'ringbuf', files.find((name) => name.endsWith('.json'))!), 'utf8'));
}

test('--json gives an event a line on stdout and all text on stderr, without escape codes', async () => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await runLab(...SHORT, '--json', '--seed', '42', '--out', out);
  expect(code, stderr).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events[0]).toMatchObject({ type: 'start', lab: 'ringbuf', seed: 42 });
  expect(events.at(-1)?.type).toBe('result');
  const record = resultIn(out);
  const trials = record.cells.reduce((sum, cell) => sum + cell.trials.length, 0);
  expect(events.filter(({ type }) => type === 'trial')).toHaveLength(trials);
  expect(events.at(-1)?.record).toMatchObject({ runId: record.runId, complete: true, config: { seed: 42 } });
  expect(record.command).toContain('--seed 42');
  expect(record.cells.every(({ placement }) => placement.policy === 'none' && !placement.pinned)).toBe(true);
  expect(stderr).toMatch(/Report: .*\.html\n$/);
  expect(stdout + stderr).not.toContain('\x1b');
});

test('Ctrl-C ends a run with 130, keeps finished cells and says so; the record is valid and marked incomplete', async () => {
  const out = temporaryFolder();
  const lab = startLab(...SHORT, '--out', out);
  const end = ended(lab);
  lab.stderr?.on('data', (text: string) => {
    if (/^\s*[1-9]\d*\/\d+/m.test(text)) process.kill(-lab.pid!, 'SIGINT'); // as a terminal does: to the whole group
  });
  const { code, stdout, stderr } = await end;
  expect(stderr).toContain('finished cells are kept');
  expect(stdout).toContain('Interrupted: the report shows the cells that were finished.');
  expect(code).toBe(130);
  const { complete, cells } = resultIn(out);
  expect(complete).toBe(false);
  expect(cells.some(({ trials }) => trials.length > 0)).toBe(true);
});

test('a reader of events that goes away ends the run early; what was measured is on disk', async () => {
  const out = temporaryFolder();
  const lab = startLab(...SHORT, '--json', '--out', out);
  lab.stdout?.once('data', () => lab.stdout?.destroy());
  const { stderr } = await ended(lab);
  expect(stderr).not.toMatch(/EPIPE|Error|\n\s+at /);
  const { complete } = resultIn(out);
  expect(complete).toBe(false);
});

test('rings that throw or lose items do not end the run: exit code 4, the error and the broken invariant in the record', async () => {
  const jsOnly = "backends: ['js'],";
  const subjects = temporaryFolder({
    'ring-throws.ts': tinyRing({
      name: 'ring-throws',
      onPush: "if (value > 1000) throw new Error('out of cheese');",
      descriptor: jsOnly,
    }),
    'ring-loses.ts': tinyRing({
      name: 'ring-loses',
      onPush: 'if (value % 1000 === 999) return true;',
      descriptor: jsOnly,
    }),
  });
  const out = temporaryFolder();
  const names = 'spsc-lamport,ring-throws,ring-loses';
  const { code, stdout, stderr } = await runLab(
    ...[
      'ringbuf',
      '--quick',
      '--backend',
      'js',
      '--pin',
      'none',
      '--subjects',
      names,
      '--also',
      subjects,
      '--out',
      out,
    ],
  );
  expect(code, stderr).toBe(4);
  const { cells, complete } = resultIn(out);
  const cell = (name: string) => cells.find(({ subject }) => subject === name)!;
  expect(complete).toBe(true);
  expect(cell('spsc-lamport')).toMatchObject({ checks: { invariantsHeld: true, details: [] } });
  expect(cell('spsc-lamport').trials.length).toBeGreaterThan(0);
  expect(cell('ring-throws').error).toBe('Thread 0 (produce) failed: out of cheese');
  expect(cell('ring-throws').trials).toEqual([]);
  expect(cell('ring-loses').checks.invariantsHeld).toBe(false);
  expect(cell('ring-loses').checks.details.join()).toMatch(/items came out of order or were lost/);
  const row = (name: string) => stdout.split('\n').find((line) => line.startsWith(name));
  expect(row('ring-loses')).toMatch(/broken/);
  expect(row('ring-loses'), 'a broken cell has no score').not.toMatch(/faster|slower|\d\.\d/);
  expect(row('ring-throws')).toMatch(/no result/);
});

/** A file system of 8 KB, or the reason why there is none. */
function tinyDisk(): { folder: string } | { reason: string } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { reason: 'mounting a tiny disk needs root' };
  const folder = temporaryFolder();
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    return { reason: 'mounting a tiny disk was refused' };
  }
  onTestFinished(() => void execFileSync('umount', [disk]));
  return { folder: disk };
}

test('a full disk is told in one sentence and leaves no file, whole or half', async ({ skip }) => {
  const disk = tinyDisk();
  if ('reason' in disk) {
    process.stdout.write(`Skipped: ${disk.reason}.\n`);
    return skip(disk.reason);
  }
  const { code, stderr } = await runLab(...SHORT, '--out', disk.folder);
  expect(code).toBe(2);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^Expected to write .*\.json, but the disk is full; free some space .*\.$/,
  );
  const folder = join(disk.folder, 'ringbuf');
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasTerminal)(
  `a terminal of unknown width gets a whole table, and no escape codes with NO_COLOR${hasTerminal ? '' : ' (skipped: no program `script`)'}`,
  () => {
    const command = [...LAB_COMMAND, ...SHORT, '--out', temporaryFolder()].map((word) => `'${word}'`).join(' ');
    const inTerminal = (env: Record<string, string>) =>
      spawnSync('script', ['-qec', command, '/dev/null'], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, TERM: 'xterm', ...env },
      }).stdout;
    const plain = inTerminal({ NO_COLOR: '1' });
    expect(plain).toMatch(/^spsc-lamport +js +\d/m);
    expect(plain).not.toContain('\x1b');
    expect(inTerminal({})).toContain('\x1b[');
  },
);
