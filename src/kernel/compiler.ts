import { type ChildProcess, fork } from 'node:child_process';
import { KernelError, type KernelSources } from './build.ts';

/** What crosses to the compiling process and back. */
export interface CompileJob {
  readonly sources: readonly (readonly [string, string])[];
}
export interface CompileAnswer {
  readonly wasm?: Uint8Array;
  readonly errors?: string;
}

/** AssemblyScript in a process of its own, started by the first job. One job at a time. */
export class Compiler {
  #process: ChildProcess | null = null;

  async compile(sources: KernelSources): Promise<Uint8Array> {
    this.#process ??= fork(new URL('compile-process.ts', import.meta.url), {
      execArgv: [],
      serialization: 'advanced',
      env: { PATH: process.env.PATH },
    });
    const child = this.#process;
    const answer = await new Promise<CompileAnswer>((done, failed) => {
      const onExit = (code: number | null, signal: string | null) =>
        failed(
          new KernelError(`Expected the kernel compiler to answer, found it ended (${signal ?? code}): run it again.`),
        );
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        done(message as CompileAnswer);
      });
      child.send({ sources: [...sources] } satisfies CompileJob);
    });
    if (!answer.wasm) throw new KernelError(answer.errors ?? 'The kernel compiler gave no output.');
    return answer.wasm;
  }

  close(): void {
    this.#process?.removeAllListeners('exit');
    this.#process?.disconnect();
    this.#process = null;
  }
}
