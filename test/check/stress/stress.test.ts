/** Stress rounds with real threads: healthy subjects pass, broken ones are found. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHANGED, TIMED_OUT, WOKEN } from '../../../src/atomics/wait.ts';
import { drawConfiguration } from '../../../src/check/stress/configuration.ts';
import { Crew } from '../../../src/check/stress/crew.ts';
import { historyWindow } from '../../../src/check/stress/history-window.ts';
import { stressedKind } from '../../../src/check/stress/kinds.ts';
import { SUM } from '../../../src/check/stress/protocol.ts';
import type { StressedKind } from '../../../src/check/stress/scene.ts';
import type { Violation } from '../../../src/check/stress/stress.ts';
import type { Backend } from '../../../src/contract.ts';
import { buildKernels } from '../../../src/kernel/build.ts';
import { discover, type FoundSubject, PROJECT } from '../../../src/registry.ts';
import { compile, requestOf, run, SEED } from './request.ts';

/** Seconds within which a broken subject must be found. Those below take one to three rounds of 20 to 60 ms. */
const BUDGET = 10;

const PATIENT = { patienceMs: 20_000, signal: new AbortController().signal, onQuiet: () => {} };
const EARLY_RING = { subjects: ['early-ring'], also: [join(import.meta.dirname, 'early-ring.ts')] };
const LOOPING_INIT = { subjects: ['looping-init'], also: [join(import.meta.dirname, 'looping-init.ts')] };

const HIDES_THE_DEATH = {
  subjects: ['recoverable-hides-the-death'],
  also: [join(PROJECT, 'test/mutants/lock/recoverable-hides-the-death.ts')],
};

beforeAll(() =>
  compile({
    subjects: [
      'spsc-cached',
      'futex',
      'recoverable',
      'spsc-lamport',
      ...EARLY_RING.subjects,
      ...HIDES_THE_DEATH.subjects,
    ],
    also: [...EARLY_RING.also, ...HIDES_THE_DEATH.also],
  }),
);

describe(`seed ${SEED}`, () => {
  test('a ring and a lock pass in mixed back ends, and their operations are counted', async () => {
    const { violation, tallies, litmus } = await run({
      subjects: ['spsc-cached', 'futex'],
      mixtures: ['mixed'],
      seconds: 0.5,
    });
    expect(violation).toBeNull();
    for (const { rounds, operations, mixtures } of tallies) {
      expect(rounds).toBeGreaterThan(0);
      expect(operations).toBeGreaterThan(100);
      expect([...mixtures]).toEqual([['mixed', rounds]]);
    }
    expect(litmus.rounds).toBe(0);
  });

  test('no litmus outcome is forbidden, and each test has outcomes', async () => {
    const { litmus } = await run({ subjects: [], withLitmus: true, seconds: 0.1 });
    expect(litmus.wrong).toBeNull();
    expect([...litmus.outcomes.keys()]).toEqual(
      expect.arrayContaining(['SB', 'MP', 'LB', 'CoRR', 'IRIW', '2+2W', 'MP, plain data', 'SB, plain', 'ping-pong']),
    );
  });

  test('a lock that looks and then stores lets two threads in', async () => {
    const broken = join(PROJECT, 'test/mutants/lock/tas-looks-then-stores.ts');
    const { violation } = await run({
      subjects: ['tas-looks-then-stores'],
      also: [broken],
      mixtures: ['js'],
      seconds: BUDGET,
    });
    expect(violation?.result.wrong).toMatch(
      /^(While thread \d+ was inside|Thread \d+ (got in while|was refused by unlock))/,
    );
  });

  test('a ring that publishes a slot before it fills it is found, and the record shows where', async () => {
    const { violation } = await run({ ...EARLY_RING, mixtures: ['mixed'], seconds: BUDGET });
    expect(violation).not.toBeNull();
    const { result, configuration } = violation as Violation;
    expect(result.wrong).toBeTruthy();
    if (!configuration.scene.isWatched) return;
    const window = historyWindow(result.history ?? [], result.culprits ?? []);
    expect(window.filter((line) => line.startsWith('>')).length).toBe(result.culprits?.length);
  });

  test('a ring whose init never returns is found, although the main thread is in it', async () => {
    const { violation } = await run({ ...LOOPING_INIT, mixtures: ['js'], patienceMs: 50, seconds: BUDGET });
    expect(violation?.result.wrong).toMatch(
      /^The main thread failed while setting up: it had not come back after 0.3 s/,
    );
  });

  test('an interrupt reaches the main thread in a ring whose init never returns, and is not taken for a finding', async () => {
    const listen = () => {};
    process.on('SIGINT', listen);
    // Again and again: the main thread need not be there yet.
    const sender = spawn('sh', ['-c', `while sleep 0.3; do kill -INT ${process.pid}; done`]);
    onTestFinished(async () => {
      sender.kill();
      await once(sender, 'exit');
      process.off('SIGINT', listen);
    });
    const { violation, tallies, cut } = await run({ ...LOOPING_INIT, mixtures: ['js'], seconds: 0.1 });
    expect(violation).toBeNull();
    expect(tallies[0].rounds).toBe(0);
    const reason = /^Interrupted after \d+\.\d s while the main thread was setting up\.$/;
    expect(cut).toEqual({ subject: 'looping-init', reason: expect.stringMatching(reason) });
  });

  test('a lock that hides the death of its holder is found after a death', async () => {
    const { subjects, also } = HIDES_THE_DEATH;
    const seed = await deadlySeed(subjects[0], also);
    const { violation } = await run({ subjects, also, patienceMs: 500, seconds: BUDGET, seed });
    expect(violation?.configuration.kill).toBeTruthy();
  });

  test.for(['recoverable', 'spsc-lamport'])('%s survives the end of a thread at any moment', async (name) => {
    const seed = await deadlySeed(name);
    const { violation, tallies } = await run({ subjects: [name], seconds: 0.2, seed });
    expect(violation).toBeNull();
    expect(tallies[0].deaths).toBeGreaterThan(0);
  });
});

