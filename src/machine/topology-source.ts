import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readCpuSets } from './cpu-sets.ts';
import { liveRead, type Read, readFrom } from './read.ts';
import { SourceRefused } from './source-refused.ts';
import { syntheticFiles } from './synthetic.ts';

/** A machine to read: this one, a recorded one or an invented one. */
export interface MachineSource {
  readonly read: Read;
  readonly source: 'sysfs' | 'case' | 'synthetic';
  /** What it is, in a few words. */
  readonly title: string;
}

const CPUS = '/sys/devices/system/cpu';

/** Unpacked, a large machine's recording takes half a megabyte. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * @param from a folder with copies of `sys/` and `proc/`, a recording `NAME.json.gz`, or a synthetic machine such as
 * `node:2 package:1 l3:2 core:4 pu:2`; `undefined`: this machine.
 * @throws SourceRefused for what is no machine, one without CPUs among them, saying what was expected, what was found and what to do.
 */
export function openSource(from: string | undefined): MachineSource {
  if (from === undefined) return { read: liveRead, source: 'sysfs', title: 'This machine' };
  const stats = statSync(from, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    const read = folderRead(from);
    if (!hasCpus(read))
      throw new SourceRefused(
        `Expected CPUs under ${join(from, CPUS)}, found none: name the folder that holds sys/ and proc/.`,
      );
    return { read, source: 'case', title: `Recorded machine ${from}` };
  }
  if (stats?.isFile()) {
    const name = basename(from).replace(/\.json\.gz$/, '');
    return { read: readRecording(from, stats.size), source: 'case', title: `Recorded machine ${name}` };
  }
  if (stats) throw new SourceRefused(`Expected a folder or a file, found neither at ${from}: name another.`);
  if (!from.includes(':'))
    throw new SourceRefused(
      `Expected a folder, a .json.gz file or a synthetic machine such as 'node:2 package:1 l3:2 core:4 pu:2', found nothing at ${from}: correct it.`,
    );
  return { read: readFrom(syntheticFiles(from)), source: 'synthetic', title: `Synthetic machine ${from.trim()}` };
}

/** Reads below a folder. A group's path in a copied file must not lead out of it. */
function folderRead(folder: string): Read {
  const root = resolve(folder);
  return (path) => {
    const file = resolve(root, `.${path}`);
    return file.startsWith(root.endsWith(sep) ? root : root + sep) ? liveRead(file) : undefined;
  };
}

function hasCpus(read: Read): boolean {
  return readCpuSets(read, []).online.length > 0;
}

/** Reads the object of paths and texts in a recording. */
function readRecording(file: string, size: number): Read {
  const refuse = (expected: string, found: string) =>
    new SourceRefused(
      `Expected ${expected} in ${file}, found ${found}: record the machine again, or name another file.`,
    );
  const most = `at most ${MOST_BYTES / 2 ** 20} MiB`;
  if (size > MOST_BYTES) throw refuse(most, `${Math.round(size / 2 ** 20)} MiB`);
  let text: string;
  try {
    text = gunzipSync(readFileSync(file), { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw refuse(most, 'more when unpacked');
    throw refuse('gzip', code?.startsWith('Z_') ? 'something else or a part of it' : message);
  }
  let files: unknown;
  try {
    files = JSON.parse(text);
  } catch {
    throw refuse('JSON', 'something else');
  }
  if (typeof files !== 'object' || files === null || Array.isArray(files))
    throw refuse('an object of paths and texts', Array.isArray(files) ? 'an array' : String(files));
  const stray = Object.entries(files).find(([, content]) => typeof content !== 'string');
  if (stray) throw refuse('a text for each path', `${JSON.stringify(stray[1]).slice(0, 40)} for ${stray[0]}`);
  const read = readFrom(files as Record<string, string>);
  if (!hasCpus(read)) throw refuse(`CPUs under ${CPUS}`, 'none');
  return read;
}
