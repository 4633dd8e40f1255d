import { getLineInfo } from 'acorn';
import { checkDialect } from '../../kernel/dialect.ts';
import { type KernelFile, oneLine, readKernelFile } from './kernel-file.ts';
import type { Change, Mutant, Operator } from './mutant.ts';
import { OPERATORS } from './operators.ts';

/**
 * All mutants of a kernel file that are still in the dialect, in the order of the operators, then of the source. Changes that make the
 * same text are one mutant, the first operator's.
 *
 * @param path - where the file is: constants are read from the files beside it.
 */
export function generateMutants(path: string, text: string, operators: readonly Operator[] = OPERATORS): Mutant[] {
  const file = readKernelFile(path, text);
  const texts = new Set([text]);
  const counts = new Map<string, number>();
  const mutants: Mutant[] = [];
  for (const operator of operators) {
    for (const change of operator.changes(file)) {
      const mutated = apply(file, change);
      if (texts.has(mutated) || checkDialect(path, mutated).length > 0) continue;
      texts.add(mutated);
      const mutant = describe(file, operator, change);
      const key = JSON.stringify([operator.name, mutant.functionName, mutant.before, mutant.after]);
      const nth = (counts.get(key) ?? 0) + 1;
      counts.set(key, nth);
      mutants.push({ ...mutant, nth, text: mutated });
    }
  }
  return mutants;
}

function apply({ source, helpersAt }: KernelFile, { start, end, text, helper }: Change): string {
  const original = source.text;
  const before = original.slice(0, start) + text;
  if (helper === undefined) return before + original.slice(end);
  return `${before}${original.slice(end, helpersAt)}\n${helper}\n${original.slice(helpersAt)}`;
}

function describe(file: KernelFile, { name, killers }: Operator, { start, end, text }: Change) {
  const { line, column } = getLineInfo(file.source.text, start);
  const inside = file.functions.find((one) => one.start <= start && end <= one.end);
  return {
    operator: name,
    killers,
    path: file.source.path,
    functionName: inside?.id.name ?? '',
    line,
    column: column + 1,
    before: oneLine(file, start, end),
    after: withoutComments(text),
  };
}

/** What an operator wrote may hold comments of the source, between two statements. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
