import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnySubject, Kind, ScenarioSpec } from './contract.ts';
import { KINDS } from './kinds.ts';

/** The project's folder: the one above src/. */
export const PROJECT = resolve(import.meta.dirname, '..');

/** A file that keeps its side of the contract: its path and its descriptor. */
export interface Found<Spec> {
  readonly path: string;
  readonly spec: Spec;
}

export type FoundSubject<S extends AnySubject = AnySubject> = Found<S>;
export type FoundScenario = Found<ScenarioSpec>;

/** A folder holds a file that breaks the contract. The message names the file and says what to do. */
export class ContractError extends Error {
  override name = 'ContractError';
}

export interface Registry {
  readonly subjects: readonly FoundSubject[];
  readonly scenarios: readonly FoundScenario[];
  ofKind<K extends Kind>(kind: K): FoundSubject<Extract<AnySubject, { kind: K }>>[];
  scenario(kind: Kind, name: string): FoundScenario;
}

/**
 * Read the folders: every file in a kind's folders is a subject, every file in its scenario folder a scenario.
 * Files whose name begins with `_` are shared pieces; `.wasm.ts` and `.test.ts` files are not subjects.
 *
 * @param also - further folders (or single files) with subjects, outside the project too.
 * @throws ContractError in one sentence per broken file: expected, found, what to do.
 */
export async function discover(also: readonly string[] = []): Promise<Registry> {
  const subjectFolders = new Set(Object.values(KINDS).flatMap((kind) => kind.folders));
  const subjectFiles = [
    ...(await Promise.all([...subjectFolders].map((folder) => kernelFiles(join(PROJECT, folder))))).flat(),
    ...(await Promise.all(also.map((path) => namedFiles(resolve(path))))).flat(),
  ];
  const scenarioFiles = (
    await Promise.all(Object.values(KINDS).map((kind) => kernelFiles(join(PROJECT, kind.scenarios))))
  ).flat();

  const subjects = await Promise.all(subjectFiles.map((path) => load<AnySubject>(path, checkSubject)));
  const scenarios = await Promise.all(scenarioFiles.map((path) => load<ScenarioSpec>(path, checkScenario)));
  refuseDuplicates(subjects, (found) => found.spec.name);
  refuseDuplicates(scenarios, (found) => `${found.spec.kind}/${found.spec.name}`);
  subjects.sort(byKindFamilyYear);

  return {
    subjects,
    scenarios,
    ofKind: (kind) => subjects.filter((found) => found.spec.kind === kind) as never,
    scenario(kind, name) {
      const found = scenarios.find((one) => one.spec.kind === kind && one.spec.name === name);
      if (found) return found;
      const known = scenarios.filter((one) => one.spec.kind === kind).map((one) => one.spec.name);
      throw new ContractError(`Expected a scenario of kind ${kind}, found '${name}': use one of ${known.join(', ')}.`);
    },
  };
}

/** The subject in a file that has been discovered before, by another thread perhaps: nothing is checked again. */
export async function subjectAt(path: string): Promise<FoundSubject> {
  const { default: spec } = (await import(pathToFileURL(path).href)) as { default: AnySubject };
  return { path, spec };
}

/** A file or folder that somebody named must exist; a kind's own folder may be missing. */
async function namedFiles(path: string): Promise<string[]> {
  if (!existsSync(path))
    throw new ContractError(`${path}: expected a file or folder with subjects, found neither: correct the path.`);
  return path.endsWith('.ts') ? [path] : kernelFiles(path);
}

async function kernelFiles(path: string): Promise<string[]> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.ts') && !name.startsWith('_') && !/\.(wasm|test|d)\.ts$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

