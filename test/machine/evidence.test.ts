import { expect, test } from 'vitest';
import { evidenceBetween, readEvidence } from '../../src/machine/evidence.ts';
import { liveRead } from '../../src/machine/read.ts';

const linux = liveRead('/proc/thread-self/schedstat') !== undefined;
if (!linux) console.warn('The live test of evidence is skipped: this system has no /proc/thread-self/schedstat.');

test.skipIf(!linux)('work between two readings shows as time on a CPU', () => {
  const before = readEvidence();
  let sum = 0;
  for (let i = 0; i < 5e6; i++) sum += i % 7;
  const between = evidenceBetween(before, readEvidence());
  expect(sum).toBeGreaterThan(0);
  expect(between.cpuNs).toBeGreaterThan(0);
  expect(between.runDelayNs).toBeGreaterThanOrEqual(0);
  expect(between.involuntarySwitches).toBeGreaterThanOrEqual(0);
});

test.skipIf(!linux)('blocking counts as a voluntary switch', () => {
  const before = readEvidence();
  const word = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; i < 5; i++) Atomics.wait(word, 0, 0, 1);
  expect(evidenceBetween(before, readEvidence()).voluntarySwitches).toBeGreaterThanOrEqual(5);
});

test('what one of two readings does not tell is unknown between them', () => {
  const known = { cpuNs: 5, runDelayNs: 5, involuntarySwitches: 5, voluntarySwitches: 5, migrations: 5, cpu: 1 };
  const later = { ...known, cpuNs: 9, migrations: null, cpu: 0 };
  expect(evidenceBetween(known, later)).toEqual({
    cpuNs: 4,
    runDelayNs: 0,
    involuntarySwitches: 0,
    voluntarySwitches: 0,
    migrations: null,
    cpu: 0,
  });
});

const STATUS = 'Name:\tnode\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n';
const SCHED = 'node (7, #threads: 9)\n-----\nse.exec_start : 1.5\nse.nr_migrations    :     4\nnr_switches : 15\n';

test("the kernel's own notation is read", () => {
  const files: Record<string, string> = { schedstat: '5000 700 15\n', status: STATUS, sched: SCHED };
  expect(readEvidence((name) => files[name])).toMatchObject({
    cpuNs: 5000,
    runDelayNs: 700,
    involuntarySwitches: 3,
    voluntarySwitches: 12,
    migrations: 4,
  });
});

test.each([
  ['no sched file', {}],
  ['a sched file without the count', { sched: 'node (7, #threads: 9)\nse.exec_start : 1.5\n' }],
])('%s: migrations are unknown, not 0', (_, sched: Record<string, string>) => {
  const files: Record<string, string> = { schedstat: '5000 700 15\n', status: STATUS, ...sched };
  expect(readEvidence((name) => files[name])).toMatchObject({ migrations: null, involuntarySwitches: 3 });
});

test('without any of the files the time comes from the process, and the rest is unknown', () => {
  const { cpuNs, cpu: _, ...rest } = readEvidence(() => undefined);
  expect(cpuNs).toBeGreaterThan(0);
  expect(Object.values(rest)).toEqual([null, null, null, null]);
});
