/** A thread of the pool: does one job after the other. */
import { AssertionError } from 'node:assert';
import { parentPort } from 'node:worker_threads';
import type { Answer, Job, Role } from './thread-pool.ts';

parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await answer(job)));

async function answer({ file, role, data, steps }: Job): Promise<Answer> {
  try {
    const roles = (await import(file)) as Record<string, Role<unknown, unknown>>;
    return { result: await roles[role](data, steps) };
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof AssertionError) return { failed: 'violation', message };
    return { failed: isOutside(error) ? 'violation' : 'error', message: stack ?? message };
  }
}

/** Far behind the structure: JavaScript's atomics refuse the index, WebAssembly traps at the end of the memory. */
function isOutside(error: unknown): boolean {
  return error instanceof RangeError || error instanceof WebAssembly.RuntimeError;
}
