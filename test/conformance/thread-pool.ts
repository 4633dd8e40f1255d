/** Threads that stay for the next run: a worker takes some 50 ms to start, and the suites make hundreds of short runs. */
import { AssertionError } from 'node:assert';
import { type Transferable, Worker } from 'node:worker_threads';
import { LINE_WORDS } from '../../src/atomics/layout.ts';

/** What a thread is asked to do: call the function `role` of `file` with `data`. */
export interface Part {
  readonly file: string;
  readonly role: string;
  readonly data: unknown;
  /** Objects to move rather than copy to the thread. */
  readonly transfer?: readonly object[];
}

/** What is posted to a thread: its part, and its word for counting steps. */
export interface Job extends Omit<Part, 'transfer'> {
  readonly steps: Int32Array;
}

/** A thread's answer: what the role returned, or why it failed. */
export type Answer =
  | { readonly result: unknown }
  | { readonly failed: 'violation' | 'error'; readonly message: string };

/**
 * An exported function of a file of roles. It counts in `steps[0]` what it has done, from 1 when it is ready to begin, and throws
 * an AssertionError where it sees a violation.
 */
export type Role<Data, Result> = (data: Data, steps: Int32Array) => Result | Promise<Result>;

/** Loading and binding may take this long before patience begins to count. */
const START_MS = 30_000;
const LOOK_EVERY_MS = 25;

const idle: PoolThread[] = [];

/** A worker, and who waits for its answer. */
class PoolThread {
  private readonly worker = new Worker(new URL('./pool-thread.ts', import.meta.url), { execArgv: [] });
  private task = Promise.withResolvers<unknown>();
  private isDead = false;

  constructor() {
    this.worker.on('message', (answer: Answer) => {
      if (this.isDead) return; // it answered while it was being killed
      idle.push(this);
      this.worker.unref();
      if ('result' in answer) this.task.resolve(answer.result);
      else this.task.reject(answer.failed === 'violation' ? violation(answer.message) : new Error(answer.message));
    });
    this.worker.on('error', (error) => this.task.reject(error));
    this.worker.on('exit', (code) => this.task.reject(new Error(`A thread ended without a result, code ${code}.`)));
  }

  do(job: Job, transfer: readonly object[]): Promise<unknown> {
    this.task = Promise.withResolvers();
    this.task.promise.catch(() => {}); // nobody need wait for a thread that is killed
    this.worker.ref();
    this.worker.postMessage(job, transfer as Transferable[]);
    return this.task.promise;
  }

  async kill(): Promise<void> {
    this.isDead = true;
    await this.worker.terminate();
  }
}

/** Some threads that run together. Somebody must call `end`, whatever happens. */
export class Run {
  private readonly steps: Int32Array;
  private readonly busy = new Map<number, PoolThread>();
  private readonly watchdog: NodeJS.Timeout;
  private readonly stall = Promise.withResolvers<never>();

  /** @param patienceMs - how long the threads may go without a step before they count as hanging. */
  constructor(threads: number, patienceMs: number) {
    this.steps = new Int32Array(new SharedArrayBuffer(threads * LINE_WORDS * 4));
    this.stall.promise.catch(() => {});
    let seen = '';
    let since = performance.now();
    this.watchdog = setInterval(() => {
      const counts = [...this.busy.keys()].map((rank) => this.stepsOf(rank));
      if (counts.join() !== seen) since = performance.now();
      seen = counts.join();
      if (performance.now() - since < (counts.includes(0) ? START_MS : patienceMs)) return;
      const message = `Nobody got on for ${patienceMs} ms; steps of the threads that have not ended: ${seen}.`;
      this.stall.reject(violation(message));
    }, LOOK_EVERY_MS);
  }

  /** Give a part to a thread of the pool. The thread goes back when the role has returned. Rejects as the role does, or on a stall. */
  start<Result>(rank: number, { transfer = [], ...part }: Part): Promise<Result> {
    const thread = idle.pop() ?? new PoolThread();
    this.busy.set(rank, thread);
    const steps = this.steps.subarray(rank * LINE_WORDS, rank * LINE_WORDS + 1);
    const done = thread.do({ ...part, steps }, transfer).finally(() => this.busy.delete(rank));
    const result = Promise.race([done as Promise<Result>, this.stall.promise]);
    result.catch(() => {}); // as above
    return result;
  }

  /** Resolves when a thread has made that many steps. */
  async reaches(rank: number, steps: number): Promise<void> {
    while (this.stepsOf(rank) < steps) await Promise.race([sleep(1), this.stall.promise]);
  }

  /** End a thread wherever it is: spinning, asleep, inside. */
  async kill(rank: number): Promise<void> {
    await this.busy.get(rank)?.kill();
  }

  /** End all threads that are still at work. */
  async end(): Promise<void> {
    clearInterval(this.watchdog);
    await Promise.all([...this.busy.keys()].map((rank) => this.kill(rank)));
  }

  private stepsOf(rank: number): number {
    return Atomics.load(this.steps, rank * LINE_WORDS);
  }
}

/** Run one part in each of several threads, and wait for all of them. */
export async function runParts<Result>(parts: readonly Part[], patienceMs: number): Promise<Result[]> {
  const run = new Run(parts.length, patienceMs);
  try {
    return await Promise.all(parts.map((part, rank) => run.start<Result>(rank, part)));
  } finally {
    await run.end();
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function violation(message: string): AssertionError {
  return new AssertionError({ message });
}
