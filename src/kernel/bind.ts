/** A subject's functions, ready to be called on `Int32Array` words, in either back end. */
import { pathToFileURL } from 'node:url';
import { nowNs } from '../atomics/clock.ts';
import type { Backend } from '../contract.ts';
import { KINDS } from '../kinds.ts';
import type { FoundSubject } from '../registry.ts';
import { buildKernels } from './build.ts';

/** Words are `Int32Array`s; in WebAssembly they must view `memory`. */
export type BoundFunction = (...args: (Int32Array | number)[]) => number | boolean | undefined;

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

/** A kernel's exports as functions that take `Int32Array` words over `memory` where the kernel takes addresses. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Record<string, BoundFunction> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, nowNs } });
  return Object.fromEntries(
    Object.entries(exports)
      .filter((entry): entry is [string, (...args: number[]) => number] => typeof entry[1] === 'function')
      .map(([name, call]) => [name, (...args) => call(...args.map((arg) => address(arg, memory)))]),
  );
}

function address(arg: Int32Array | number, memory: WebAssembly.Memory): number {
  if (typeof arg === 'number') return arg;
  if (arg.buffer !== memory.buffer)
    throw new TypeError(
      'Expected words over the kernel’s memory, found words over another buffer: allocate them there.',
    );
  return arg.byteOffset;
}
