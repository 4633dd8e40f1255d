import { expect, test } from 'vitest';
import { describeEnvironment, takeSnapshot } from '../../src/machine/environment.ts';
import { describeMachine } from '../../src/machine/fingerprint.ts';
import { readTopology } from '../../src/machine/topology.ts';
import type { Environment, MachineInfo } from '../../src/machine/types.ts';
import { machineWarnings } from '../../src/machine/warnings.ts';
import { syntheticRead } from './synthetic-machine.ts';

const read = syntheticRead({});
const quiet = takeSnapshot(read);
const machine = describeMachine(readTopology(read, 'synthetic'), {}, read);
const environment = describeEnvironment(read, quiet, quiet, {});
const codes = (changedMachine: Partial<MachineInfo>, changed: Partial<Environment>) =>
  machineWarnings({ ...machine, ...changedMachine }, { ...environment, ...changed }).map(
    ({ code, severity }) => `${code} ${severity}`,
  );

test('a quiet bare machine gives no warning', () => {
  expect(codes({}, {})).toEqual([]);
  expect(codes({}, { governor: 'performance', turbo: false, power: 'ac', before: { ...quiet, load1: 0.5 } })).toEqual(
    [],
  );
});

test.each<[string, Partial<MachineInfo>, Partial<Environment>]>([
  ['machine/governor warn', {}, { governor: 'powersave' }],
  ['machine/virtual warn', { os: { ...machine.os, virt: 'kvm' } }, {}],
  ['machine/turbo info', {}, { turbo: true }],
  ['machine/battery warn', {}, { power: 'battery' }],
  ['noise/load warn', {}, { before: { ...quiet, load1: 0.51 } }],
  ['noise/steal warn', {}, { after: { ...quiet, stealPct: 1.1 } }],
  ['machine/quota warn', { allowed: { ...machine.allowed, cgroupCpuMax: 1.5 } }, {}],
])('%s', (expected, changedMachine, changed) => expect(codes(changedMachine, changed)).toEqual([expected]));

test('every warning carries its evidence', () => {
  const [warning] = machineWarnings(machine, { ...environment, after: { ...quiet, stealPct: 2.4 } });
  expect(warning).toMatchObject({ evidence: { stealPct: 2.4 }, message: expect.stringContaining('2.4 %') });
});
