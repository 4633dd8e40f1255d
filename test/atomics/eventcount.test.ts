import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { cancelWait, commitWait, prepareWait, signal } from '../../src/atomics/eventcount.ts';

const EPOCH = 3; // anywhere but at 0
const WAITERS = EPOCH + 1;

test('eventcount: a signal without waiters changes nothing', () => {
  const words = new Int32Array(new SharedArrayBuffer(64));
  signal(words, EPOCH);
  expect([...words]).toEqual(new Array(16).fill(0));
});

test('eventcount: a wait that is cancelled leaves no waiter', () => {
  const words = new Int32Array(new SharedArrayBuffer(64));
  prepareWait(words, EPOCH);
  expect(words[WAITERS]).toBe(1);
  cancelWait(words, EPOCH);
  expect(words[WAITERS]).toBe(0);
});

test('eventcount: a signal between prepareWait and commitWait is not lost', () => {
  const words = new Int32Array(new SharedArrayBuffer(64));
  const epoch = prepareWait(words, EPOCH);
  signal(words, EPOCH);
  commitWait(words, EPOCH, epoch); // would sleep for ever
  expect(words[WAITERS]).toBe(0);
});

test('eventcount: two threads that sleep for each other after every item hand 20,000 over', async () => {
  const items = 20_000;
  const words = new Int32Array(new SharedArrayBuffer(256));
  const module = new URL('../../src/atomics/eventcount.ts', import.meta.url);
  const source = `
    import { workerData } from 'node:worker_threads';
    import { cancelWait, commitWait, prepareWait, signal } from '${module}';
    const { words, items, mine, other } = workerData;
    for (let i = 0; i < items; i++) {
      const isMine = () => (Atomics.load(words, 0) & 1) === mine;
      while (!isMine()) {
        const epoch = prepareWait(words, 16 + 2 * mine);
        if (isMine()) cancelWait(words, 16 + 2 * mine);
        else commitWait(words, 16 + 2 * mine, epoch);
      }
      Atomics.add(words, 0, 1);
      signal(words, 16 + 2 * other);
    }`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  const workers = [0, 1].map((mine) => {
    return new Worker(url, { workerData: { words, items, mine, other: 1 - mine }, execArgv: [] });
  });
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(words[0]).toBe(2 * items);
  expect([...words.subarray(16, 20)].filter((_, at) => at % 2 === 1)).toEqual([0, 0]);
});
