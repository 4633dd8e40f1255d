import { stripTypeScriptTypes } from 'node:module';
import { getLineInfo, type Program, parse } from 'acorn';

/** A kernel file, parsed. Type stripping keeps every position, so one offset serves all three texts. */
export interface KernelSource {
  readonly path: string;
  /** As written. */
  readonly text: string;
  /** Types replaced by spaces. */
  readonly stripped: string;
  /** Comments replaced by spaces, types kept: what the annotation rules read. */
  readonly uncommented: string;
  readonly program: Program;
}

/** A file that does not parse. Lines and columns count from 1. */
export class KernelSyntaxError extends SyntaxError {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** @throws KernelSyntaxError where the file is not erasable TypeScript. */
export function parseKernel(path: string, text: string): KernelSource {
  const stripped = stripTypes(text);
  let uncommented = text;
  try {
    const program = parse(stripped, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      onComment: (_isBlock, _content, start, end) => {
        uncommented = blank(uncommented, start, end);
      },
    });
    return { path, text, stripped, uncommented, program };
  } catch (error) {
    const { message, pos = 0 } = error as SyntaxError & { pos?: number };
    const { line, column } = getLineInfo(stripped, pos);
    throw new KernelSyntaxError(message.replace(/ \(\d+:\d+\)$/, ''), line, column + 1);
  }
}

function stripTypes(text: string): string {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } catch (error) {
    throw new KernelSyntaxError((error as Error).message, 1, 1); // the stripper does not say where
  }
}

/** Replaces a range by spaces; line breaks stay, so that lines and columns of the rest do not move. */
export function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}

const TYPE_IMPORT = /\bimport\s+type\s[^;'"]*(['"])[^'"\n]*\1\s*;?/g;

/** Ranges of the `import type …` statements, from the texts alone: they are what stripping left nothing of. */
export function typeImports(source: KernelSource): { start: number; end: number }[] {
  return [...source.text.matchAll(TYPE_IMPORT)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start, end }) => source.stripped.slice(start, end).trim() === '');
}
