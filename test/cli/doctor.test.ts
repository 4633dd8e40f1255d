import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderDiagnosis } from '../../src/cli/doctor-print.ts';
import { diagnose } from '../../src/machine/doctor/diagnosis.ts';
import { PROJECT } from '../../src/registry.ts';
import { textWidth } from '../../src/report/text-width.ts';
import { examination, processes } from '../machine/doctor-examination.ts';
import { type Ended, ended, LAB_COMMAND } from './lab-process.ts';

function runDoctor(...args: string[]): Promise<Ended> {
  const [program, ...first] = LAB_COMMAND;
  const command = [...first.slice(0, -1), join(PROJECT, 'src/cli/doctor.ts'), ...args];
  return ended(spawn(program, command, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] }));
}

test('--json gives findings, counts and verdict alone on stdout, with a fix or null for each', async () => {
  const { code, stdout, stderr } = await runDoctor('--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { findings, counts, verdict } = JSON.parse(stdout);
  expect(findings).toHaveLength(counts.disturbs + counts.note + counts.unknown + counts.fine);
  expect(verdict).toMatch(/\.$/);
  for (const finding of findings)
    expect(Object.keys(finding)).toEqual(['code', 'what', 'verdict', 'sentence', 'evidence', 'fix']);
  expect(new Set(findings.map(({ code }: { code: string }) => code)).size).toBe(findings.length);
});

test('the text ends with the verdict and has no escape codes', async () => {
  const { code, stdout, stderr } = await runDoctor();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/\n\n(Nothing seen that disturbs|\d+ things? disturbs? measurements here)[\s\S]*\.\n$/);
  expect(stdout).not.toContain('\x1b');
});

test.each([
  [['--jsn'], /^Expected a known flag, found '--jsn': did you mean --json\?\n$/],
  [['now'], /^Expected flags only, found 'now': write npm run doctor, or npm run doctor -- --json\.\n$/],
])('doctor %j is refused in one sentence', async (args, message) => {
  const { code, stdout, stderr } = await runDoctor(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

const governor = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
const spoilt = diagnose(
  examination({
    machine: { hypervisor: true },
    files: { [governor]: 'powersave\n', '/proc/sys/kernel/randomize_va_space': '2\n' },
    after: processes({ pid: 7, name: 'a\x1b[31mb', ticks: 40 }),
  }),
);

test.each([40, 80, 200])('text keeps to %i columns, and commands stay whole', (columns) => {
  const lines = renderDiagnosis(spoilt, columns).split('\n');
  const isFix = (line: string) => line.startsWith('  fix:  ');
  expect(lines.filter((line) => !isFix(line) && textWidth(line) > columns)).toEqual([]);
  expect(lines.filter(isFix)).toContain('  fix:  sudo cpupower frequency-set -g performance');
});

test('what disturbs comes first, then notes, what is unknown, what is fine, the verdict', () => {
  const text = renderDiagnosis(spoilt, 100);
  const order = [
    'Disturbs\n- other programs:',
    '\n- frequency governor:',
    '\nNotes\n- ',
    '\nCannot tell: ',
    '\nFine: ',
    '\n2 things disturb',
  ];
  const places = order.map((part) => text.indexOf(part));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(text).not.toContain('\x1b');
});
