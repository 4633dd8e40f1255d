/** What the threads of the operation checks do. */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend } from '../../src/contract.ts';
import { bindInThread, meet } from './threads.ts';

export interface Together {
  readonly path: string;
  readonly backend: Backend;
  readonly memory: WebAssembly.Memory;
  readonly offset: number;
  /** The word that all operate on. */
  readonly at: number;
  readonly rounds: number;
  readonly threads: number;
  readonly arrivals: Int32Array;
}

/** What an operation was given, and what it returned. */
export type Call = readonly [value: number, returned: number];

/** Threads gather again and again, or on a busy machine one would be done before the next begins. */
const ROUNDS_PER_MEETING = 100;

/** Operate on one word among others. Each value is 1 more than what was returned last, so that every other compare-exchange may succeed. */
export async function operateTogether(place: Together, steps: Int32Array): Promise<Call[]> {
  const words = new Int32Array(place.memory.buffer, place.offset, place.at + LINE_WORDS);
  const { apply } = await bindInThread(place.path, place.backend, place.memory);
  const calls: Call[] = [];
  let value = 1;
  for (let round = 0; round < place.rounds; round++) {
    if (round % ROUNDS_PER_MEETING === 0) meet(place.arrivals, place.threads, round / ROUNDS_PER_MEETING + 1);
    steps[0]++;
    const returned = Number(apply(words, place.at, value));
    calls.push([value, returned]);
    value = (returned + 1) | 0;
  }
  return calls;
}
