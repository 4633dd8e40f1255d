/** A subject whose source, or that of a file which it imports, is another than on disk: for what runs as JavaScript, `init` above all. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnySubject } from '../../contract.ts';
import { parseKernel } from '../../kernel/dialect/source.ts';
import { kernelPart } from '../../kernel/dialect.ts';
import type { FoundSubject } from '../../registry.ts';
import type { Sources } from '../program.ts';

/** The subject as it would be with `sources` in place of its files. Its path stays. */
export async function withSources({ path }: FoundSubject, sources: Sources): Promise<FoundSubject> {
  const { default: spec } = (await import(urlOf(path, sources))) as { default: AnySubject };
  return { path, spec };
}

/** Where to import `path` from: the file itself, or a data: URL if it or something that it imports is to be another. */
function urlOf(path: string, sources: Sources): string {
  const file = pathToFileURL(path).href;
  if (existsSync(path.replace(/\.ts$/, '.wasm.ts'))) return file;
  const text = sources.get(path) ?? readFileSync(path, 'utf8');
  const urls = new Map<string, string>();
  for (const { specifier } of kernelPart(path, text).imports)
    urls.set(specifier, urlOf(resolve(dirname(path), specifier), sources));
  if (!sources.has(path) && [...urls.values()].every((url) => url.startsWith('file:'))) return file;
  let code = parseKernel(path, text).stripped;
  for (const [specifier, url] of urls) code = code.replace(`'${specifier}'`, JSON.stringify(url));
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
