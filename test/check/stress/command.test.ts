/** `npm run stress`: what it is asked for, what it says, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LitmusTally } from '../../../src/check/stress/litmus/litmus.ts';
import type { Stressed, Tally } from '../../../src/check/stress/stress.ts';
import { readArguments } from '../../../src/cli/arguments.ts';
import { printStressed, progressText, quietText } from '../../../src/cli/stress-print.ts';
import { FLAGS, flagsAgain, readRequest } from '../../../src/cli/stress-request.ts';
import { readTopology } from '../../../src/machine/topology.ts';
import { discover, PROJECT } from '../../../src/registry.ts';
import { ended, LAB_COMMAND } from '../../cli/lab-process.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const { subjects } = await discover();
const topology = readTopology();
const request = (...argv: string[]) => readRequest(readArguments(argv, FLAGS), subjects, topology);

describe('the command line', () => {
  test('without words asks for everything, litmus too, for a minute', () => {
    const all = request();
    expect(all).toMatchObject({ withLitmus: true, seconds: 60, mixtures: ['js', 'wasm', 'mixed'], oneCpu: false });
    expect(all.subjects).toEqual(subjects);
  });

  test('names subjects, and litmus among them or not', () => {
    const names = ({ subjects, withLitmus }: ReturnType<typeof request>) => [
      ...subjects.map(({ spec }) => spec.name),
      withLitmus,
    ];
    expect(names(request('futex'))).toEqual(['futex', false]);
    expect(names(request('litmus'))).toEqual([true]);
    expect(names(request('futex', 'litmus'))).toEqual(['futex', true]);
  });

  test('--cpu pins all threads to one, and takes minutes in parts', () => {
    const [{ id }] = topology.cpus.filter(({ allowed }) => allowed);
    expect(request('--cpu', String(id), '--minutes', '0.5')).toMatchObject({ cpus: [id], oneCpu: true, seconds: 30 });
    expect(request('--one-cpu').cpus.length).toBe(topology.cpus.filter(({ allowed }) => allowed).length);
  });

  test.for<[string[], RegExp]>([
    [['futx'], /^Expected a known subject, found 'futx': did you mean futex\?$/],
    [
      ['ringbuf-js'],
      /^Expected a subject with something to stress, found ringbuf-js: it keeps its state outside the words\.$/,
    ],
    [['--minutes', '0'], /^Expected --minutes to be a number above 0 .* found '0'/],
    [['--minutes', '1e3'], /found '1e3'/],
    [['--minutes', '-1'], /found '-1'/],
    [['--backend', 'wsm'], /^Expected a known name for --backend, found 'wsm': did you mean wasm\?$/],
    [['--cpu', '99999'], /^Expected --cpu to be a whole number from 0 to 65535/],
    [['--cpu', '65535'], /^Expected --cpu to be one of .*, found 65535/],
    [['--cpu', '0', '--one-cpu'], /found both/],
    [['--seed', '1.5'], /^Expected --seed to be a whole number/],
    [['--minuts', '1'], /found '--minuts': did you mean --minutes\?$/],
  ])('%j is refused', ([argv, message]) => {
    expect(() => request(...argv)).toThrow(message);
  });

  test('what chose the configurations is repeated in the command to have them again', () => {
    const args = readArguments(['--backend', 'mixed', '--one-cpu', '--minutes', '3', '--also', 'x.ts'], FLAGS);
    expect(flagsAgain(args)).toBe(' --backend mixed --also x.ts --one-cpu');
  });
});

describe('the report', () => {
  const tally = (subject: string, rounds: number, operations: number): Tally => ({
    ...{
      subject,
      kind: 'lock',
      rounds,
      operations,
      recorded: 0,
      violations: 0,
      histories: 0,
      undecided: 0,
      deaths: 0,
      lost: 0,
    },
    mixtures: new Map([
      ['wasm', 8],
      ['js', 3],
      ['mixed', 1],
    ]),
  });
  const litmus: LitmusTally = {
    rounds: 1,
    outcomes: new Map([
      [
        'SB',
        new Map([
          [
            'js',
            new Map([
              ['1,0', 5],
              ['0,1', 7],
            ]),
          ],
        ]),
      ],
    ]),
    wrong: null,
  };
  const stressed: Stressed = {
    tallies: [tally('futex', 12, 3_000_000), { ...tally('plain', 2, 500), lost: 70 }, tally('mcs', 0, 0)],
    litmus,
    skipped: [
      { subject: 'load', reason: 'one instruction: see litmus' },
      { subject: 'swap', reason: 'one instruction: see litmus' },
    ],
    violation: null,
    seconds: 12.3,
    cut: { subject: 'tas', reason: 'Interrupted after 0.1 s while the main thread was setting up.' },
    unpinned: null,
  };

  function printed(columns: number): string {
    const lines: string[] = [];
    printStressed({ line: (text = '') => lines.push(text), columns, colour: false }, stressed);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(Math.max(columns, 90));
    return lines.join('\n');
  }

  test('has a row for each subject, and says what silence means', () => {
    const text = printed(100);
    expect(text).toMatch(/^futex +12 +3\.00 M +– +– +js 3, wasm 8, mixed 1 +22 %$/m);
    expect(text).toMatch(/^plain .* 78 %; lost 70, as it says$/m);
    expect(text).toMatch(/^SB +12 +0,1\u00a07 · 1,0\u00a05$/m);
    expect(text).toContain('No time for mcs.');
    expect(text).toContain(
      'A round of tas was not judged. Interrupted after 0.1 s while the main thread was setting up.',
    );
    expect(text).toContain('Not stressed: load, swap: one instruction: see litmus.');
    const running = text.replaceAll('\n', ' ');
    expect(running).toContain('In histories: operations whose calls and returns were recorded');
    expect(running).toContain(
      '0 violations in 15 rounds and 12 s: at most 18 % of rounds (configurations drawn at random)',
    );
    expect(running).toContain('for the schedules that the system happened to give.');
    expect(running).toMatch(/Checked: 3\.00 M operations and 12 litmus outcomes\.$/);
  });

  test('wraps in a narrow terminal', () => {
    expect(printed(40).split('\n').length).toBeGreaterThan(printed(120).split('\n').length);
  });

  test('says on the way how many rounds, operations and violations there were', () => {
    expect(progressText(stressed.tallies, litmus)).toBe('15 rounds, 3.00 M operations, 0 violations');
    const one = { ...tally('futex', 1, 1), violations: 1 };
    expect(progressText([one], { ...litmus, rounds: 0 })).toBe('1 round, 1 operation, 1 violation');
    expect(quietText([1], 20_000)).toBe('waiting for thread 1, up to 20 s');
  });
});

/** What a user types as `npm run stress --`, without npm. */
function startStress(...args: string[]): ChildProcess {
  const { NO_COLOR, FORCE_COLOR, CI, VITEST, ...env } = process.env;
  const [program, ...first] = LAB_COMMAND.with(-1, join(PROJECT, 'src/cli/stress.ts'));
  return spawn(program, [...first, ...args], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('a process', () => {
  test('that finds nothing ends with 0, and writes JSON alone to stdout', async () => {
    const out = temporaryFolder();
    const argv = ['spsc-cached', '--backend', 'js', '--minutes', '0.005', '--json', '--out', out];
    const { code, stdout, stderr } = await ended(startStress(...argv));
    expect(code, stderr).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ type }) => type)).toEqual(['start', 'result']);
    expect(events[1]).toMatchObject({
      violation: null,
      subjects: [{ subject: 'spsc-cached', backends: { js: expect.any(Number) } }],
    });
    expect(stderr).toContain('spsc-cached');
  });

  test('that finds a violation ends with 4, says how to have it again, and leaves a record', async () => {
    const out = temporaryFolder();
    const also = join(PROJECT, 'test/check/stress/early-ring.ts');
    const argv = ['early-ring', '--also', also, '--backend', 'js', '--minutes', '0.3', '--out', out];
    const { code, stdout } = await ended(startStress(...argv));
    expect(code).toBe(4);
    expect(stdout).toContain('VIOLATION: early-ring');
    const [, path] = /^Record: (.*\.json)$/m.exec(stdout) ?? [];
    const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(record).toMatchObject({ subject: 'early-ring', violation: expect.any(String) });
    expect(stdout).toMatch(/^npm run stress -- early-ring --seed \d+ --backend js --also /m);
  });

  test('that is interrupted ends after the round, with what was done', async () => {
    const stress = startStress('futex', '--backend', 'js', '--minutes', '5', '--out', temporaryFolder());
    const end = ended(stress);
    await once(stress.stderr!, 'data'); // a first round has been played
    stress.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^futex /m);
  });
});
