import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Expression, PrivateIdentifier } from 'acorn';
import type { Name } from './check.ts';
import { parseKernel } from './source.ts';

const INTEGER_LITERAL = /^(\d[\d_]*|0x[\da-f_]+|0o[0-7_]+|0b[01_]+)$/i;

/** The value of an integer literal (`12`, `0xff`, `1_000`), or `undefined`: `1.0` and `1e3` are floats in WebAssembly. */
export function integerLiteral(node: Expression | PrivateIdentifier): number | undefined {
  return node.type === 'Literal' && typeof node.value === 'number' && INTEGER_LITERAL.test(node.raw ?? '')
    ? node.value
    : undefined;
}

/**
 * The value of an expression of constants alone, if it and every step of it is a 32-bit integer; then JavaScript and
 * WebAssembly agree on it without wrapping. `undefined` otherwise.
 */
export function constantValue(
  node: Expression | PrivateIdentifier,
  names: ReadonlyMap<string, Name>,
): number | undefined {
  const value = evaluate(node, names);
  return value === undefined || !Object.is(value, value | 0) ? undefined : value; // -0 is refused as well
}

function evaluate(node: Expression | PrivateIdentifier, names: ReadonlyMap<string, Name>): number | undefined {
  if (node.type === 'Literal') return integerLiteral(node);
  if (node.type === 'Identifier') {
    const name = names.get(node.name);
    return name?.is === 'constant' ? name.value : undefined;
  }
  if (node.type === 'UnaryExpression') {
    // `-2147483648`: only the negated literal fits.
    const value = node.operator === '-' ? integerLiteral(node.argument) : undefined;
    const operand = value ?? constantValue(node.argument, names);
    if (operand === undefined) return undefined;
    return node.operator === '-' ? -operand : node.operator === '~' ? ~operand : undefined;
  }
  if (node.type !== 'BinaryExpression') return undefined;
  const left = constantValue(node.left, names);
  const right = constantValue(node.right, names);
  return left === undefined || right === undefined ? undefined : BINARY[node.operator]?.(left, right);
}

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};

/**
 * The constants that a file exports, by reading it: their values decide whether `3 * LINE_WORDS` fits.
 * Empty for `#subject` and for a file that cannot be read, so that every use as a constant is refused.
 */
export function importedConstants(
  importer: string,
  specifier: string,
  importers: readonly string[] = [],
): Map<string, number> {
  const path = resolve(dirname(importer), specifier);
  const constants = new Map<string, number>();
  if (specifier.startsWith('#') || importers.includes(path)) return constants;
  const names = new Map<string, Name>();
  for (const statement of readProgram(path)) {
    if (statement.type === 'ImportDeclaration') {
      const values = importedConstants(path, String(statement.source.value), [...importers, path]);
      for (const one of statement.specifiers) {
        const value = one.type === 'ImportSpecifier' && 'name' in one.imported && values.get(one.imported.name);
        if (typeof value === 'number') names.set(one.local.name, { is: 'constant', value });
      }
    }
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init } of declaration.declarations) {
      const value = init ? constantValue(init, names) : undefined;
      if (id.type !== 'Identifier' || value === undefined) continue;
      names.set(id.name, { is: 'constant', value });
      if (isExport) constants.set(id.name, value);
    }
  }
  return constants;
}

function readProgram(path: string) {
  try {
    return parseKernel(path, readFileSync(path, 'utf8')).program.body;
  } catch {
    return []; // missing or unreadable: its own check, or the builder, says why
  }
}
