/** A subject's functions, ready to be called on `Int32Array` words, in either back end. */
import { pathToFileURL } from 'node:url';
import type { Backend } from '../contract.ts';
import { KINDS } from '../kinds.ts';
import type { FoundSubject } from '../registry.ts';
import { buildKernels } from './build.ts';
import { type BoundFunction, instantiate } from './instantiate.ts';

/** Bind one subject alone, for tests and micro-benchmarks; measured loops bind a scenario around it instead. */
export async function bindSubject(
  subject: FoundSubject,
  backend: Backend,
  memory: WebAssembly.Memory,
): Promise<Record<string, BoundFunction>> {
  if (backend === 'js') return (await import(pathToFileURL(subject.path).href)) as Record<string, BoundFunction>;
  const [wasm] = await buildKernels([{ entry: subject.path }]);
  const bound = instantiate(new WebAssembly.Module(wasm), memory);
  for (const [name, { returns }] of Object.entries(KINDS[subject.spec.kind].functions)) {
    const call = bound[name];
    if (call && returns === 'boolean') bound[name] = (...args) => call(...args) !== 0;
  }
  return bound;
}
