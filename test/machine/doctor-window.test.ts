import { expect, test } from 'vitest';
import { interrupts } from '../../src/machine/doctor/interrupts.ts';
import { load, otherPrograms, steal } from '../../src/machine/doctor/others.ts';
import { busyProcesses } from '../../src/machine/doctor/processes.ts';
import { atFirst, atLast, examination, OWN_PID, processes } from './doctor-examination.ts';

/** A second in which some processes used ticks; the machine's own counters agree. */
function busySecond(...used: { pid: number; name: string; ticks: number; cpu?: number; parent?: number }[]) {
  const total = used.reduce((sum, { ticks }) => sum + ticks, 0);
  return examination({
    files: processes(...used.map((one) => ({ ...one, ticks: 0 }))),
    after: { ...processes(...used), '/proc/stat': atLast({ busy: { 0: total } }) },
  });
}

test.each([
  [98, 'disturbs'],
  [10, 'disturbs'],
  [5, 'note'],
  [2, 'fine'],
])('another program at %i % of a CPU: %s', (ticks, verdict) => {
  const finding = otherPrograms(busySecond({ pid: 7, name: 'yes', ticks }));
  expect(finding.verdict).toBe(verdict);
  expect(finding.evidence[0].value).toBe(`yes (pid 7) ${ticks} %`);
});

test('programs are named once, the busiest first, whatever is in their names', () => {
  const { sentence, evidence } = otherPrograms(
    busySecond(
      { pid: 7, name: 'a b', ticks: 20 },
      { pid: 8, name: ') R 1 (x', ticks: 30 },
      { pid: 9, name: 'c', ticks: 1 },
    ),
  );
  expect(sentence).toBe('Other programs use 51 % of a CPU now. Stop them, or wait.');
  expect(evidence[0].value).toBe(') R 1 (x (pid 8) 30 %, a b (pid 7) 20 %, c (pid 9) 1 %');
});

test('a program on CPUs that are not used here is a note', () => {
  const seen = busySecond({ pid: 7, name: 'yes', ticks: 90, cpu: 1 });
  const cpus = seen.topology.cpus.map((cpu) => ({ ...cpu, allowed: cpu.id === 0 }));
  expect(otherPrograms({ ...seen, topology: { ...seen.topology, cpus } }).verdict).toBe('note');
});

test('work by nobody who is seen disturbs: other containers, short-lived programs', () => {
  const finding = otherPrograms(examination({ after: { '/proc/stat': atLast({ busy: { 0: 30, 1: 30 } }) } }));
  expect(finding).toMatchObject({ verdict: 'disturbs', sentence: expect.stringMatching(/^60 % of a CPU/) });
});

test('own work is that of the process, its children and those of its session that started it', () => {
  const used = [
    { pid: 30, name: 'terminal', parent: 1, session: 30 },
    { pid: 50, name: 'sh', parent: 30 },
    { pid: 60, name: 'npm', parent: 50 },
    { pid: OWN_PID, name: 'node', parent: 60 },
    { pid: 101, name: 'child', parent: OWN_PID },
    { pid: 61, name: 'sibling', parent: 50 },
  ];
  const seen = examination({
    files: processes(...used),
    after: processes(...used.map((one, i) => ({ ...one, ticks: 10 - i }))),
  });
  const { own, others } = busyProcesses(seen);
  expect(own.map(({ name }) => name)).toEqual(['sh', 'npm', 'node', 'child']);
  expect(others.map(({ name }) => name)).toEqual(['terminal', 'sibling']);
});

test('a process that began within the window counts whole, also under the number of one that ended', () => {
  const seen = examination({
    files: processes({ pid: 7, name: 'old', ticks: 500 }, { pid: 8, name: 'gone', ticks: 9 }),
    after: {
      ...processes({ pid: 7, name: 'new', ticks: 40, startedAt: 99 }, { pid: 9, name: 'fresh', ticks: 30 }),
      '/proc/8/stat': undefined,
    },
  });
  expect(busyProcesses(seen).others.map(({ name, ticks }) => `${name} ${ticks}`)).toEqual(['new 40', 'fresh 30']);
});

test('steal: never, now, since the start', () => {
  const verdictOf = (first: string, last: string) =>
    steal(examination({ files: { '/proc/stat': first }, after: { '/proc/stat': last } })).verdict;
  const past = { busy: { 0: 900 }, steal: { 0: 100 } };
  expect(verdictOf(atFirst(), atLast())).toBe('fine');
  expect(verdictOf(atFirst(), atLast({ steal: { 1: 5 } }))).toBe('disturbs');
  expect(verdictOf(atFirst(past), atLast(past))).toBe('note');
});

test('the load of the last minute is a note only', () => {
  expect(load(examination({ files: { '/proc/loadavg': '2.10 1.00 0.90 1/92 100\n' } })).verdict).toBe('note');
  expect(load(examination({ files: { '/proc/loadavg': undefined } })).verdict).toBe('unknown');
});

const table = (eth: [number, number], tick = 0) =>
  `           CPU0       CPU1\n 12:  ${tick}  0  GICv3 30 Level  arch_timer\n 24:  ${eth[0]}  ${eth[1]}  PCI-MSIX 0-edge  eth0-rx\nLOC:  9999 9999  Local timer interrupts\n`;

test.each<[[number, number], number, string, string]>([
  [[1_500, 0], 0, 'disturbs', '1500 a second on CPU 0, most from eth0-rx'],
  [[20, 300], 0, 'note', '300 a second on CPU 1, most from eth0-rx'],
  [[9, 0], 100_000, 'fine', '9 a second on CPU 0, most from eth0-rx'],
  [[0, 0], 0, 'fine', 'none'],
])('interrupts %j: only those of devices count', (eth, tick, verdict, value) => {
  const finding = interrupts(
    examination({ files: { '/proc/interrupts': table([0, 0]) }, after: { '/proc/interrupts': table(eth, tick) } }),
  );
  expect(finding).toMatchObject({ verdict, evidence: [{ value }] });
});
