import { expect, test } from 'vitest';
import { diagnose } from '../../src/machine/doctor/diagnosis.ts';
import type { Examination } from '../../src/machine/doctor/examination.ts';
import type { Topology } from '../../src/machine/types.ts';
import { atLast, type Changed, examination } from './doctor-examination.ts';

const CPUS = '/sys/devices/system/cpu';

/** What is not fine, as `verdict code`. */
const found = (changed: Changed) =>
  diagnose(examination(changed))
    .findings.filter(({ verdict }) => verdict !== 'fine')
    .map(({ code, verdict }) => `${verdict} ${code}`);

const finding = (code: string, changed: Changed) =>
  diagnose(examination(changed)).findings.find((one) => one.code === code)!;

test('a quiet machine that tells everything has nothing but fine findings', () => {
  const { counts, verdict } = diagnose(examination());
  expect(found({})).toEqual([]);
  expect(counts).toEqual({ disturbs: 0, note: 0, unknown: 0, fine: 25 });
  expect(verdict).toBe('Nothing seen that disturbs.');
});

const slurm = (cpus: string) => ({ SLURM_JOB_ID: '17', SLURM_CPUS_ON_NODE: cpus });
const node = (value: string) => ({ '/proc/sys/kernel/numa_balancing': value });

test.for<[expected: string[], Changed]>([
  [['disturbs machine/governor'], { files: { [`${CPUS}/cpu1/cpufreq/scaling_governor`]: 'powersave\n' } }],
  [
    ['unknown machine/governor'],
    {
      files: {
        [`${CPUS}/cpu0/cpufreq/scaling_governor`]: undefined,
        [`${CPUS}/cpu1/cpufreq/scaling_governor`]: undefined,
      },
    },
  ],
  [['note machine/turbo'], { files: { [`${CPUS}/cpufreq/boost`]: '1\n' } }],
  [['disturbs machine/battery'], { files: { '/sys/class/power_supply/BAT0/status': 'Discharging\n' } }],
  [['disturbs machine/throttling'], { after: { [`${CPUS}/cpu1/thermal_throttle/core_throttle_count`]: '3\n' } }],
  [['note machine/throttling'], { files: { [`${CPUS}/cpu1/thermal_throttle/core_throttle_count`]: '3\n' } }],
  [['disturbs machine/quota'], { files: { '/sys/fs/cgroup/box/cpu.max': '150000 100000\n' } }],
  [['note machine/quota'], { files: { '/sys/fs/cgroup/box/cpu.max': '200000 100000\n' } }],
  [
    ['disturbs machine/quota'],
    {
      files: { '/sys/fs/cgroup/box/cpu.max': '200000 100000\n' },
      after: { '/sys/fs/cgroup/box/cpu.stat': 'nr_periods 9\nnr_throttled 2\n' },
    },
  ],
  [
    ['disturbs machine/memory'],
    {
      files: { '/proc/meminfo': 'MemAvailable: 409600 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n' },
    },
  ],
  [
    ['note noise/swap'],
    {
      files: { '/proc/meminfo': 'MemAvailable: 4194304 kB\nSwapTotal: 10240 kB\nSwapFree: 5120 kB\n' },
    },
  ],
  [['disturbs noise/swap'], { after: { '/proc/vmstat': 'pswpin 4\npswpout 0\n' } }],
  [['note machine/thp'], { files: { '/sys/kernel/mm/transparent_hugepage/enabled': '[always] madvise never\n' } }],
  [[], { files: node('1\n') }],
  [['disturbs machine/numa-balancing'], { machine: { nodesPerPackage: 2, coresPerL3: 1 }, files: node('1\n') }],
  [['note machine/aslr'], { files: { '/proc/sys/kernel/randomize_va_space': '2\n' } }],
  [['note machine/tick'], { files: { [`${CPUS}/nohz_full`]: '1\n' } }],
  [
    ['note machine/idle'],
    {
      files: { [`${CPUS}/cpu1/cpuidle/state0/latency`]: '133\n', [`${CPUS}/cpu1/cpuidle/state0/name`]: 'C6\n' },
    },
  ],
  [
    [],
    {
      files: { [`${CPUS}/cpu1/cpuidle/state0/latency`]: '133\n', [`${CPUS}/cpu1/cpuidle/state0/disable`]: '1\n' },
    },
  ],
  [['disturbs machine/timer'], { seen: { timer: { resolutionNs: 20, overheadNs: 900 } } }],
  [['disturbs machine/timer'], { seen: { timer: { resolutionNs: 4_000, overheadNs: 60 } } }],
  [['note machine/node'], { seen: { node: { running: '20.1.0', pinned: '26.10.0' } } }],
  [
    ['disturbs machine/affinity'],
    {
      seen: { pins: [{ cpu: 1, pinned: true, verified: false, reason: 'Asked for CPU 1, runs on CPU 0.' }] },
    },
  ],
  [['disturbs machine/allowed'], { machine: { allowed: '0' } }],
  [[], { seen: { env: slurm('2') } }],
  [['disturbs machine/batch'], { seen: { env: slurm('1') } }],
  [
    ['note machine/allowed', 'note machine/batch'],
    {
      machine: { coresPerL3: 4, allowed: '0-1' },
      seen: { env: slurm('2') },
    },
  ],
  [['note machine/virtual'], { machine: { hypervisor: true, threadsPerCore: 2, coresPerL3: 1 } }],
])('%j', ([expected, changed]) => {
  const smt = (one: string) => one.endsWith('machine/smt');
  expect(found(changed).filter((one) => !smt(one))).toEqual(expected);
});

