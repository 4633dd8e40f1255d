/** One end of a ring in the two back ends' test: pushes 1, 2, 3 …, or checks that they come so. */
import { parentPort, workerData } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { Backend, End } from '../../src/contract.ts';
import { bindInThread } from '../conformance/threads.ts';

export interface BoundThread {
  readonly path: string;
  readonly backend: Backend;
  readonly end: End;
  readonly memory: WebAssembly.Memory;
  readonly ring: { offset: number; sizeWords: number };
  /** Two words of the thread's own: the item popped, and one to nap on. */
  readonly ownOffset: number;
  readonly items: number;
}

const { path, backend, end, memory, ring, ownOffset, items } = workerData as BoundThread;
const { tryPush, tryPop } = await bindInThread(path, backend, memory);
const words = new Int32Array(memory.buffer, ring.offset, ring.sizeWords);
const own = new Int32Array(memory.buffer, ownOffset, 2);

let wrong = 0;
for (let next = 1, spins = 0; next <= items; ) {
  const moved = end === 'producer' ? tryPush(words, 0, next) : tryPop(words, 0, own, 0);
  if (moved && end === 'consumer' && own[0] !== next) wrong++;
  if (moved) next++;
  spins = moved ? 0 : relax(own, 1, spins, STAY_CLOSE);
}
parentPort?.postMessage(wrong);
