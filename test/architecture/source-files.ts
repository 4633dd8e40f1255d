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

/** What a file imports or exports from elsewhere, statically or by a literal `import('…')`. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const calls = text.matchAll(/(?<!typeof )\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  const types = text.matchAll(/\btypeof import\(\s*['"]([^'"]+)['"]\s*\)/g);
  const isType = (offset: number) => /[:<|&=]\s*$/.test(text.slice(0, offset)) && !/=\s*$/.test(text.slice(0, offset));
  return [
    ...[...statements].map(([, type, target]) => ({ target, typeOnly: type !== undefined })),
    ...[...calls].map(({ 1: target, index }) => ({ target, typeOnly: isType(index) })),
    ...[...types].map(([, target]) => ({ target, typeOnly: true })),
  ].map((one) => (one.target.startsWith('.') ? { ...one, target: resolved(path, one.target) } : one));
}

function resolved(from: string, target: string): string {
  return fromProject(resolve(PROJECT, dirname(from), target));
}

function fromProject(path: string): string {
  return relative(PROJECT, path).split(sep).join('/');
}