async function load<Spec extends { name: string }>(
  path: string,
  check: (exports: Record<string, unknown>, descriptor: Record<string, unknown>) => string | null,
): Promise<Found<Spec>> {
  const exports: Record<string, unknown> = await import(pathToFileURL(path).href).catch((cause: Error) => {
    const found = cause.message.trim().replaceAll(/\s+/g, ' ');
    throw new ContractError(`${path}: expected a TypeScript module, found '${found}': correct it.`, { cause });
  });
  const descriptor = exports.default as Record<string, unknown> | undefined;
  if (typeof descriptor !== 'object' || descriptor === null)
    throw new ContractError(`${path}: expected a default-exported descriptor, found none: end the file with one.`);
  const stem = basename(path, '.ts');
  if (descriptor.name !== stem)
    throw new ContractError(`${path}: expected name '${stem}' like the file, found '${descriptor.name}': rename one.`);
  const complaint = check(exports, descriptor);
  if (complaint) throw new ContractError(`${path}: ${complaint}`);
  return { path, spec: descriptor as unknown as Spec };
}

function checkSubject(exports: Record<string, unknown>, descriptor: Record<string, unknown>): string | null {
  const rules = KINDS[descriptor.kind as Kind];
  if (!rules) return `expected kind ${Object.keys(KINDS).join(' | ')}, found '${descriptor.kind}': correct it.`;
  for (const field of ['title', 'family', 'progress', 'useWhen'] as const)
    if (typeof descriptor[field] !== 'string')
      return `expected ${field} to be a text, found ${descriptor[field]}: add it.`;
  if (!Array.isArray(descriptor.sources) || descriptor.sources.length === 0)
    return 'expected at least one source, found none: say where the algorithm comes from.';
  for (const field of ['restrictions', 'freeRunning'] as const)
    if (!Array.isArray(descriptor[field])) return `expected ${field} to be a list, found ${descriptor[field]}: add it.`;
  const layout = descriptor.layout as Record<string, number> | undefined;
  if (typeof layout !== 'object' || layout === null)
    return 'expected layout to map names to words, found none: add it.';
  for (const name of descriptor.freeRunning as string[])
    if (!(name in layout)) return `expected freeRunning names to be in layout, found '${name}': add it to layout.`;
  for (const [field, values] of Object.entries(rules.fields))
    if (!values.includes(descriptor[field] as string))
      return `expected ${field} to be ${values.join(' | ')}, found ${descriptor[field]}: correct it.`;
  if (typeof descriptor.sizeWords !== 'function') return 'expected a function sizeWords, found none: add it.';
  for (const [name, { optional }] of Object.entries(rules.functions)) {
    if (optional && !(name in descriptor)) continue;
    if (typeof descriptor[name] !== 'function')
      return `expected a function ${name} in the descriptor, found none: add it.`;
    if (exports[name] !== descriptor[name])
      return `expected ${name} to be exported by the file too, found ${typeof exports[name]}: export it.`;
  }
  return null;
}

function checkScenario(exports: Record<string, unknown>, descriptor: Record<string, unknown>): string | null {
  if (!((descriptor.kind as string) in KINDS))
    return `expected kind ${Object.keys(KINDS).join(' | ')}, found '${descriptor.kind}': correct it.`;
  const spec = descriptor as unknown as ScenarioSpec;
  const defaults = Object.fromEntries(Object.entries(spec.params).map(([name, param]) => [name, param.default]));
  for (const role of spec.roles(defaults))
    if (typeof exports[role] !== 'function') return `expected an exported role '${role}', found none: export it.`;
  return null;
}

function refuseDuplicates<Spec>(found: readonly Found<Spec>[], key: (one: Found<Spec>) => string): void {
  const seen = new Map<string, string>();
  for (const one of found) {
    const first = seen.get(key(one));
    if (first)
      throw new ContractError(`${one.path}: expected a new name, found '${key(one)}' of ${first}: rename one.`);
    seen.set(key(one), one.path);
  }
}

function byKindFamilyYear(a: FoundSubject, b: FoundSubject): number {
  const key = ({ spec }: FoundSubject) =>
    `${Object.keys(KINDS).indexOf(spec.kind)}/${spec.peer ? 1 : 0}/${spec.family}/${Math.min(...spec.sources.map((s) => s.year))}/${spec.name}`;
  return key(a) < key(b) ? -1 : 1;
}
