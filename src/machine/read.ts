import { readFileSync } from 'node:fs';

/**
 * The one way to the machine's pseudo-files. Takes an absolute path (`/sys/…`, `/proc/…`); returns the text, or
 * `undefined` where the file is absent or unreadable. A live, a recorded and a synthetic machine all look like this.
 */
export type Read = (path: string) => string | undefined;

/** Reads this machine. */
export const liveRead: Read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Reads a recorded or synthetic machine: an object of paths (with or without the leading slash) and their texts. */
export function readFrom(files: Readonly<Record<string, string>>): Read {
  const texts = new Map(Object.entries(files).map(([path, text]) => [path.startsWith('/') ? path : `/${path}`, text]));
  return (path) => texts.get(path);
}

/** A non-negative integer alone in a file; `undefined` where the file is absent or holds something else. */
export function readCount(read: Read, path: string): number | undefined {
  const text = read(path)?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The value of a `name: value` line, as in /proc/self/status and /proc/cpuinfo; the first one if several. */
export function fieldOf(text: string | undefined, name: string): string | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text?.match(new RegExp(`^${escaped}[ \\t]*:[ \\t]*(.*)$`, 'm'))?.[1]?.trim();
}
