import { getLineInfo } from 'acorn';
import type { KernelSource } from './source.ts';

/** One place that leaves the dialect. */
export interface DialectError {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Short id: `unwrapped-arithmetic`. */
  readonly rule: string;
  /** One sentence: what was found, what to write instead. */
  readonly message: string;
}

/**
 * What an expression yields.
 * - `i32`: a number that is the same 32-bit integer in JavaScript and in WebAssembly;
 * - `sum`: an unwrapped `+ -` result, exact in JavaScript and wrapped in WebAssembly, so equal modulo 2³² only;
 * - `unknown`: `i32` or `boolean`, as an imported function declares; also what follows an error, so that one mistake
 *   is reported once.
 */
export type Kind = 'i32' | 'boolean' | 'words' | 'void' | 'sum' | 'unknown';

/** What a name stands for. */
export type Name =
  | { readonly is: 'constant'; readonly value: number }
  | { readonly is: 'function'; readonly returns: Kind }
  | { readonly is: 'local'; readonly kind: Kind; readonly writable: boolean };

/** The state of one file's check. A block gets a copy with names of its own (`innerScope`). */
export interface Check {
  readonly source: KernelSource;
  readonly errors: DialectError[];
  readonly names: Map<string, Name>;
  /** Ranges of type syntax that a rule has read and accepted. */
  readonly acceptedTypes: { start: number; end: number }[];
}

export function innerScope(check: Check): Check {
  return { ...check, names: new Map(check.names) };
}

export function report(check: Check, at: number | { start: number }, rule: string, message: string): void {
  const { line, column } = getLineInfo(check.source.stripped, typeof at === 'number' ? at : at.start);
  check.errors.push({ path: check.source.path, line, column: column + 1, rule, message });
}

/** The source text of a node, for messages. */
export function quote(check: Check, node: { start: number; end: number }): string {
  const text = check.source.text.slice(node.start, node.end).replace(/\s+/g, ' ');
  return text.length > 40 ? `\`${text.slice(0, 39)}…\`` : `\`${text}\``;
}

/**
 * Names that mean something else to AssemblyScript, or that it cannot parse as a name (`of`, `static`): a reader, or its
 * error messages, would take one for the other.
 */
const RESERVED = new Set(
  `i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 v128 bool Words Atomics Math atomic memory heap table load store
  select unreachable changetype unchecked sizeof assert trace of static undefined NaN Infinity`.split(/\s+/),
);

export function declare(check: Check, id: { name: string; start: number }, name: Name): void {
  if (RESERVED.has(id.name)) {
    report(check, id, 'reserved-name', `\`${id.name}\` means something else to AssemblyScript; choose another name.`);
  }
  check.names.set(id.name, name);
}
