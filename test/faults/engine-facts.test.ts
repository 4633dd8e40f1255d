/** What the code relies on and the specification or the engine decides: these tests tell when an engine changes its mind. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';

const LINE_WORDS = 32;

function sharedWords(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * LINE_WORDS));
}

test.for<[what: string, array: () => unknown]>([
  ['that is not shared', () => new Int32Array(4)],
  ['of 16-bit words', () => new Int16Array(new SharedArrayBuffer(8))],
  ['of unsigned words', () => new Uint32Array(new SharedArrayBuffer(8))],
  ['of floating-point numbers', () => new Float64Array(new SharedArrayBuffer(8))],
  ['of 64-bit unsigned words', () => new BigUint64Array(new SharedArrayBuffer(8))],
])('a wait on an array %s is a TypeError', ([, array]) => {
  expect(() => Atomics.wait(array() as Int32Array, 0, 0, 0)).toThrow(TypeError);
});

test('waking on an array that is not shared is no error and finds nobody', () => {
  expect(Atomics.notify(new Int32Array(4), 0, 1)).toBe(0);
});

test.for([-1, LINE_WORDS, 1.5e9, Number.POSITIVE_INFINITY])('a wait on word %d of 32 is a RangeError', (index) => {
  expect(() => Atomics.wait(sharedWords(), index, 0, 0)).toThrow(RangeError);
});

test.for([0, -0, -5, Number.NEGATIVE_INFINITY, 1e-300])('a wait of %d ms times out, as no wait at all', (timeoutMs) => {
  expect(Atomics.wait(sharedWords(), 0, 0, timeoutMs)).toBe('timed-out');
});

test('the comparison comes before the time: a word that differs is "not-equal", even for a wait of 0 ms', () => {
  expect(Atomics.wait(sharedWords(), 0, 1, 0)).toBe('not-equal');
  expect(Atomics.wait(sharedWords(), 0, 2 ** 32, 0), 'the expected value wraps to 32 bits').toBe('timed-out');
});

test.for(['NaN', 'undefined', 'Infinity'])('a wait of %s ms lasts until somebody wakes', async (timeout) => {
  const words = sharedWords();
  const code = `const { parentPort, workerData } = require('node:worker_threads');
    parentPort.postMessage(Atomics.wait(workerData, 0, 0, ${timeout}));`;
  const worker = new Worker(code, { eval: true, workerData: words, execArgv: [] });
  onTestFinished(async () => void (await worker.terminate()));
  const answer = once(worker, 'message');
  // Nobody to wake means that the thread does not sleep yet, or that it did not sleep at all: then it has answered.
  let woken = 0;
  for (let answered = false; woken === 0 && !answered; woken = Atomics.notify(words, 0, 1))
    answered = await Promise.race([answer.then(() => true), new Promise<false>((no) => setTimeout(no, 2, false))]);
  expect({ woken, answer: await answer }).toEqual({ woken: 1, answer: ['ok'] });
});

test('the main thread of Node may wait', () => {
  expect(Atomics.wait(sharedWords(), 0, 0, 1)).toBe('timed-out');
});

const { pause } = Atomics as { pause?: (times?: unknown) => void };

test.skipIf(!pause)(
  `pause takes whole numbers of any sign, or nothing${pause ? '' : ' (skipped: there is no Atomics.pause here)'}`,
  () => {
    for (const times of [undefined, 0, 1, -1, 2 ** 40, -0]) expect(pause?.(times), String(times)).toBe(undefined);
    for (const times of [1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, true, {}])
      expect(() => pause?.(times), String(times)).toThrow(TypeError);
  },
);

test('plain accesses behind the end of the words are lost without a sound; atomic ones throw a RangeError', () => {
  const all = sharedWords();
  const words = all.subarray(0, 8);
  words[8] = 7;
  words[-1] = 7;
  expect([...all]).toEqual(Array(LINE_WORDS).fill(0));
  expect(words[8] | 0).toBe(0);
  expect(() => Atomics.store(words, 8, 7)).toThrow(RangeError);
  expect(() => Atomics.load(words, -1)).toThrow(RangeError);
});

test('a read-modify-write returns the old value as a signed word; a store returns its argument as it was', () => {
  const words = sharedWords();
  words[0] = -1;
  expect(Atomics.add(words, 0, 2 ** 32 + 2)).toBe(-1);
  expect(Atomics.exchange(words, 0, 2 ** 31)).toBe(1);
  expect(words[0]).toBe(-(2 ** 31));
  expect(Atomics.store(words, 0, 2 ** 32 + 5)).toBe(2 ** 32 + 5);
  expect(words[0]).toBe(5);
});

test('a WebAssembly memory that is outgrown, or an atomic that is not aligned, traps', async () => {
  // (module (memory (import "" "m") 1 1 shared) (func (export "load") (param i32) (result i32) (i32.atomic.load (local.get 0))))
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f], // type: i32 → i32
    ...[0x02, 0x08, 0x01, 0x00, 0x01, 0x6d, 0x02, 0x03, 0x01, 0x01], // import "" "m": memory 1 1 shared
    ...[0x03, 0x02, 0x01, 0x00],
    ...[0x07, 0x08, 0x01, 0x04, 0x6c, 0x6f, 0x61, 0x64, 0x00, 0x00], // export "load"
    ...[0x0a, 0x0a, 0x01, 0x08, 0x00, 0x20, 0x00, 0xfe, 0x10, 0x02, 0x00, 0x0b],
  ];
  const m = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes), { '': { m } });
  const load = instance.exports.load as (address: number) => number;
  expect(load(65_532)).toBe(0);
  expect(() => load(65_536)).toThrow(/out of bounds/);
  expect(() => load(2)).toThrow(/unaligned/);
});