test('a sibling that others may use is a note while it is idle, and disturbs while it is busy', () => {
  const machine = { threadsPerCore: 2, allowed: '0-1' };
  const files = { [`${CPUS}/smt/control`]: 'on\n' };
  const idle = finding('machine/smt', { machine, files });
  expect(idle).toMatchObject({ verdict: 'note', fix: `echo off | sudo tee ${CPUS}/smt/control` });
  expect(idle.sentence).toMatch(/^CPUs 2-3 are on the core of a CPU that may be used here/);
  const ticks = { '/proc/stat': atLast({ busy: { 2: 60 }, cpus: 4 }) };
  expect(finding('machine/smt', { machine, files, after: ticks }).verdict).toBe('disturbs');
  expect(finding('machine/smt', { machine: { threadsPerCore: 2 } }).verdict).toBe('note');
});

test('isolated CPUs that are left unused are named with the command that uses them, unless a control group forbids it', () => {
  const machine = { coresPerL3: 4, isolated: '2-3', allowed: '0-1' };
  expect(finding('machine/isolated', { machine })).toMatchObject({
    verdict: 'note',
    fix: 'taskset -c 2-3 npm run lab:<name>',
  });
  const group = { '/proc/self/cpuset': '/box\n', '/sys/fs/cgroup/box/cpuset.cpus.effective': '0-1\n' };
  expect(finding('machine/isolated', { machine, files: group }).fix).toBeNull();
  expect(finding('machine/isolated', { machine: { ...machine, allowed: '2-3' } }).verdict).toBe('fine');
});

test('what the hypervisor hides is unknown, by one and the same sentence', () => {
  const files = Object.fromEntries(
    [
      'cpufreq/boost',
      ...[0, 1].flatMap((cpu) => [
        `cpu${cpu}/cpufreq/scaling_governor`,
        `cpu${cpu}/thermal_throttle/core_throttle_count`,
      ]),
    ].map((name) => [`${CPUS}/${name}`, undefined]),
  );
  const { findings, verdict } = diagnose(examination({ machine: { hypervisor: true }, files }));
  const unknown = findings.filter((one) => one.verdict === 'unknown');
  expect(unknown.map(({ code }) => code).sort()).toEqual([
    'machine/governor',
    'machine/smt',
    'machine/throttling',
    'machine/turbo',
  ]);
  expect(new Set(unknown.map(({ sentence }) => sentence))).toEqual(new Set(['The hypervisor does not show it.']));
  expect(verdict).toBe('Nothing seen that disturbs; 4 things could not be seen.');
});

test('a system without pseudo-files says what it cannot tell instead of calling it fine', () => {
  const nothing = { read: () => undefined, pids: [] };
  const topology: Topology = {
    cpus: [0, 1].map((id) => ({ id, online: true, allowed: true, isolated: false, core: id, smtRank: 0 })),
    numa: [],
    kinds: [],
    nohzFull: [],
    source: 'os',
    trust: 'unknown',
    doubts: [],
  };
  const seen: Partial<Examination> = {
    platform: 'darwin',
    read: () => undefined,
    topology,
    hypervisor: null,
    window: { seconds: 1, before: nothing, after: nothing },
    pins: [{ cpu: 0, pinned: false, verified: false, reason: 'macOS has no thread affinity.' }],
  };
  const { findings, verdict } = diagnose(examination({ seen }));
  expect(findings.filter((one) => one.verdict === 'fine').map(({ code }) => code)).toEqual([
    'machine/timer',
    'machine/batch',
    'machine/node',
  ]);
  expect(findings[0].sentence).toBe(
    'Threads cannot be pinned, so the system moves them. macOS has no thread affinity.',
  );
  expect(verdict).toBe('1 thing disturbs measurements here: pinning.');
});

test('the verdict names the first thing that a command fixes', () => {
  const { verdict, findings } = diagnose(
    examination({
      files: {
        [`${CPUS}/cpu0/cpufreq/scaling_governor`]: 'powersave\n',
        '/sys/fs/cgroup/box/cpu.max': '100000 100000\n',
      },
    }),
  );
  expect(findings.slice(0, 2).map(({ code }) => code)).toEqual(['machine/quota', 'machine/governor']);
  expect(verdict).toBe('2 things disturb measurements here; the first to fix: frequency governor.');
});
