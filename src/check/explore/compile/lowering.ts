/** What is at hand while functions are turned into blocks, and the few ways in which a block ends. */
import { type FunctionDeclaration, getLineInfo, type Node } from 'acorn';
import type { Placed, Site } from '../thread-code.ts';
import { type Block, newBlock, type Origin, type Step } from './flow.ts';
import { CompileError, type KernelFile, type Library, whereIs } from './library.ts';
import { isRacy } from './racy.ts';
import { read, type Tree, type Variable } from './tree.ts';

/** What a Words parameter stands for: memory that all threads share, or the thread's own words. */
export type Memory =
  | { readonly is: 'region'; readonly name: string; readonly placed: Placed }
  | { readonly is: 'private' };

/** What a name inside a function stands for. `isFixed`: it is never assigned to again. */
export type Bound =
  | { readonly is: 'words'; readonly memory: Memory }
  | { readonly is: 'value'; readonly value: Tree; readonly isFixed: boolean };

/** One thread, on its way from syntax to blocks. */
export interface Lowering {
  readonly library: Library;
  /** Where the next instruction goes. */
  at: Block;
  /** Index of the operation that is being lowered. */
  call: number;
  /** Puts a function's body here; see inline.ts. */
  readonly inline: (lowering: Lowering, caller: Scope, called: Called) => Tree;
}

export interface Called {
  readonly file: KernelFile;
  readonly node: FunctionDeclaration;
  readonly args: readonly Bound[];
  /** For messages: where it is called. */
  readonly from: string;
}

/** Where in the nest of inlined functions and blocks the lowering stands. */
export interface Scope {
  readonly file: KernelFile;
  /** Functions being inlined, outermost first. */
  readonly inside: readonly FunctionDeclaration[];
  readonly names: Map<string, Bound>;
  readonly returns: { readonly to: Block; readonly result: Variable | null };
  readonly breakTo?: Block;
  readonly continueTo?: Block;
}

export function innerScope(scope: Scope): Scope {
  return { ...scope, names: new Map(scope.names) };
}

export function refuse(scope: Pick<Scope, 'file'>, node: Node, sentence: string): never {
  throw new CompileError(`${whereIs(scope.file, node)} ${sentence}`);
}

export function temporary(name: string): Variable {
  return { name, isFixed: true };
}

export function assign(lowering: Lowering, to: Variable, value: Tree): void {
  lowering.at.instructions.push({ does: 'assign', to, value });
}

/** The value under a name, so that it is worked out once however often it is used. */
export function once(lowering: Lowering, name: string, value: Tree): Tree {
  if (value.is !== 'operation') return value;
  const variable = temporary(name);
  assign(lowering, variable, value);
  return read(variable);
}

/** Ends the block with a jump; what follows goes into `next`. */
export function jump(lowering: Lowering, to: Block, next: Block = newBlock()): void {
  lowering.at.end = { is: 'jump', to };
  lowering.at = next;
}

export function branch(lowering: Lowering, test: Tree, yes: Block, no: Block): void {
  lowering.at.end = { is: 'branch', test, yes, no };
}

/** Ends the block with a step; what follows runs when the thread goes on. */
export function step(lowering: Lowering, made: Omit<Step, 'is' | 'to'>): void {
  const to = newBlock();
  lowering.at.end = { is: 'step', to, ...made };
  lowering.at = to;
}

export function originOf(lowering: Lowering, scope: Scope, node: Node, region?: string): Origin {
  const { path, stripped, text } = scope.file.source;
  const { line, column } = getLineInfo(stripped, node.start);
  const functions = scope.inside.map(({ id }) => id.name);
  const written = text.slice(node.start, node.end).replace(/\s+/g, ' ');
  const site: Site = {
    path,
    line,
    column: column + 1,
    text: written,
    functions,
    ...(region !== undefined && { region }),
    ...(isRacy(scope.file.source, node.start, written) && { racy: true }),
  };
  return { site, call: lowering.call };
}
