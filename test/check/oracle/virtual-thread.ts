/**
 * Runs the shipped JavaScript of a thread up to its next access to shared memory, without changing a character of it.
 *
 * `Atomics` is replaced, and regions are proxies, so that every access is seen. A thread that is to go on is run again from its start
 * with what its accesses yielded before; at the first new one it is stopped by an exception. Kernels cannot catch.
 */
import type { Call } from '../../../src/check/program.ts';
import { type Access, UPDATES, type Yielded } from './access.ts';

/** The exported functions of a driver. */
export type Driver = Readonly<Record<string, Operation>>;

type Operation = (...args: never[]) => number | boolean | undefined;

export interface Progress {
  /** The access that the thread wants to make next; null: it has ended. */
  readonly next: Access | null;
  /** What its operations have returned. */
  readonly results: readonly number[];
}

/** Thrown at an access of which the outcome is not known yet. */
class Suspend {
  readonly access: Access;

  constructor(access: Access) {
    this.access = access;
  }
}

/** What the running thread's accesses have yielded, and how many of them have been told. */
let record: readonly Yielded[] = [];
let told = 0;

const regionOf = new WeakMap<object, string>();

function yieldTo(access: Access): Yielded {
  if (told === record.length) throw new Suspend(access);
  return record[told++];
}

/** Stands for the words of `region`, which has none. */
export function sharedWords(region: string): Int32Array {
  const words = new Proxy(new Int32Array(0), {
    get: (_, key) => yieldTo({ op: 'read', region, at: Number(key), operands: [] }),
    set: (_, key, value) => {
      yieldTo({ op: 'write', region, at: Number(key), operands: [value] });
      return true;
    },
  });
  regionOf.set(words, region);
  return words;
}

const REPLACED = ['load', 'store', 'wait', 'notify', ...(Object.keys(UPDATES) as (keyof typeof UPDATES)[])] as const;

/** Let `Atomics` take `sharedWords`; other arrays are left to the engine. Returns what undoes it. */
export function replaceAtomics(): () => void {
  const atomics = Atomics as unknown as Record<string, (...args: unknown[]) => unknown>;
  const originals = REPLACED.map((op) => [op, atomics[op]] as const);
  for (const [op, original] of originals)
    atomics[op] = (words, at, ...operands) => {
      const region = regionOf.get(words as object);
      if (region === undefined) return original(words, at, ...operands);
      return yieldTo({ op, region, at: at as number, operands: operands as number[] });
    };
  return () => {
    for (const [op, original] of originals) atomics[op] = original;
  };
}

/** Run the calls of a thread from the start, with what its accesses have yielded so far. */
export function advance(
  driver: Driver,
  calls: readonly Call[],
  shared: Readonly<Record<string, Int32Array>>,
  privateWords: number,
  yielded: readonly Yielded[],
): Progress {
  record = yielded;
  told = 0;
  const words = { ...shared, mine: new Int32Array(privateWords) };
  const results: number[] = [];
  try {
    for (const { name, args } of calls) {
      const operation = driver[name];
      results.push(Number(operation(...(bind(operation, words, args) as never[])) ?? 0));
    }
  } catch (stopped) {
    if (!(stopped instanceof Suspend)) throw stopped;
    return { next: stopped.access, results };
  }
  return { next: null, results };
}

const parametersOf = new WeakMap<Operation, readonly string[]>();

/** Words parameters by their names, the others in order. */
function bind(operation: Operation, words: Readonly<Record<string, Int32Array>>, args: readonly number[]): unknown[] {
  let names = parametersOf.get(operation);
  if (!names) {
    const [, list] = /^function\s+\w+\s*\(([^)]*)\)/.exec(operation.toString())!;
    names = list.split(',').flatMap((name) => name.trim() || []);
    parametersOf.set(operation, names);
  }
  let next = 0;
  return names.map((name) => words[name] ?? args[next++]);
}
