/**
 * Pinning of the calling thread. Workers import this first of all, so it loads nothing but built-in modules;
 * koffi is loaded at the first call. Calls must be synchronous: koffi's asynchronous ones run on threads of its own
 * and would pin the wrong one.
 */
import { createRequire } from 'node:module';
import { loadLinux } from './affinity-linux.ts';
import { loadWindows } from './affinity-windows.ts';

/** What became of a request to pin. */
export interface PinOutcome {
  /** The system accepted the request. */
  readonly pinned: boolean;
  /** The thread's mask holds this CPU alone, and the thread runs on it. */
  readonly verified: boolean;
  /** Why `pinned` or `verified` is false, in one sentence; else `null`. */
  readonly reason: string | null;
}

/** One system's way to pin the calling thread. */
export interface ThreadAffinity {
  /** Asks the system; `null`, or why it refused. */
  readonly set: (cpu: number) => string | null;
  /** `null`, or in what the thread's mask or its present CPU differs from `cpu`. */
  readonly verify: (cpu: number) => string | null;
  /** The CPU that the thread runs on; `null` where the system does not tell. */
  readonly current: () => number | null;
}

let loaded: ThreadAffinity | string | undefined;

/**
 * Pins the calling thread to one CPU and verifies it; may be repeated with other CPUs, some 60 µs each time.
 * Other threads keep their masks; threads created later by this one inherit it. Linux and Windows only; elsewhere, and
 * where the call is refused, the outcome holds the reason and the mask stays. Never throws.
 *
 * @param cpu - the kernel's number; on Windows 64 times the processor group plus the number inside the group.
 */
export function pinThisThread(cpu: number): PinOutcome {
  const refused = (reason: string): PinOutcome => ({ pinned: false, verified: false, reason });
  if (!Number.isInteger(cpu) || cpu < 0 || cpu > 65_535)
    return refused(`Expected a CPU number from 0 to 65535, found ${cpu}.`);
  const affinity = threadAffinity();
  if (typeof affinity === 'string') return refused(affinity);
  const refusal = affinity.set(cpu);
  if (refusal !== null) return refused(refusal);
  const reason = affinity.verify(cpu);
  return { pinned: true, verified: reason === null, reason };
}

/**
 * Whether the calling thread is pinned to this CPU and runs on it: `null`, or a sentence that says what differs.
 * Costs some 20 µs: for before and after a trial, not for its timed part. Never throws.
 */
export function verifyPinned(cpu: number): string | null {
  const affinity = threadAffinity();
  return typeof affinity === 'string' ? affinity : affinity.verify(cpu);
}

/** The CPU that the calling thread runs on at this moment; `null` where the system does not tell. */
export function currentCpu(): number | null {
  const affinity = threadAffinity();
  return typeof affinity === 'string' ? null : affinity.current();
}

/** The system's calls, or the reason why there are none; loaded once in each thread. */
function threadAffinity(): ThreadAffinity | string {
  loaded ??= load();
  return loaded;
}

function load(): ThreadAffinity | string {
  const { platform } = process;
  if (platform === 'darwin') return 'macOS has no thread affinity.';
  if (platform !== 'linux' && platform !== 'win32')
    return `Pinning is implemented for Linux and Windows only, this is ${platform}.`;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    return platform === 'linux' ? loadLinux(koffi) : loadWindows(koffi);
  } catch (error) {
    return `The library koffi, which makes the system call, could not be used: ${(error as Error).message.split('\n')[0]}`;
  }
}
