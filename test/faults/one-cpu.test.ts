/** Many threads on one CPU: whoever waits must let the holder run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTopology } from '../../src/machine/topology.ts';
import { subjectsUnderTest } from '../conformance/subjects.ts';

/** Eight times as many threads as CPUs. */
const THREADS = 8;
const ROUNDS = process.env.CI ? 60 : 10;
/** How long nobody may get on: a time slice for each of the threads is a hundredth of it. */
const PATIENCE_MS = 10_000;

const cpu = readTopology().cpus.find((one) => one.online && one.allowed)?.id;
const canKeep = process.platform === 'linux' && cpu !== undefined && spawnSync('taskset', ['--version']).status === 0;

test.skipIf(!canKeep)(
  `eight threads on one CPU all get into every lock, those that spin too${canKeep ? '' : ' (skipped: there is no taskset to keep a process on a CPU)'}`,
  async () => {
    const file = join(import.meta.dirname, 'fixtures/one-cpu.ts');
    const command = [process.execPath, '--no-warnings', file, ...[THREADS, ROUNDS, PATIENCE_MS].map(String)];
    const { stdout, stderr } = spawnSync('taskset', ['-c', String(cpu), ...command], {
      encoding: 'utf8',
      timeout: 55_000,
    });
    expect(stderr).toBe('');
    const visits = JSON.parse(stdout) as Record<string, number[]>;
    const locks = (await subjectsUnderTest('lock')).filter(({ spec }) => spec.sharedBy !== 1 && !spec.peer);
    const each = Array<number>(THREADS).fill(ROUNDS);
    expect(visits).toEqual(Object.fromEntries(locks.map(({ spec }) => [spec.name, each])));
  },
);
