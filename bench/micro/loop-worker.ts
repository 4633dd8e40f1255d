/** One loop in an isolate of its own: type feedback is per isolate, and another row's would change the code. */
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { RingSpec, Words } from '../../src/contract.ts';
import { instantiate } from '../../src/kernel/instantiate.ts';
import type { LoopSetup } from './loop.ts';
import { WRONG } from './own-words.ts';

const setup = workerData as LoopSetup;
registerHooks({
  resolve: (specifier, context, next) => next(specifier === '#subject' ? setup.subjectUrl : specifier, context),
});

if (setup.connections.length > 0) {
  const { peer } = ((await import(setup.subjectUrl)) as { default: RingSpec }).default;
  for (const connection of setup.connections) peer?.attach(setup.words, connection);
}
const exports = setup.kernel
  ? instantiate(setup.kernel, setup.memory)
  : ((await import(setup.entryUrl)) as Record<string, unknown>);
const loop = exports[setup.role] as (words: Words, mine: Words, count: number) => number;

parentPort?.on('message', (count: number) => {
  const startNs = process.hrtime.bigint();
  loop(setup.words, setup.own, count);
  const durationNs = Number(process.hrtime.bigint() - startNs);
  parentPort?.postMessage({ durationNs, wrong: setup.own[WRONG] });
});
