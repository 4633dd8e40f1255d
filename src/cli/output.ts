import { once } from 'node:events';
import { Progress } from './progress.ts';

/** A Ctrl-C that reaches the process twice within this time (from the terminal and through npm) is one. */
const SAME_INTERRUPT_MS = 1000;

/**
 * Where a command's words go. With `--json` stdout carries events as NDJSON and all text goes to stderr.
 * Ctrl-C and a stdout that is closed or full end the run early through `stop`; what was measured is kept.
 */
export class Output {
  readonly progress: Progress;
  readonly #json: boolean;
  readonly #text: NodeJS.WriteStream;
  readonly #stop: AbortController;
  #closed = false;

  constructor(json: boolean, stop: AbortController) {
    this.#json = json;
    this.#stop = stop;
    this.#text = json ? process.stderr : process.stdout;
    this.progress = new Progress(process.stderr);
    process.stdout.on('error', () => {
      this.#closed = true; // runCommand says why, unless it is the reader's doing
      stop.abort();
    });
  }

  /** Width of the text in characters. A terminal that does not know its width says 0. */
  get columns(): number {
    return Math.max(40, this.#text.columns || 80);
  }

  get colour(): boolean {
    return this.#text.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  }

  line(text = ''): void {
    if (!this.#closed) this.#text.write(`${text}\n`);
  }

  event(type: string, data: Record<string, unknown>): void {
    if (this.#json && !this.#closed) process.stdout.write(`${JSON.stringify({ type, ...data })}\n`);
  }

  /** Run `body`; the first interrupt stops it gently, a second one ends the process. `kept`: what is not lost by it. */
  async interruptible<T>(body: () => Promise<T>, kept = 'finished cells'): Promise<T> {
    let firstAt = 0;
    const onInterrupt = () => {
      const now = performance.now();
      if (this.#stop.signal.aborted && now - firstAt > SAME_INTERRUPT_MS) process.exit(130);
      if (this.#stop.signal.aborted) return;
      firstAt = now;
      this.progress.end();
      process.stderr.write(`Stopping: ${kept} are kept. Once more to leave at once.\n`);
      this.#stop.abort();
    };
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onInterrupt);
    try {
      return await body();
    } finally {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
    }
  }

  /** Everything written is on its way before the process ends. */
  async flush(): Promise<void> {
    for (const stream of [process.stdout, process.stderr])
      if (stream.writableNeedDrain && !this.#closed) await once(stream, 'drain').catch(() => {}); // the reader has gone
  }
}
