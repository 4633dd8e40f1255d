/**
 * The files of a program: the driver and all that it imports, read once, and refused where they leave the kernel dialect.
 *
 * A file with a twin (`pause.ts` beside `pause.wasm.ts`) is outside the dialect: its functions are intrinsics, known by name. A
 * constant whose comment says `[explored as N]`, on its own line, has the value N here.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FunctionDeclaration, getLineInfo } from 'acorn';
import type { Name } from '../../../kernel/dialect/check.ts';
import { constantValue } from '../../../kernel/dialect/constant.ts';
import { type KernelSource, parseKernel } from '../../../kernel/dialect/source.ts';
import { checkDialect, formatDialectErrors } from '../../../kernel/dialect.ts';
import type { Program, Sources } from '../../program.ts';

/** A program that cannot be explored as it is written. The message says where and why. */
export class CompileError extends Error {
  override name = 'CompileError';
}

export interface KernelFile {
  readonly source: KernelSource;
  readonly isTwin: boolean;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly exported: ReadonlySet<string>;
  /** By local name. */
  readonly imports: ReadonlyMap<string, { readonly specifier: string; readonly name: string }>;
}

/** What a name at a file's top level stands for. */
export type Meaning =
  | { readonly is: 'constant'; readonly value: number }
  | { readonly is: 'function'; readonly file: KernelFile; readonly node: FunctionDeclaration }
  | { readonly is: 'intrinsic'; readonly name: string };

export class Library {
  readonly driver: KernelFile;
  readonly #program: Pick<Program, 'driver' | 'subject'>;
  /** By path, in the order of loading. */
  readonly #files = new Map<string, KernelFile>();
  readonly #constants = new Map<KernelFile, ReadonlyMap<string, Name>>();

  /** @throws CompileError where a file cannot be read, or leaves the dialect. */
  constructor(program: Pick<Program, 'driver' | 'subject'>, sources: Sources = new Map()) {
    this.#program = program;
    this.driver = this.#load(resolve(program.driver), sources);
  }

  /** What a name means in a file; undefined: nothing that the top level declares or imports. */
  meaning(file: KernelFile, name: string): Meaning | undefined {
    const known = this.#constantsOf(file).get(name);
    if (known?.is === 'constant') return known;
    const node = file.functions.get(name);
    if (node && !file.isTwin) return { is: 'function', file, node };
    const imported = file.imports.get(name);
    if (imported) {
      const from = this.#imported(file, imported.specifier);
      return from.exported.has(imported.name) ? this.meaning(from, imported.name) : undefined;
    }
    return file.isTwin && file.exported.has(name) ? { is: 'intrinsic', name } : undefined;
  }

  /** Changes when any text that the program is made of does; the same wherever the project lies. */
  hash(): string {
    const hash = createHash('sha256');
    for (const { source } of this.#files.values()) hash.update(`${source.text.length}\n`).update(source.text);
    return hash.digest('hex').slice(0, 16);
  }

  #load(path: string, sources: Sources): KernelFile {
    const known = this.#files.get(path);
    if (known) return known;
    const file = kernelFile(path, textOf(path, sources));
    this.#files.set(path, file);
    for (const { specifier } of file.imports.values()) this.#load(this.#resolve(path, specifier), sources);
    return file;
  }

  #resolve(importer: string, specifier: string): string {
    if (specifier !== '#subject') return resolve(dirname(importer), specifier);
    if (this.#program.subject !== undefined) return resolve(this.#program.subject);
    throw new CompileError(`${importer} imports #subject, found a program without one: name the subject's file.`);
  }

  #imported(importer: KernelFile, specifier: string): KernelFile {
    return this.#files.get(this.#resolve(importer.source.path, specifier)) as KernelFile;
  }

  #constantsOf(file: KernelFile): ReadonlyMap<string, Name> {
    const known = this.#constants.get(file);
    if (known) return known;
    const names = new Map<string, Name>();
    this.#constants.set(file, names); // files may import each other
    for (const [local, { specifier, name }] of file.imports) {
      const from = this.#imported(file, specifier);
      const constant = from.exported.has(name) && this.#constantsOf(from).get(name);
      if (constant) names.set(local, constant);
    }
    for (const statement of file.source.program.body) {
      const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
      if (declaration?.type !== 'VariableDeclaration') continue;
      for (const { id, init } of declaration.declarations) {
        const value = exploredAs(file, declaration.end) ?? (init ? constantValue(init, names) : undefined);
        if (id.type === 'Identifier' && value !== undefined) names.set(id.name, { is: 'constant', value });
      }
    }
    return names;
  }
}

/** N of `[explored as N]` in the comment behind a constant that ends at `end`. */
function exploredAs({ source }: KernelFile, end: number): number | undefined {
  const [restOfLine] = /.*/y.exec(source.text.slice(end)) ?? [''];
  const found = /\/[/*].*\[explored as (-?\d+)\]/.exec(restOfLine);
  return found ? Number(found[1]) | 0 : undefined;
}

function textOf(path: string, sources: Sources): string {
  const instead = sources.get(path);
  if (instead !== undefined) return instead;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CompileError(`${path}: expected a file in the kernel dialect, found none: correct the import.`, {
      cause,
    });
  }
}

/** The files parsed last, by path: programs share most of theirs. */
const parsed = new Map<string, KernelFile>();

function kernelFile(path: string, text: string): KernelFile {
  const known = parsed.get(path);
  if (known?.source.text === text) return known;
  const errors = checkDialect(path, text);
  if (errors.length > 0) throw new CompileError(formatDialectErrors(errors));
  const source = parsedSource(path, text);
  const functions = new Map<string, FunctionDeclaration>();
  const exported = new Set<string>();
  const imports = new Map<string, { specifier: string; name: string }>();
  for (const statement of source.program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const one of statement.specifiers)
        if (one.type === 'ImportSpecifier' && one.imported.type === 'Identifier')
          imports.set(one.local.name, { specifier: String(statement.source.value), name: one.imported.name });
      continue;
    }
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? statement.declaration : statement;
    if (declaration?.type === 'FunctionDeclaration') functions.set(declaration.id.name, declaration);
    const ids = declaration?.type === 'VariableDeclaration' ? declaration.declarations : [declaration];
    for (const one of ids)
      if (isExport && one && 'id' in one && one.id?.type === 'Identifier') exported.add(one.id.name);
  }
  const isTwin = path.endsWith('.wasm.ts') || existsSync(path.replace(/\.ts$/, '.wasm.ts'));
  // What a twin imports is the platform's.
  const file = { source, isTwin, functions, exported, imports: isTwin ? new Map() : imports };
  parsed.set(path, file);
  return file;
}

function parsedSource(path: string, text: string): KernelSource {
  try {
    return parseKernel(path, text);
  } catch (cause) {
    const { message } = cause as Error; // of a twin: the dialect's check has parsed all others
    throw new CompileError(`${path}: expected TypeScript whose types can be erased, found: ${message}.`, { cause });
  }
}

/** `src/x.ts:12:9`, for messages. */
export function whereIs(file: KernelFile, node: { readonly start: number }): string {
  const { line, column } = getLineInfo(file.source.stripped, node.start);
  return `${file.source.path}:${line}:${column + 1}`;
}
