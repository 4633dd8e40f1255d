/**
 * Where a measured thread begins. Plain JavaScript, and it brings the types' absence with it: Node's type stripper takes 20 ms
 * to start in every thread that meets a `.ts` file, so the main thread strips once (sources.ts), with the same stripper.
 */
import { registerHooks } from 'node:module';
import { workerData } from 'node:worker_threads';

registerHooks({
  load(url, context, next) {
    const source = workerData.get(url);
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
  },
});

export default (await import('./worker.ts')).default;
