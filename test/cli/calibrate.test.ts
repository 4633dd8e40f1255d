/** `npm run calibrate` from the outside: what is stored and said when it ends well, early or badly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../src/registry.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Ended, ended, LAB_COMMAND } from './lab-process.ts';

function start(...args: string[]): ChildProcess {
  const { NO_COLOR, FORCE_COLOR, CI, VITEST, ...env } = process.env;
  const [program, ...first] = [...LAB_COMMAND.slice(0, -1), join(PROJECT, 'src/cli/calibrate.ts')];
  return spawn(program, [...first, ...args], {
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

test('a calibration that is stopped stores nothing, says so, and ends with 130', async () => {
  const out = temporaryFolder();
  const run = start('--quick', '--pin', 'none', '--out', out);
  const end = ended(run);
  let told = false;
  run.stderr?.on('data', (text: string) => {
    // As a terminal does: to the whole group. The second tenth has begun, so threads are at work.
    if (!told && /^\s*[1-9]\d*\/\d+.*calibrate\//m.test(text)) process.kill(-run.pid!, 'SIGINT');
    told ||= /^\s*[1-9]\d*\/\d+.*calibrate\//m.test(text);
  });
  const { code, stdout, stderr } = await end;
  expect(stderr).toMatch(/Interrupted: nothing was stored\.\n$/);
  expect(stdout).not.toContain('Noise floor');
  expect(code).toBe(130);
  expect(readdirSync(out)).toEqual([]);
});

test('a quick run stores one file, prints its pairs, and the floor is in both streams', {
  timeout: 60_000,
}, async () => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await calibrate('--quick', '--pin', 'none', '--json', '--seed', '5', '--out', out);
  expect(code, stderr).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.map(({ type }) => type)).toEqual(['start', 'result']);
  expect(events[0]).toMatchObject({ seed: 5 });
  const [file, ...others] = readdirSync(out);
  expect(others).toEqual([]);
  const stored = JSON.parse(readFileSync(join(out, file), 'utf8'));
  expect(stored).toMatchObject(events[1].calibration as object);
  expect(stored.ratio).toBeGreaterThanOrEqual(0.01);
  expect(stored.command).toBe('npm run calibrate -- --quick --pin none --seed 5');
  const rows = stderr.split('\n').filter((line) => /, [\w-]+ +(?:js|wasm) +[12] +\d/.test(line));
  expect(rows).toHaveLength(stored.pairs.length);
  expect(stderr).toMatch(/Noise floor: [\d.]+ %, stored in\s/);
  expect(stdout + stderr).not.toContain('\x1b');
});
