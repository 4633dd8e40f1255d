import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type LabResult, labResult, SCHEMA_NAME } from './schema.ts';

/** A file or a text that is no result this version can read. The message is one sentence. */
export class InvalidResult extends Error {
  override name = 'InvalidResult';
}

/** A machine of 1,024 CPUs, every pair toured, writes some 100 MiB. JavaScript holds no text of more than 512 MiB. */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * The bytes of a result file. Pipes, devices and files that are too long are refused before anything is read: they may never end.
 *
 * @throws InvalidResult with the path and what is there instead.
 */
export function readResultFile(path: string): Buffer {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // opening a pipe would wait for a writer
  } catch (error) {
    throw noResultFile(path, REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message);
  }
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw noResultFile(path, 'a folder');
    if (!stats.isFile()) throw noResultFile(path, 'a pipe or a device');
    const mebibytes = Math.ceil(stats.size / 2 ** 20);
    if (stats.size > MOST_BYTES)
      throw noResultFile(path, `${mebibytes} MiB where ${MOST_BYTES / 2 ** 20} MiB are the most`);
    return stats.size === 0 ? Buffer.alloc(0) : readFileSync(file); // as long as it was then, even if it grows
  } finally {
    closeSync(file);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'none',
  ENOTDIR: 'none, as a part of the path is a file',
  ELOOP: 'a link that leads back to itself',
  ENAMETOOLONG: 'a path that is too long',
  EACCES: 'one that may not be read',
  EPERM: 'one that may not be read',
  ENXIO: 'a pipe or a device',
};

function noResultFile(path: string, found: string): InvalidResult {
  return new InvalidResult(
    `Expected a result file at ${path}, found ${found}: name a .json file that a lab has written.`,
  );
}

/**
 * Parse and validate the text of a result file. Any 1.x is accepted, unknown keys are kept.
 *
 * @throws InvalidResult naming the first key that is wrong, or the version that is too new.
 */
export function readResult(text: string): LabResult {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== SCHEMA_NAME) {
    const found = typeof value === 'object' && value !== null && 'schema' in value ? quote(value.schema) : 'none';
    throw new InvalidResult(
      `Expected a result file with "schema": "${SCHEMA_NAME}", found ${found}; give a file that a lab wrote.`,
    );
  }
  const version = 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version !== 'string' || !/^1\.\d+$/.test(version)) {
    throw new InvalidResult(
      `Expected schemaVersion 1.x, found ${quote(version)}; read the file with the version of crosscore that wrote it.`,
    );
  }
  const parsed = labResult.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const more = parsed.error.issues.length - 1;
    const others = more > 0 ? ` (and ${more} more)` : '';
    throw new InvalidResult(
      `Expected a valid result file, but ${pathText(first.path)}: ${first.message}${others}; run the lab again or repair the file.`,
    );
  }
  return parsed.data as LabResult;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw new InvalidResult(
      `Expected JSON, but the text does not parse (${reason}); the file may be cut off: run the lab again.`,
    );
  }
}

/** `cells[3].trials[0].ops` */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the top level';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

function quote(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 80);
}
