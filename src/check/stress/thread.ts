/** The main thread's side of one thread: it plays parts one after the other (worker.ts). */
import { Worker } from 'node:worker_threads';
import type { Answer, Part } from './part.ts';

export class Thread {
  readonly #worker: Worker;
  #answer = Promise.withResolvers<Answer | 'ended'>();

  constructor(memory: WebAssembly.Memory) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory, execArgv: [], env: {} });
    this.#worker.on('message', (answer: Answer) => this.#answer.resolve(answer));
    this.#worker.on('error', (error: Error) => this.#answer.resolve({ failed: error.message, unpinned: null }));
    this.#worker.on('exit', () => this.#answer.resolve('ended'));
    this.#worker.unref();
  }

  play(part: Part): Promise<Answer | 'ended'> {
    this.#answer = Promise.withResolvers();
    this.#worker.postMessage(part);
    return this.#answer.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
