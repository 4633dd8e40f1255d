/** One thread of the lock's threaded tests. */
import { parentPort, workerData } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { Backend, LockSpec } from '../../src/contract.ts';
import { bindInThread, meet } from './threads.ts';

export interface LockThread {
  readonly path: string;
  readonly backend: Backend;
  readonly memory: WebAssembly.Memory;
  readonly offset: number;
  readonly sizeWords: number;
  /** Written by holders, without atomics: COUNT, INSIDE. */
  readonly guarded: Int32Array;
  readonly arrivals: Int32Array;
  readonly threads: number;
  readonly self: number;
  readonly rounds: number;
  /** How the thread gets in: `lock`, or `tryLock` again and again. */
  readonly enter: 'lock' | 'tryLock';
  /** How long a holder sleeps inside, so that the others run out of patience; 0: not at all. */
  readonly holdMs: number;
}

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 500;

const COUNT = 0;
const INSIDE = 1;

const { path, backend, memory, offset, sizeWords, guarded, arrivals, threads, self, rounds, enter, holdMs } =
  workerData as LockThread;
const lock = (await bindInThread(path, backend, memory)) as unknown as LockSpec;
const words = new Int32Array(memory.buffer, offset, sizeWords);
const nap = new Int32Array(new SharedArrayBuffer(4));

/** Times that a second thread was inside. */
let intruders = 0;
for (let round = 0; round < rounds; round++) {
  if (round % ROUNDS_PER_MEETING === 0) meet(arrivals, threads, round / ROUNDS_PER_MEETING + 1);
  if (enter === 'lock') lock.lock(words, self);
  else for (let spins = 0; !lock.tryLock?.(words, self); ) spins = relax(nap, 0, spins, STAY_CLOSE);
  if (guarded[INSIDE] !== 0) intruders++;
  guarded[INSIDE] = self + 1;
  guarded[COUNT]++;
  if (holdMs > 0) Atomics.wait(nap, 0, 0, holdMs);
  if (guarded[INSIDE] !== self + 1) intruders++;
  guarded[INSIDE] = 0;
  lock.unlock(words, self);
}
parentPort?.postMessage(intruders);
