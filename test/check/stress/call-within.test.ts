/** Calls of the main thread that need not come back. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { callWithin } from '../../../src/check/stress/call-within.ts';

/** Much longer than a healthy call takes, and waited for in full by the broken ones. */
const PATIENCE_MS = 300;
const word = new Int32Array(new SharedArrayBuffer(4));

test('a call is made, and its error comes through', () => {
  let done = false;
  callWithin(PATIENCE_MS, () => {
    done = true;
  });
  expect(done).toBe(true);
  const fail = () => {
    throw new TypeError('it is broken');
  };
  expect(() => callWithin(PATIENCE_MS, fail)).toThrow(new TypeError('it is broken'));
});

const BROKEN: Readonly<Record<string, () => void>> = {
  loops() {
    while (Atomics.load(word, 0) === 0);
  },
  sleeps() {
    Atomics.wait(word, 0, 0);
  },
  'loops and catches what it can'() {
    while (Atomics.load(word, 0) === 0) {
      try {
        Atomics.wait(word, 0, 0, 1);
      } catch {}
    }
  },
};

test.for(Object.entries(BROKEN))('a call that %s is ended, and the next one is not', ([, call]) => {
  expect(() => callWithin(PATIENCE_MS, call)).toThrow('it had not come back after 0.3 s, in a loop or asleep.');
  expect(() => callWithin(PATIENCE_MS, () => {})).not.toThrow();
});

test('an interrupt ends it, and reaches who listens', async () => {
  const heard = once(process, 'SIGINT');
  const interrupted = () =>
    callWithin(60_000, () => {
      process.kill(process.pid, 'SIGINT');
      Atomics.wait(word, 0, 0);
    });
  expect(interrupted).toThrow(/^Interrupted after \d+\.\d s$/);
  await heard;
});
