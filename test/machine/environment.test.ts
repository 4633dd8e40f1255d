import { expect, test } from 'vitest';
import { describeEnvironment, takeSnapshot } from '../../src/machine/environment.ts';
import { readQuota } from '../../src/machine/quota.ts';
import { liveRead, readFrom } from '../../src/machine/read.ts';
import { measureTimer } from '../../src/machine/timer.ts';

test('a snapshot tells load, clocks, temperatures and steal since boot', () => {
  const snapshot = takeSnapshot(
    readFrom({
      '/proc/loadavg': '0.42 0.10 0.05 3/92 7247\n',
      '/proc/cpuinfo': 'processor\t: 0\ncpu MHz\t\t: 2450.40\n\nprocessor\t: 1\ncpu MHz\t\t: 1200.000\n',
      '/sys/class/thermal/thermal_zone0/temp': '45600\n',
      '/proc/stat': 'cpu  100 0 50 800 20 5 5 20 7 0\ncpu0 1 2 3\n',
    }),
  );
  expect(snapshot).toEqual({ load1: 0.42, runnable: 3, mhz: [2450, 1200], tempC: [45.6], stealPct: 2 });
});

test('steal is counted from the previous snapshot', () => {
  const first = takeSnapshot(readFrom({ '/proc/stat': 'cpu  100 0 0 800 0 0 0 100 0 0\n' }));
  const second = takeSnapshot(readFrom({ '/proc/stat': 'cpu  150 0 0 840 0 0 0 110 0 0\n' }), first);
  expect([first.stealPct, second.stealPct]).toEqual([10, 10]);
});

test('a system that tells nothing gives nulls', () => {
  const nothing = () => undefined;
  const snapshot = takeSnapshot(nothing);
  expect(snapshot).toEqual({ load1: null, runnable: null, mhz: [], tempC: [], stealPct: null });
  expect(describeEnvironment(nothing, snapshot, snapshot, {})).toMatchObject({
    governor: null,
    turbo: null,
    power: null,
    aslr: null,
    scheduler: null,
  });
});

test('governors, turbo, power and the batch system are read', () => {
  const snapshot = takeSnapshot(() => undefined);
  const read = readFrom({
    '/sys/devices/system/cpu/online': '0,2\n',
    '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n',
    '/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor': 'performance\n',
    '/sys/devices/system/cpu/intel_pstate/no_turbo': '0\n',
    '/sys/class/power_supply/AC/online': '0\n',
    '/proc/sys/kernel/randomize_va_space': '2\n',
  });
  const env = { SLURM_JOB_ID: '17', SLURM_JOB_PARTITION: 'big', SLURMD_NODENAME: 'host-name' };
  const environment = describeEnvironment(read, snapshot, snapshot, env);
  expect(environment).toMatchObject({ governor: 'performance+powersave', turbo: true, power: 'battery', aslr: 2 });
  expect(environment.scheduler).toEqual({ kind: 'slurm', jobId: '17', nodeName: null, partition: 'big' });
});

test('the timer advances in steps above zero', () => {
  const { resolutionNs, overheadNs } = measureTimer();
  expect(resolutionNs).toBeGreaterThan(0);
  expect(overheadNs).toBeGreaterThanOrEqual(0);
});

test('a live snapshot has a load on Linux only', () => {
  expect(takeSnapshot(liveRead).load1 === null).toBe(process.platform !== 'linux');
});

test.each([
  ['no control group', {}, null],
  ['no limit', { '/proc/self/cgroup': '0::/a\n', '/sys/fs/cgroup/a/cpu.max': 'max 100000\n' }, null],
  ['version 2', { '/proc/self/cgroup': '0::/a/b\n', '/sys/fs/cgroup/a/b/cpu.max': '150000 100000\n' }, 1.5],
  [
    'a tighter group above',
    {
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/cpu.max': '400000 100000\n',
      '/sys/fs/cgroup/a/cpu.max': '200000 100000\n',
    },
    2,
  ],
  ['the root of a container', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 0.5],
  [
    'version 1',
    {
      '/proc/self/cgroup': '4:memory:/m\n1:cpu,cpuacct:/x\n',
      '/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '300000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    },
    3,
  ],
])('the quota is read: %s', (_, files, expected) =>
  expect(readQuota(readFrom(files as Record<string, string>))).toBe(expected),
);
