import { type Read, readFrom } from '../read.ts';
import type { Moment } from './examination.ts';
import { throttledFiles } from './quota.ts';
import { throttleFile } from './throttling.ts';

const COUNTERS = ['/proc/stat', '/proc/interrupts', '/proc/vmstat', '/proc/loadavg'];

/**
 * Copies the counters that the checks compare over a window.
 * @param listPids the processes that can be seen; a `Read` cannot list a folder.
 */
export function takeMoment(read: Read, cpus: readonly number[], listPids: () => readonly number[]): Moment {
  const pids = listPids();
  const paths = [...COUNTERS, ...throttledFiles(read), ...cpus.map(throttleFile), ...pids.map(statFile)];
  const files: Record<string, string> = {};
  for (const path of paths) {
    const text = read(path);
    if (text !== undefined) files[path] = text;
  }
  return { read: readFrom(files), pids };
}

export function statFile(pid: number): string {
  return `/proc/${pid}/stat`;
}
