import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Imports and re-exports of stripped code, `from '…'` or bare. */
const IMPORT = /\b(?:from|import)\s*(['"])([^'"\n]+)\1/g;

const stripped = new Map<string, string>();

/**
 * The `.ts` files that the given ones import, themselves included, without their types: by URL. Every character keeps its
 * place, as with Node's own loading of `.ts` files. Stripped once per run; `#subject` and packages are left to the thread.
 */
export function threadSources(paths: readonly string[]): Map<string, string> {
  const sources = new Map<string, string>();
  const visit = (url: string): void => {
    if (sources.has(url)) return;
    const code = stripped.get(url) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
    stripped.set(url, code);
    sources.set(url, code);
    for (const [, , specifier] of code.matchAll(IMPORT)) {
      if (!/^[./].*\.ts$/.test(specifier)) continue;
      const target = new URL(specifier, url);
      if (existsSync(target)) visit(target.href); // a comment may look like an import
    }
  };
  for (const path of paths) visit(pathToFileURL(resolve(path)).href);
  return sources;
}
