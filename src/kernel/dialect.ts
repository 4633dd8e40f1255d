/**
 * The kernel dialect: the part of TypeScript in which JavaScript and 32-bit WebAssembly agree (docs/guide/dialect.md).
 *
 * The checker assumes a file that tsc accepts and refuses what tsc cannot see: arithmetic that wraps on one side only,
 * and everything that WebAssembly does not have. What it cannot decide it refuses.
 */
import { existsSync } from 'node:fs';
import type { FunctionDeclaration, ImportDeclaration, Program, VariableDeclaration } from 'acorn';
import { constantAnnotation, refuseOtherTypes, signature } from './dialect/annotation.ts';
import { type Check, type DialectError, declare, innerScope, type Kind, quote, report } from './dialect/check.ts';
import { constantValue, importedConstants } from './dialect/constant.ts';
import { KernelSyntaxError, parseKernel } from './dialect/source.ts';
import { checkStatement } from './dialect/statement.ts';

export type { DialectError } from './dialect/check.ts';
export { type KernelImport, type KernelPart, kernelPart } from './dialect/kernel-part.ts';

/**
 * Everything in a file that leaves the dialect, in source order; empty when nothing does.
 * A file with a twin (`pause.ts` beside `pause.wasm.ts`) is not compiled, so it is not checked.
 *
 * @param path - where the file is: imported constants are read from the files beside it.
 */
export function checkDialect(path: string, source: string): DialectError[] {
  if (path.endsWith('.wasm.ts') || existsSync(path.replace(/\.ts$/, '.wasm.ts'))) return [];
  try {
    return checkProgram({ source: parseKernel(path, source), errors: [], names: new Map(), acceptedTypes: [] });
  } catch (error) {
    if (!(error instanceof KernelSyntaxError)) throw error;
    const { line, column } = error;
    const message = `${error.message}; a kernel is a TypeScript module whose types can be erased.`;
    return [{ path, line, column, rule: 'parse', message }];
  }
}

/** One line each: `src/ringbuf/x.ts:12:9 unwrapped-arithmetic: …`. */
export function formatDialectErrors(errors: readonly DialectError[]): string {
  return errors.map((one) => `${one.path}:${one.line}:${one.column} ${one.rule}: ${one.message}`).join('\n');
}

interface FunctionToCheck {
  readonly node: FunctionDeclaration;
  readonly params: Kind[];
  readonly returns: Kind;
}

function checkProgram(check: Check): DialectError[] {
  const { body } = check.source.program;
  const functions: FunctionToCheck[] = [];
  let descriptorStart = check.source.text.length;
  for (const [index, statement] of body.entries()) {
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = (isExport && statement.declaration) || statement;
    if (declaration.type === 'ImportDeclaration') checkImport(check, declaration);
    else if (declaration.type === 'VariableDeclaration') checkConstants(check, declaration);
    else if (declaration.type === 'FunctionDeclaration') functions.push(declareFunction(check, declaration));
    else if (isDescriptor(declaration)) {
      if (index === body.length - 1) descriptorStart = declaration.start;
      else
        report(
          check,
          declaration,
          'top-level',
          'The descriptor is cut off, so it must be last; move it to the end of the file.',
        );
    } else {
      const allowed = 'imports, `const NAME: i32`, functions and the descriptor `export default { … } satisfies …`';
      report(check, declaration, 'top-level', `Found ${quote(check, declaration)}; the top level has ${allowed} only.`);
    }
  }
  for (const { node, params, returns } of functions) {
    const inner = innerScope(check);
    for (const [index, param] of node.params.entries()) {
      const kind = params[index];
      if (param.type === 'Identifier') declare(inner, param, { is: 'local', kind, writable: true });
    }
    checkStatement(inner, node.body, returns);
  }
  if (check.errors.length === 0) refuseOtherTypes(check, descriptorStart);
  return check.errors.sort((a, b) => a.line - b.line || a.column - b.column);
}

function isDescriptor(node: Program['body'][number]): boolean {
  return node.type === 'ExportDefaultDeclaration' && node.declaration.type === 'ObjectExpression';
}

function checkImport(check: Check, node: ImportDeclaration): void {
  const specifier = String(node.source.value);
  if (specifier !== '#subject' && !/^\.{0,2}\/.*\.ts$/.test(specifier)) {
    report(
      check,
      node,
      'import',
      `Found an import from '${specifier}'; import from a kernel file ('./name.ts') or from '#subject'.`,
    );
  }
  if (node.specifiers.length === 0)
    report(check, node, 'import', 'Found an import without names; import what is called by name.');
  const constants = importedConstants(check.source.path, specifier);
  for (const one of node.specifiers) {
    if (one.type !== 'ImportSpecifier' || one.imported.type !== 'Identifier') {
      report(check, one, 'import', `Found ${quote(check, one)}; import by name: \`import { lock } from '…'\`.`);
      continue;
    }
    const value = constants.get(one.imported.name);
    declare(check, one.local, value === undefined ? { is: 'function', returns: 'unknown' } : { is: 'constant', value });
  }
}

function checkConstants(check: Check, node: VariableDeclaration): void {
  if (node.kind !== 'const')
    report(
      check,
      node,
      'top-level',
      `Found \`${node.kind}\`; state belongs in \`words\`, and constants are \`const\`.`,
    );
  for (const { id, init } of node.declarations) {
    const value = init ? constantValue(init, check.names) : undefined;
    if (id.type !== 'Identifier' || value === undefined) {
      const instead = 'write integers, earlier or imported constants and `+ - * | & ^ ~ << >>`, every step within i32';
      report(check, id, 'constant', `${quote(check, node)} is not an integer constant; ${instead}.`);
    } else constantAnnotation(check, id);
    if (id.type === 'Identifier') declare(check, id, { is: 'constant', value: value ?? 0 });
  }
}

function declareFunction(check: Check, node: FunctionDeclaration): FunctionToCheck {
  if (node.async || node.generator) {
    const found = node.async ? 'an async function' : 'a generator';
    report(check, node, 'syntax', `Found ${found}, which is outside the dialect; write a plain function with a loop.`);
  }
  const { params, returns } = signature(check, node);
  declare(check, node.id, { is: 'function', returns });
  return { node, params, returns };
}
