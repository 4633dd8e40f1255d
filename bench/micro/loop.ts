import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { type Transferable, Worker } from 'node:worker_threads';
import { Arena } from '../../src/arena.ts';
import type { AnySubject, Words } from '../../src/contract.ts';
import { BURST, OWN_WORDS } from './own-words.ts';
import { type MicroRow, PEER_CAPACITY_SLOTS } from './rows.ts';

/** What the worker receives. `subjectUrl` is empty for the atomics, which have no subject. */
export interface LoopSetup {
  readonly entryUrl: string;
  readonly role: string;
  readonly subjectUrl: string;
  readonly kernel: WebAssembly.Module | null;
  readonly memory: WebAssembly.Memory;
  readonly words: Words;
  readonly own: Words;
  readonly connections: readonly unknown[];
}

/** A loop in a fresh worker, ready to run. */
export class MicroLoop {
  readonly #worker: Worker;
  readonly #row: MicroRow;

  constructor(row: MicroRow, kernel: WebAssembly.Module | null) {
    const arena = new Arena([row.sizeWords, OWN_WORDS]);
    const words = arena.words(arena.offsets[0], row.sizeWords);
    const own = arena.words(arena.offsets[1], OWN_WORDS);
    row.init(words);
    own[BURST] = row.burst; // plain: not shared yet
    const { peer } = (row.subject?.spec ?? {}) as Partial<AnySubject>;
    const ends = peer?.connect({ capacitySlots: PEER_CAPACITY_SLOTS }, ['producer', 'consumer']) ?? []; // this one thread plays both
    const setup: LoopSetup = {
      entryUrl: pathToFileURL(row.entry).href,
      role: row.role,
      subjectUrl: row.subject === null ? '' : pathToFileURL(row.subject.path).href,
      kernel,
      memory: arena.memory,
      words,
      own,
      connections: ends.map(({ connection }) => connection),
    };
    this.#row = row;
    this.#worker = new Worker(new URL('loop-worker.ts', import.meta.url), {
      workerData: setup,
      execArgv: [],
      transferList: ends.flatMap(({ transfer }) => transfer ?? []) as Transferable[],
    });
  }

  /**
   * Run the loop once.
   *
   * @param count - operations, a multiple of the burst.
   * @returns nanoseconds, from just before the call to just after it.
   * @throws Error when an operation gave a wrong answer, or the worker's own error.
   */
  async run(count: number): Promise<number> {
    this.#worker.postMessage(count);
    const [{ durationNs, wrong }] = (await once(this.#worker, 'message')) as [{ durationNs: number; wrong: number }];
    if (wrong > 0)
      throw new Error(`${this.#row.operation}: expected ${count} right answers, found ${wrong} wrong: repair it.`);
    return durationNs;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
