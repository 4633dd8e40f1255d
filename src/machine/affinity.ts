/**
 * Pinning of the calling thread. Workers import this first of all, so it loads nothing but built-in modules;
 * koffi is loaded at the first call. Calls must be synchronous: koffi's asynchronous ones run on threads of its own
 * and would pin the wrong one.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What became of a request to pin. */
export interface PinOutcome {
  /** The system accepted the request. */
  readonly pinned: boolean;
  /** The thread's mask holds this CPU alone, and the thread runs on it. */
  readonly verified: boolean;
  /** Why `pinned` or `verified` is false, in one sentence; else `null`. */
  readonly reason: string | null;
}

interface Scheduler {
  readonly setAffinity: (pid: number, maskBytes: number, mask: BigUint64Array) => number;
  readonly getCpu: () => number;
  readonly errno: () => number;
}

/** The kernel takes whole 64-bit words. The usual mask has 1,024 CPUs; a larger CPU number makes a larger one. */
const MIN_MASK_WORDS = 16;

const EINVAL = 22;
const EPERM = 1;

let loaded: Scheduler | string | undefined;

/**
 * Pins the calling thread to one CPU and verifies it. Other threads keep their masks; threads created later by this
 * one inherit it. Linux only; elsewhere, and where the call is refused, the outcome holds the reason. Never throws.
 */
export function pinThisThread(cpu: number): PinOutcome {
  const refused = (reason: string): PinOutcome => ({ pinned: false, verified: false, reason });
  if (!Number.isInteger(cpu) || cpu < 0 || cpu > 65_535)
    return refused(`Expected a CPU number from 0 to 65535, found ${cpu}.`);
  const scheduler = loadScheduler();
  if (typeof scheduler === 'string') return refused(scheduler);
  const mask = new BigUint64Array(Math.max(MIN_MASK_WORDS, (cpu >> 6) + 1));
  mask[cpu >> 6] = 1n << BigInt(cpu & 63);
  if (scheduler.setAffinity(0, mask.byteLength, mask) !== 0) {
    const errno = scheduler.errno();
    const why = {
      [EINVAL]: 'it does not exist, is offline or is not allowed',
      [EPERM]: 'the process lacks the permission',
    }[errno];
    return refused(`The system refused to pin to CPU ${cpu}: ${why ?? 'the call failed'} (errno ${errno}).`);
  }
  const mine = allowedList();
  const running = scheduler.getCpu();
  if (mine === String(cpu) && running === cpu) return { pinned: true, verified: true, reason: null };
  return {
    pinned: true,
    verified: false,
    reason: `Asked for CPU ${cpu}; the mask reads "${mine ?? 'unknown'}" and the thread runs on CPU ${running}.`,
  };
}

/** The CPU that the calling thread runs on at this moment; `null` where the system does not tell. */
export function currentCpu(): number | null {
  const scheduler = loadScheduler();
  if (typeof scheduler === 'string') return null;
  const cpu = scheduler.getCpu();
  return cpu < 0 ? null : cpu;
}

function allowedList(): string | undefined {
  try {
    return /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/thread-self/status', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** The C library's calls, or the reason why there are none; loaded once in each thread. */
function loadScheduler(): Scheduler | string {
  loaded ??= load();
  return loaded;
}

function load(): Scheduler | string {
  if (process.platform === 'darwin') return 'macOS has no thread affinity.';
  if (process.platform !== 'linux') return `Pinning is implemented for Linux only, this is ${process.platform}.`;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    // null: the symbols of the running program, which has the C library loaded, be it glibc or musl.
    const program = koffi.load(null);
    return {
      setAffinity: program.func(
        'int sched_setaffinity(int pid, size_t size, const uint64_t *mask)',
      ) as Scheduler['setAffinity'],
      getCpu: program.func('int sched_getcpu()') as Scheduler['getCpu'],
      errno: () => koffi.errno(),
    };
  } catch (error) {
    return `The library koffi, which makes the system call, could not be used: ${(error as Error).message.split('\n')[0]}`;
  }
}
