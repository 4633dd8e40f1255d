import { expect, test } from 'vitest';
import { threadTime } from '../../src/report/thread-time.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';
import { machineOf, recordOf, threadCell } from './thread-cells.ts';

const PLAN = { scenario: 'contended', subject: 'tas', backend: 'wasm', value: 1e6, noise: 0 } as const;
const evidence = (share: number, delay: number | null) => (durationNs: number) => ({
  cpuNs: durationNs * share,
  runDelayNs: delay === null ? null : durationNs * delay,
});

test('thread time: parts add up to threads × duration over operations', () => {
  const params = { insideNs: 100, outsideNs: 300 };
  const cell = threadCell({ ...PLAN, threads: 4, params, thread: evidence(0.5, 0.2) });
  const time = threadTime(cell);
  expect(time?.totalNs).toBeCloseTo(4000, -1);
  expect(time?.workNs).toBe(400);
  expect(time?.overheadNs).toBeCloseTo(1600, -1);
  expect(time?.runDelayNs).toBeCloseTo(800, -1);
  expect(time?.asleepNs).toBeCloseTo(1200, -1);
  expect(time?.unknownNs).toBe(0);
});

test('thread time: work is at most the time on a CPU, and sleep at least nothing', () => {
  const time = threadTime(threadCell({ ...PLAN, threads: 2, params: { workNs: 1900 }, thread: evidence(0.9, 0.3) }));
  expect(time?.workNs).toBe(time?.cpuNs);
  expect(time?.overheadNs).toBe(0);
  expect(time?.asleepNs).toBe(0);
});

test('thread time: rare long sections are work', () => {
  const params = { insideNs: 100, outsideNs: 100, longEvery: 1024, longUs: 200 };
  const time = threadTime(threadCell({ ...PLAN, threads: 2, params }));
  expect(time?.workNs).toBeCloseTo(200 + (200_000 - 100) / 1024, 9);
});

test('thread time: what the system does not tell stays unknown', () => {
  const delayed = threadTime(threadCell({ ...PLAN, threads: 2, thread: evidence(0.25, null) }));
  expect(delayed).toMatchObject({ workNs: null, runDelayNs: null, asleepNs: null });
  expect(delayed?.overheadNs).toBeCloseTo(500, -1);
  expect(delayed?.unknownNs).toBeCloseTo(1500, -1);
  const unseen = threadTime(
    threadCell({ ...PLAN, threads: 2, params: { thinkNs: 300 }, thread: () => ({ cpuNs: null, runDelayNs: 0 }) }),
  );
  expect(unseen).toMatchObject({ workNs: 300, cpuNs: null, overheadNs: null, asleepNs: null });
  expect(unseen?.unknownNs).toBeCloseTo(1700, -1);
});

test('thread time: threads that are not studied do not count, and a cell without any has none', () => {
  const cell = threadCell({ ...PLAN, threads: 4, thread: evidence(1, 0) });
  const trials = cell.trials.map((trial) => ({
    ...trial,
    perThread: trial.perThread.map((thread, rank) => ({ ...thread, studied: rank < 2 })),
  }));
  expect(threadTime({ ...cell, trials })?.totalNs).toBeCloseTo(2000, -1);
  expect(threadTime({ ...cell, trials: trials.map((trial) => ({ ...trial, perThread: [] })) })).toBeNull();
});

test('usable CPUs: those that the run was allowed, else all', () => {
  const record = recordOf([], { x: null, views: ['breakdown'] }, { machine: machineOf(16) });
  const allowed = (cpus: string | null) => {
    const { machine } = record;
    return usableCpus({ ...record, machine: { ...machine, allowed: { ...machine.allowed, cpus } } });
  };
  expect(allowed('0-3,5')).toBe(5);
  expect(allowed('7')).toBe(1);
  expect(allowed(null)).toBe(16);
  expect(allowed('')).toBe(16);
  expect(allowed('all of them')).toBe(16);
});
