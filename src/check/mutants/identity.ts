import { relative, sep } from 'node:path';
import { PROJECT } from '../../registry.ts';
import type { Mutant } from './mutant.ts';

/**
 * What a mutant is called within its file, in reports and in the list of equivalents: `unlock drop-wake: wake(words, STATE, 1); → ;`.
 * Without line numbers, so that it survives other edits; `#2` tells the second of equal ones in a function.
 */
export function mutantId({ functionName, operator, before, after, nth }: Mutant): string {
  return `${functionName} ${operator}: ${before} → ${after}${nth > 1 ? ` #${nth}` : ''}`;
}

/** A path from the project's folder, with `/`. */
export function fromProject(path: string): string {
  return relative(PROJECT, path).split(sep).join('/');
}
