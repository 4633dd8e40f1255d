/** One thread of the peers' threaded tests: sends 1, 2, 3 … or checks that they arrive so. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { End, RingSpec } from '../../src/contract.ts';

export interface PeerThread {
  readonly path: string;
  /** One entry for an instance: its words, and what `connect` made for this thread. */
  readonly instances: readonly { words: Int32Array; connection: unknown; end: End }[];
  readonly items: number;
  /** Items per call; 1: tryPush and tryPop. */
  readonly batch: number;
}

const { path, instances, items, batch } = workerData as PeerThread;
const { default: ring } = (await import(pathToFileURL(path).href)) as { default: RingSpec };
const nap = new Int32Array(new SharedArrayBuffer(4));
const buffer = new Int32Array(batch);
for (const { words, connection } of instances) ring.peer?.attach(words, connection);

/** Items that were not the next ones. */
let wrong = 0;
const next = instances.map(() => 1);
for (let spins = 0; next.some((value) => value <= items); ) {
  const moved = instances.reduce((sum, one, i) => sum + (one.end === 'producer' ? send(i) : receive(i)), 0);
  spins = moved > 0 ? 0 : relax(nap, 0, spins, STAY_CLOSE);
}
parentPort?.postMessage(wrong);

function send(instance: number): number {
  const { words } = instances[instance];
  const count = Math.min(batch, items + 1 - next[instance]);
  for (let i = 0; i < count; i++) buffer[i] = next[instance] + i;
  const sent =
    batch > 1 ? ring.pushMany(words, 0, buffer, 0, count) : count > 0 && ring.tryPush(words, 0, buffer[0]) ? 1 : 0;
  next[instance] += sent;
  return sent;
}

function receive(instance: number): number {
  const { words } = instances[instance];
  // Fewer than the sender's batch, so that messages are split.
  const received = batch > 1 ? ring.popMany(words, 0, buffer, 0, batch - 1) : ring.tryPop(words, 0, buffer, 0) ? 1 : 0;
  for (let i = 0; i < received; i++) if (buffer[i] !== next[instance]++) wrong++;
  return received;
}
