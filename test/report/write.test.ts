import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WriteFailed, writeWhole } from '../../src/report/write.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crosscore-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusal(path: string, content: string | Buffer): string {
  try {
    writeWhole(path, content);
  } catch (error) {
    expect(error).toBeInstanceOf(WriteFailed);
    return (error as Error).message;
  }
  throw new Error('the file was written');
}

test('a file appears with its content, in folders that are made for it, and nothing else does', () => {
  const path = join(folder, 'a', 'b', 'run.json');
  writeWhole(path, 'first');
  writeWhole(path, Buffer.from('second'));
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['run.json']);
});

test('a file where a folder is needed is one sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(refusal(join(folder, 'file', 'run.json'), 'x')).toMatch(
    /^Expected to write .*run\.json, but .* is a file.*; .*\.$/,
  );
  expect(refusal(join(folder, 'file', 'deeper', 'run.json'), 'x')).toContain('is a file, not a folder');
});

test('a folder of the same name is refused and stays as it is', () => {
  mkdirSync(join(folder, 'run.json'));
  expect(refusal(join(folder, 'run.json'), 'x')).toContain('there is a folder of that name');
  expect(readdirSync(folder)).toEqual(['run.json']);
});

/** A command runs with these rights or with a reason why it cannot. */
function attempt(file: string, args: readonly string[]): string | null {
  try {
    execFileSync(file, args, { stdio: 'pipe' });
    return null;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

test('a folder that may not be written to is one sentence', ({ skip }) => {
  // Root may write anywhere but on a read-only mount, so that is what root tries.
  const mounted = process.getuid?.() === 0 ? attempt('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', folder]) : null;
  if (process.getuid?.() !== 0) execFileSync('chmod', ['555', folder]);
  if (mounted !== null) {
    console.log(`skipped, as no read-only folder can be made: ${mounted}`);
    skip();
  }
  try {
    expect(refusal(join(folder, 'run.json'), 'x')).toMatch(/read-only|may not be written to/);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (process.getuid?.() === 0) execFileSync('umount', [folder]);
    else execFileSync('chmod', ['755', folder]);
  }
});

test('a full disk is one sentence, the old file stays, and no temporary file is left', ({ skip }) => {
  const problem =
    process.getuid?.() === 0
      ? attempt('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder])
      : 'only root can mount a small file system';
  if (problem !== null) {
    console.log(`skipped, as no small disk can be made: ${problem}`);
    skip();
  }
  try {
    const path = join(folder, 'run.json');
    writeWhole(path, 'old');
    expect(refusal(path, Buffer.alloc(200_000))).toContain('the disk is full');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['run.json']);
  } finally {
    execFileSync('umount', [folder]);
  }
});
