/** `npm run calibrate` from the outside: what is stored and said when it ends early or is refused. For the rest see calibrate-result.test.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../src/registry.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Ended, ended } from './lab-process.ts';

/**
 * As the script in package.json, but without tsx's process around it: that one ends a process that is slow to answer a
 * signal, 60 ms, before it can say anything. The process leads a group of its own.
 */
function start(...args: string[]): ChildProcess {
  const { NO_COLOR, FORCE_COLOR, CI, VITEST, NODE_OPTIONS, ...env } = process.env;
  const first = ['--import', 'tsx', '--disable-warning=ExperimentalWarning', join(PROJECT, 'src/cli/calibrate.ts')];
  return spawn(process.execPath, [...first, ...args], {
    cwd: PROJECT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const calibrate = (...args: string[]): Promise<Ended> => ended(start(...args));

test.each([
  ['--quikc', /^Expected a known flag, found '--quikc': did you mean --quick\?$/],
  ['--pin croes', /^Expected a placement policy, found "croes": did you mean cores\?$/],
  ['--seed 1e3', /^Expected --seed to be a whole number from 0 to \d+, found '1e3': correct it\.$/],
  ['locks', /^Expected flags after npm run calibrate --, found 'locks': see --help\.$/],
])('%s is refused in one sentence, and nothing is stored', async (args, message) => {
  const out = join(temporaryFolder(), 'out');
  const { code, stdout, stderr } = await calibrate(...args.split(' '), '--out', out);
  expect(stderr.trimEnd()).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(existsSync(out)).toBe(false);
});

test('an --out below a file is refused before anything is measured', async () => {
  const folder = temporaryFolder({ file: '' });
  const { code, stdout, stderr } = await calibrate('--quick', '--out', join(folder, 'file', 'out'));
  expect(stderr).toMatch(/^Expected a folder that can be written for --out, found .*: name another\.\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('--help lists the flags', async () => {
  const { code, stdout, stderr } = await calibrate('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const flag of ['quick', 'pin', 'seed', 'out', 'json']) expect(stdout).toContain(`--${flag} `);
});

const isSecondTenth = (text: string) => /^\s*[1-9]\d*\/\d+.*calibrate\//m.test(text);

test('a calibration that is stopped stores nothing, says so, and ends with 130', async () => {
  const out = temporaryFolder();
  const run = start('--quick', '--pin', 'none', '--out', out);
  const end = ended(run);
  let seen = '';
  run.stderr?.on('data', (text: string) => {
    // Once. The second tenth has begun, so threads are at work. Lines may come in parts.
    const early = isSecondTenth(seen);
    seen += text;
    if (!early && isSecondTenth(seen)) process.kill(-run.pid!, 'SIGINT'); // as a terminal does: to the whole group
  });
  const { code, stdout, stderr } = await end;
  expect(stderr).toMatch(/Interrupted: nothing was stored\.\n$/);
  expect(stdout).not.toContain('Noise floor');
  expect(code).toBe(130);
  expect(readdirSync(out)).toEqual([]);
});
