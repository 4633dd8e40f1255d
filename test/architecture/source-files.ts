import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { PROJECT } from '../../src/registry.ts';

export interface SourceFile {
  /** From the project's folder, with `/`: `src/ringbuf/spsc-cached.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A path from the project's folder for relative imports, else as written: `node:fs`, `zod`, `#subject`. */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Every TypeScript file below `folders`, in order of their paths. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) => readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: fromProject(path), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a file imports or exports from elsewhere, statically, by `await import('…')`, or as a type by `import('…')`. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const expressions = text.matchAll(/(\bawait\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, target]) => ({ target, typeOnly: type !== undefined })),
    ...[...expressions].map(([, awaited, target]) => ({ target, typeOnly: awaited === undefined })),
  ].map((one) => (one.target.startsWith('.') ? { ...one, target: resolved(path, one.target) } : one));
}

function resolved(from: string, target: string): string {
  return fromProject(resolve(PROJECT, dirname(from), target));
}

function fromProject(path: string): string {
  return relative(PROJECT, path).split(sep).join('/');
}
