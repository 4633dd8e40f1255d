import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IS_QUICK } from '../quick.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runLab } from './lab-process.ts';
import { NUMA_CASE } from './numa-case.ts';

/** Commands that cannot be had, and what the one sentence must say: expected, found, what to do. */
const REFUSED: readonly [args: string, message: RegExp][] = [
  ['ringbuf --quikc', /^Expected a known flag, found '--quikc': did you mean --quick\?$/],
  ['ringbif', /^Expected a known lab, found 'ringbif': did you mean ringbuf\?$/],
  [
    'ringbuf --subjects spsc-cahced',
    /^Expected a known name for --subjects, found 'spsc-cahced': did you mean spsc-cached\?$/,
  ],
  [
    'ringbuf --backend wsam',
    /^Expected a known name for --backend, found 'wsam': (?:did you mean wasm\?|use one of js, wasm\.)$/,
  ],
  ['ringbuf --pin 0,9999', /^Expected CPUs from [\d,-]+, found 9999, which does not exist: choose others\.$/],
  ['ringbuf --pin croes', /^Expected a placement policy, found "croes": did you mean cores\?$/],
  ['ringbuf --threads 0', /^Expected --threads to be a whole number from 1 to 1024, found '0': correct it\.$/],
  ['ringbuf --threads 3-1', /^Expected --threads ranges to ascend, found '3-1': write 1-3\.$/],
  ['ringbuf --threads 1e3', /^Expected --threads to be a whole number from 1 to 1024, found '1e3': correct it\.$/],
  [
    'ringbuf --capacity 1000',
    /^Expected a --capacity that is a power of two from 2 to 4194304, found 1000: use 1024, for example\.$/,
  ],
  ['ringbuf --seed', /^Expected a value after --seed \(.*\), found none: write --seed VALUE\.$/],
  ['ringbuf --quick --thorough', /^Expected one of --quick and --thorough, found both: drop one\.$/],
  ...NUMA_CASE,
];

/** Each starts a process. */
const tried = IS_QUICK ? REFUSED.filter((_, i) => i % 4 === 0) : REFUSED;

test.for(tried)('lab %s is refused in one sentence, and nothing is written', async ([args, message]) => {
  const out = join(temporaryFolder(), 'out');
  const { code, stdout, stderr } = await runLab(...args.split(' '), '--out', out);
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const written = existsSync(out) ? readdirSync(out, { recursive: true, withFileTypes: true }) : [];
  expect(written.filter((entry) => entry.isFile())).toEqual([]);
});

test('an --out below a file is refused with the path, before anything is measured', async () => {
  const folder = temporaryFolder({ file: '' });
  const { code, stdout, stderr } = await runLab('ringbuf', '--quick', '--out', join(folder, 'file', 'out'));
  expect(stderr).toMatch(
    /^Expected a folder that can be written for --out, found .*\/file\/out\S* \((ENOTDIR|EEXIST)\): name another\.\n$/,
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

const hasProc = existsSync('/proc/self');
if (!hasProc) process.stdout.write('Skipped: there is no /proc here to refuse a folder.\n');

test.runIf(hasProc)('an --out that the system never lets exist is refused, not tried for ever', async () => {
  const { code, stdout, stderr } = await runLab('ringbuf', '--quick', '--out', '/proc/x');
  expect(stderr).toMatch(
    /^Expected a folder that can be written for --out, found \/proc\/x\/ringbuf \(E\w+\): name another\.\n$/,
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('without a lab the labs are listed with their questions, without escape codes', async () => {
  const { code, stdout, stderr } = await runLab();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/npm run lab:ringbuf {2,}\S.*\?\n/);
  expect(stdout).not.toContain('\x1b');
});
