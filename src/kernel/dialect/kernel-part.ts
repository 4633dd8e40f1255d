import { blank, parseKernel, typeImports } from './source.ts';

/** One `import { … } from '…'` of a kernel: names as the other file exports them, offsets of the whole statement. */
export interface KernelImport {
  readonly specifier: string;
  readonly names: string[];
  readonly start: number;
  readonly end: number;
}

/** What the WebAssembly compiler sees of a file. */
export interface KernelPart {
  /** The source, annotations kept; descriptor and type-only imports are spaces, so that line numbers survive. */
  readonly code: string;
  readonly imports: KernelImport[];
  /** Exported functions and constants, in source order. */
  readonly exports: string[];
}

/**
 * Cuts the descriptor and the type-only imports off. Meant for files that `checkDialect` accepts.
 *
 * @throws KernelSyntaxError where the file does not parse.
 */
export function kernelPart(path: string, text: string): KernelPart {
  const source = parseKernel(path, text);
  const imports: KernelImport[] = [];
  const exports: string[] = [];
  let code = text;
  for (const { start, end } of typeImports(source)) code = blank(code, start, end);
  for (const statement of source.program.body) {
    if (statement.type === 'ImportDeclaration') {
      const names = statement.specifiers.flatMap((one) =>
        one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' ? [one.imported.name] : [],
      );
      imports.push({ specifier: String(statement.source.value), names, start: statement.start, end: statement.end });
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      const declaration = statement.declaration;
      const declared = declaration.type === 'VariableDeclaration' ? declaration.declarations : [declaration];
      for (const { id } of declared) if (id?.type === 'Identifier') exports.push(id.name);
    } else if (statement.type === 'ExportDefaultDeclaration') {
      // The descriptor is the last statement; without a semicolon its `satisfies` lies behind the node's end.
      code = blank(code, statement.start, text.length);
    }
  }
  return { code, imports, exports };
}
