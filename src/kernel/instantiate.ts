/** Compiled kernels to functions. Measured threads import this file, so it imports next to nothing: their start takes time. */
import { nowNs } from '../atomics/clock.ts';

/** Words are `Int32Array`s; in WebAssembly they must view `memory`. */
export type BoundFunction = (...args: (Int32Array | number)[]) => number | boolean | undefined;

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
