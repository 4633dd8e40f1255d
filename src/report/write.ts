import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file that could not be written. The message is one sentence. */
export class WriteFailed extends Error {
  override name = 'WriteFailed';
}

/**
 * Write a file so that readers see all of it or nothing: temporary name in the same folder, fsync, rename.
 * Missing folders are made. On failure the old file, if any, is untouched and no temporary file stays behind.
 *
 * @throws WriteFailed with the path, the reason and what to do.
 */
export function writeWhole(path: string, content: string | Buffer): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  let created = false;
  try {
    mkdirSync(folder, { recursive: true });
    const file = openSync(temporary, 'wx');
    created = true;
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    if (created) rmSync(temporary, { force: true });
    throw new WriteFailed(sentence(path, error as NodeJS.ErrnoException), { cause: error });
  }
}

function sentence(path: string, error: NodeJS.ErrnoException): string {
  const [reason, cure] = FAULTS[error.code ?? ''] ?? [error.message, 'choose another folder with --out'];
  return `Expected to write ${path}, but ${reason}; ${cure}.`;
}

const FAULTS: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ['its folder may not be written to', 'change its permissions or choose another folder with --out'],
  EPERM: ['its folder may not be written to', 'change its permissions or choose another folder with --out'],
  EROFS: ['the file system is read-only', 'choose another folder with --out'],
  ENOSPC: ['the disk is full', 'free some space or choose another folder with --out'],
  EDQUOT: ['the disk quota is used up', 'free some space or choose another folder with --out'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'choose another folder with --out'],
  EEXIST: ['a part of the path is a file, not a folder', 'choose another folder with --out'],
  EISDIR: ['there is a folder of that name', 'remove it or choose another name'],
};
