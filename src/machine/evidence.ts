import { readFileSync } from 'node:fs';
import { currentCpu } from './affinity.ts';
import type { ThreadEvidence } from './types.ts';

/**
 * What the calling thread has used so far: read before and after each trial. Costs tens of microseconds, so it stays
 * outside the timed part. Off Linux only `cpuNs` is known; `migrations` only where the kernel has a `sched` file.
 *
 * @param read - a file of the thread below /proc, by name.
 */
export function readEvidence(read: (name: string) => string | undefined = readOwn): ThreadEvidence {
  const [ranNs, waitedNs] = (read('schedstat') ?? '').split(' ');
  const status = read('status');
  const nothingTold = ranNs === '' || waitedNs === undefined;
  return {
    cpuNs: nothingTold ? threadCpuNs() : Number(ranNs),
    runDelayNs: nothingTold ? null : Number(waitedNs),
    involuntarySwitches: numberAfter(status, 'nonvoluntary_ctxt_switches'),
    voluntarySwitches: numberAfter(status, 'voluntary_ctxt_switches'),
    migrations: numberAfter(read('sched'), 'se.nr_migrations'),
    cpu: currentCpu(),
  };
}

/** What was used in between. `cpu` is the later one. */
export function evidenceBetween(before: ThreadEvidence, after: ThreadEvidence): ThreadEvidence {
  const between = (key: Exclude<keyof ThreadEvidence, 'cpu'>): number | null => {
    const [from, to] = [before[key], after[key]];
    return from === null || to === null ? null : to - from;
  };
  return {
    cpuNs: between('cpuNs'),
    runDelayNs: between('runDelayNs'),
    involuntarySwitches: between('involuntarySwitches'),
    voluntarySwitches: between('voluntarySwitches'),
    migrations: between('migrations'),
    cpu: after.cpu,
  };
}

/** thread-self names the thread that reads, be it a worker. */
function readOwn(name: string): string | undefined {
  try {
    return readFileSync(`/proc/thread-self/${name}`, 'latin1');
  } catch {
    return undefined;
  }
}

function numberAfter(text: string | undefined, name: string): number | null {
  const start = text === undefined ? -1 : `\n${text}`.indexOf(`\n${name}`);
  if (text === undefined || start < 0) return null;
  const digits = /^[^:\n]*:\s*(\d+)/.exec(text.slice(start))?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Microseconds at best, and absent in older versions of Node. */
function threadCpuNs(): number | null {
  const usage = process.threadCpuUsage?.();
  return usage ? (usage.user + usage.system) * 1_000 : null;
}
