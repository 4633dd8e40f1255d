/** One thread of the record ring's threaded test: a producer that fills records, or the consumer that checks them. */
import { parentPort, workerData } from 'node:worker_threads';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import type { Backend, RecordRingSpec } from '../../src/contract.ts';
import { contentBytes, differsAt, mix, writeContent } from './record-content.ts';
import { bindInThread, meet } from './threads.ts';

export interface RecordRingThread {
  readonly path: string;
  readonly backend: Backend;
  readonly memory: WebAssembly.Memory;
  readonly offset: number;
  readonly sizeWords: number;
  /** Counts threads that have started. */
  readonly arrivals: Int32Array;
  /** Counts producers that are done. */
  readonly done: Int32Array;
  readonly producers: number;
  /** Producer number, or -1: the consumer. */
  readonly producer: number;
  readonly recordsEach: number;
}

export interface ConsumerResult {
  /** Records that came from each producer. */
  readonly received: number[];
  /** The first few things that were wrong. */
  readonly wrong: string[];
}

const thread = workerData as RecordRingThread;
const ring = (await bindInThread(thread.path, thread.backend, thread.memory)) as unknown as RecordRingSpec;
const words = new Int32Array(thread.memory.buffer, thread.offset, thread.sizeWords);
const { done, producer } = thread;
const nap = new Int32Array(new SharedArrayBuffer(4));

meet(thread.arrivals, thread.producers + 1);
parentPort?.postMessage(producer < 0 ? consume() : produce());

function claimWhenFree(lengthBytes: number): number {
  let payload = ring.claim(words, producer, lengthBytes);
  for (let spins = 0; payload === -1; payload = ring.claim(words, producer, lengthBytes))
    spins = relax(nap, 0, spins, STAY_CLOSE);
  if (payload < 0) throw new Error(`claim of ${lengthBytes} bytes returned ${payload}`);
  return payload;
}

/** One record in eight is preceded by an aborted one; one in eight is committed after the next, if there is room for both. */
function produce(): number {
  const maxBytes = ring.maxMessageBytes(words);
  for (let sequence = 0; sequence < thread.recordsEach; sequence++) {
    const dice = mix(producer, sequence, -2) & 7;
    if (dice === 0) {
      const payload = claimWhenFree(maxBytes);
      words.fill(1, payload, payload + (maxBytes >> 2));
      ring.abort(words, producer, payload);
    }
    const bytes = contentBytes(producer, sequence, maxBytes);
    const first = claimWhenFree(bytes);
    if (dice === 1 && sequence + 1 < thread.recordsEach) {
      // Without waiting: a producer that waits for room with a claim open may wait for itself.
      const nextBytes = contentBytes(producer, sequence + 1, maxBytes);
      const next = ring.claim(words, producer, nextBytes);
      if (next >= 0) {
        writeContent(words, next, producer, sequence + 1, nextBytes);
        ring.commit(words, producer, next);
      }
      writeContent(words, first, producer, sequence, bytes);
      if (next >= 0) sequence++;
    } else {
      writeContent(words, first, producer, sequence, bytes);
    }
    ring.commit(words, producer, first);
  }
  Atomics.add(done, 0, 1);
  return thread.recordsEach;
}

function consume(): ConsumerResult {
  const maxBytes = ring.maxMessageBytes(words);
  const received = Array<number>(thread.producers).fill(0);
  const wrong: string[] = [];
  let spins = 0;
  while (true) {
    const isLastLook = Atomics.load(done, 0) === thread.producers;
    const payload = ring.peek(words, 0);
    if (payload >= 0) {
      const complaint = check(payload);
      if (complaint !== null && wrong.length < 5) wrong.push(complaint);
      ring.release(words, 0);
      spins = 0;
    } else if (isLastLook) return { received, wrong };
    else spins = relax(nap, 0, spins, STAY_CLOSE);
  }

  function check(payload: number): string | null {
    const from = words[payload];
    const sequence = received[from];
    if (sequence === undefined) return `a record of producer ${from}`;
    received[from]++;
    const bytes = contentBytes(from, sequence, maxBytes);
    const found = ring.lengthBytes(words, payload);
    if (found !== bytes) return `producer ${from}, record ${sequence}: ${found} bytes instead of ${bytes}`;
    const at = differsAt(words, payload, from, sequence, bytes);
    return at < 0 ? null : `producer ${from}, record ${sequence}: word ${at} is ${words[payload + at]}`;
  }
}
