/** A kernel file as the operators see it. */
import type { AnyNode, FunctionDeclaration } from 'acorn';
import type { Name } from '../../kernel/dialect/check.ts';
import { constantValue, importedConstants } from '../../kernel/dialect/constant.ts';
import { type KernelSource, parseKernel } from '../../kernel/dialect/source.ts';
import type { Change } from './mutant.ts';
import { nodesOf, type Visited } from './nodes.ts';
import { type Uses, usesOf } from './uses.ts';

export interface KernelFile {
  readonly source: KernelSource;
  readonly functions: readonly FunctionDeclaration[];
  /** Integer constants, imported ones too. */
  readonly constants: ReadonlyMap<string, number>;
  readonly uses: Uses;
  /** Where helper functions go: in front of the descriptor. */
  readonly helpersAt: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** @throws KernelSyntaxError where the file does not parse. */
export function readKernelFile(path: string, text: string): KernelFile {
  const source = parseKernel(path, text);
  const functions: FunctionDeclaration[] = [];
  const names = new Map<string, Name>();
  const tunables = new Set<string>();
  let helpersAt = text.length;
  for (const statement of source.program.body) {
    const declaration = (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement;
    if (declaration.type === 'ImportDeclaration') {
      const values = importedConstants(path, String(declaration.source.value));
      for (const { local } of declaration.specifiers) {
        const value = values.get(local.name);
        if (value !== undefined) names.set(local.name, { is: 'constant', value });
      }
    } else if (declaration.type === 'VariableDeclaration') {
      for (const { id, init } of declaration.declarations) {
        const value = init ? constantValue(init, names) : undefined;
        if (id.type === 'Identifier' && value !== undefined) names.set(id.name, { is: 'constant', value });
      }
    } else if (declaration.type === 'FunctionDeclaration') functions.push(declaration);
    else if (declaration.type === 'ExportDefaultDeclaration') {
      helpersAt = declaration.start;
      for (const name of tunedWords(declaration)) tunables.add(name);
    }
  }
  const constants = new Map([...names].map(([name, one]) => [name, one.is === 'constant' ? one.value : 0]));
  return { source, functions, constants, uses: usesOf(functions, constants, tunables), helpersAt };
}

/** `NAME` of every `word: NAME` in the descriptor. */
function* tunedWords(descriptor: AnyNode): Generator<string> {
  for (const { node } of nodesOf(descriptor))
    if (node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === 'word')
      if (node.value.type === 'Identifier') yield node.value.name;
}

/** Everything inside the file's functions, in source order. */
export function* nodesInFunctions(file: KernelFile): Generator<Visited> {
  for (const one of file.functions) yield* nodesOf(one);
}

/** The text of a node as it is written. */
export function textOf({ source }: KernelFile, { start, end }: Range): string {
  return source.text.slice(start, end);
}

/** `inner`, a part of `outer`, becomes `text`; the whole of `outer` is what a reader is shown. */
export function within(file: KernelFile, outer: Range, inner: Range, text: string): Change {
  const original = textOf(file, outer);
  const before = original.slice(0, inner.start - outer.start);
  return { start: outer.start, end: outer.end, text: before + text + original.slice(inner.end - outer.start) };
}

/** The same on one line and without comments. */
export function oneLine({ source }: KernelFile, start: number, end: number): string {
  return source.uncommented.slice(start, end).replace(/\s+/g, ' ').trim();
}
