/** Whose mutants are run under which subjects. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { kernelPart } from '../../kernel/dialect.ts';
import type { FoundSubject } from '../../registry.ts';
import { generateMutants } from './generate.ts';
import type { Mutant } from './mutant.ts';

/** A kernel file, its mutants, and the subjects under which they are run, one after another until one notices. */
export interface Target {
  readonly path: string;
  readonly mutants: readonly Mutant[];
  /** The subject of the file; of a shared piece the first few that import it. */
  readonly subjects: readonly FoundSubject[];
}

/** A shared piece does the same for all that import it, and each that does not notice costs a whole exploration. */
const MOST_SUBJECTS = 4;

/**
 * Files with mutants, subjects first. Controls exist to be measured against, and peers keep their state elsewhere: neither counts.
 *
 * @param subjects - all of the registry.
 */
export function targetsOf(subjects: readonly FoundSubject[]): Target[] {
  const scored = subjects.filter(({ spec }) => !spec.control && !spec.peer);
  const files = new Map(scored.map((subject) => [subject.path, [subject]]));
  const owned = new Set(subjects.map(({ path }) => path));
  for (const subject of scored) {
    for (const path of importedKernels(subject.path))
      if (!owned.has(path)) files.set(path, [...(files.get(path) ?? []), subject]);
  }
  return [...files]
    .map(([path, under]) => ({
      path,
      subjects: under.slice(0, MOST_SUBJECTS),
      mutants: generateMutants(path, readFileSync(path, 'utf8')),
    }))
    .filter(({ mutants }) => mutants.length > 0);
}

/** Every kernel file that `path` imports, directly or not. Files with a twin are primitives of the platform, not kernels. */
function importedKernels(path: string, found = new Set<string>()): Set<string> {
  for (const { specifier } of kernelPart(path, readFileSync(path, 'utf8')).imports) {
    const imported = resolve(dirname(path), specifier);
    if (found.has(imported) || existsSync(imported.replace(/\.ts$/, '.wasm.ts'))) continue;
    found.add(imported);
    importedKernels(imported, found);
  }
  return found;
}
