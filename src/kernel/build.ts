/**
 * Kernel sources to WebAssembly: one module per entry file and subject, cached by the hash of everything in it.
 *
 * An entry is a subject (its functions are exported) or a scenario (its roles are exported, `#subject` bound to the
 * subject, so that the subject is inlined into the loop).
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { PROJECT } from '../registry.ts';
import { Compiler } from './compiler.ts';
import { COMPILER_OPTIONS } from './compiler-options.ts';
import { checkDialect, formatDialectErrors, kernelPart } from './dialect.ts';

const CACHE = join(PROJECT, 'node_modules/.cache/crosscore/kernels');
const PRELUDE = join(import.meta.dirname, 'words.wasm.ts');
const PRELUDE_NAMES = '{ Words, Atomics, Math }';

export class KernelError extends Error {
  override name = 'KernelError';
}

/** What to build: an entry file, and the file that it imports as `#subject`. */
export interface KernelRequest {
  readonly entry: string;
  readonly subject?: string;
}

/** Sources ready for AssemblyScript, by the name that imports use (no `.ts`). The first one is the entry. */
export type KernelSources = ReadonlyMap<string, string>;

/**
 * Build several kernels, in order. Compilers run in a process of their own, which ends with the call: AssemblyScript
 * needs some 300 MB, which a measuring process should not carry.
 *
 * @param cacheFolder - where compiled kernels are kept, named by the hash of their sources and the compiler's version.
 * @throws KernelError with file, line and rule when a source leaves the dialect or does not compile.
 */
export async function buildKernels(
  requests: readonly KernelRequest[],
  onProgress: (built: number, total: number) => void = () => {},
  cacheFolder = CACHE,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const compiler = new Compiler();
  const kernels: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (const request of requests) {
      const sources = await collectSources(request);
      const cached = join(cacheFolder, `${hashOf(sources)}.wasm`);
      let wasm = await readFile(cached).catch(() => null);
      if (!wasm) {
        wasm = Buffer.from(await compiler.compile(sources));
        await keep(cached, wasm);
      }
      kernels.push(new Uint8Array(wasm));
      onProgress(kernels.length, requests.length);
    }
  } finally {
    compiler.close();
  }
  return kernels;
}

/** The entry and everything it imports, checked against the dialect, imports rewritten, descriptors cut off. */
export async function collectSources({ entry, subject }: KernelRequest): Promise<KernelSources> {
  const sources = new Map<string, string>();
  const visit = async (path: string): Promise<void> => {
    const name = importName(path);
    if (sources.has(name)) return;
    const text = await readFile(path, 'utf8').catch(() => {
      throw new KernelError(`${path}: expected a kernel source, found no readable file: correct the import.`);
    });
    sources.set(name, ''); // keeps the place: the entry stays first
    if (path.endsWith('.wasm.ts')) {
      sources.set(name, path === PRELUDE ? text : withPrelude(name, text));
      return;
    }
    const errors = checkDialect(path, text);
    if (errors.length > 0) throw new KernelError(formatDialectErrors(errors));
    const part = kernelPart(path, text);
    let code = part.code;
    // From the last import to the first, so that earlier positions stay valid.
    for (const { specifier, start, end } of [...part.imports].sort((a, b) => b.start - a.start)) {
      const target = resolveImport(specifier, path, subject);
      const statement = code.slice(start, end).replace(/(['"])[^'"]*\1/, JSON.stringify(relativeImport(name, target)));
      code = code.slice(0, start) + statement + code.slice(end);
      await visit(target);
    }
    sources.set(name, withPrelude(name, code));
  };
  await visit(resolve(entry));
  await visit(PRELUDE);
  return sources;
}

function resolveImport(specifier: string, from: string, subject: string | undefined): string {
  if (specifier === '#subject') {
    if (!subject) throw new KernelError(`${from}: expected a subject for '#subject', found none: name one.`);
    return resolve(subject);
  }
  const path = resolve(dirname(from), specifier);
  const twin = path.replace(/\.ts$/, '.wasm.ts');
  return existsSync(twin) ? twin : path;
}

/** A name relative to the project, without extension, that AssemblyScript can resolve and that errors can quote. */
function importName(path: string): string {
  const inside = relative(PROJECT, path);
  return (inside.startsWith('..') ? `outside${path}` : inside).replace(/\.ts$/, '');
}

function relativeImport(fromName: string, target: string): string {
  const path = relative(dirname(fromName), importName(target));
  return path.startsWith('.') ? path : `./${path}`;
}

/** On the first line, so that line numbers in errors stay those of the source. */
function withPrelude(name: string, code: string): string {
  return `import ${PRELUDE_NAMES} from ${JSON.stringify(relativeImport(name, PRELUDE))}; ${code}`;
}

function hashOf(sources: KernelSources): string {
  const hash = createHash('sha256').update(COMPILER_VERSION);
  for (const [name, code] of sources) hash.update(`\0${name}\0${code}`);
  return hash.digest('hex');
}

const COMPILER_VERSION = `assemblyscript ${createRequire(import.meta.url)('assemblyscript/package.json').version} ${COMPILER_OPTIONS.join(' ')}`;

/** The cache is a convenience: where it cannot be written (a read-only install), kernels are built each time. */
async function keep(path: string, wasm: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${randomUUID()}`;
    await writeFile(temporary, wasm);
    await rename(temporary, path);
  } catch {}
}