/** A seed whose first round ends a thread. */
async function deadlySeed(name: string, also: readonly string[] = []): Promise<number> {
  const found = (await discover(also)).subjects.find(({ spec }) => spec.name === name) as FoundSubject;
  const kind = stressedKind(found.spec) as StressedKind;
  const choices = requestOf({ subjects: [name], seconds: 1 });
  let seed = SEED;
  while (drawConfiguration(found.spec, kind, choices, seed).kill === null) seed++;
  return seed;
}

test.for([
  ['js', 'js'],
  ['wasm', 'wasm'],
  ['js', 'wasm'],
  ['wasm', 'js'],
] as const)('when a sleeper (%s) has been ended, notify(1) wakes the younger one (%s)', async (backends) => {
  const driver = join(import.meta.dirname, 'sleeper.ts');
  const [wasm] = await buildKernels([{ entry: driver }]);
  const kernelOf = (backend: Backend) => (backend === 'js' ? null : new WebAssembly.Module(wasm));
  const crew = new Crew(2);
  try {
    const words = crew.prepare(1);
    const tasks = backends.map((backend, self) => ({
      ...{ driver, subject: null, role: 'sleep', self, cpu: null, kernel: kernelOf(backend) },
    }));
    let woken = -1;
    const onDeath = () => {
      woken = Atomics.notify(words, 0, 1);
    };
    const timing = { ...PATIENT, roundMs: 10, kill: { rank: 0, afterMs: 60 }, onDeath, deadHoldUp: false };
    const played = await crew.play(tasks, 1, timing);
    expect(played).toMatchObject({ dead: 0, failed: null, hanging: [] });
    expect(woken).toBe(1);
    expect({ [WOKEN]: 'woken', [CHANGED]: 'changed', [TIMED_OUT]: 'timed out' }[crew.mine[1][SUM]]).toBe('woken');
  } finally {
    await crew.close();
  }
});

test('where one thread cannot begin, those at the start line are sent back', async () => {
  const crew = new Crew(3);
  try {
    crew.prepare(1);
    const sleeper = join(import.meta.dirname, 'sleeper.ts');
    const tasks = [sleeper, sleeper, join(import.meta.dirname, 'missing.ts')].map((driver, self) => ({
      ...{ driver, subject: null, role: 'sleep', self, cpu: 0, kernel: null },
    }));
    const played = await crew.play(tasks, 1, { ...PATIENT, roundMs: 10, kill: null, deadHoldUp: false });
    expect(played).toMatchObject({ dead: null, hanging: [], givenUp: null, failed: { rank: 2 } });
  } finally {
    await crew.close();
  }
});

test('after an interrupt nobody waits long for threads that do not come back', async () => {
  const driver = join(import.meta.dirname, 'sleeper.ts'); // both sleep longer than the patience that is left
  const crew = new Crew(2);
  try {
    crew.prepare(1);
    const tasks = [0, 1].map((self) => ({ driver, subject: null, role: 'sleep', self, cpu: null, kernel: null }));
    const quiet: (readonly number[])[] = [];
    const patience = {
      patienceMs: 20_000,
      signal: AbortSignal.abort(),
      onQuiet: (ranks: readonly number[]) => quiet.push(ranks),
    };
    const played = await crew.play(tasks, 1, { ...patience, roundMs: 10, kill: null, deadHoldUp: false });
    expect(played).toMatchObject({ hanging: [0, 1], givenUp: { awaited: 'progress', isCut: true } });
    expect(quiet[0]).toEqual([0, 1]);
  } finally {
    await crew.close();
  }
});
