import { readFileSync } from 'node:fs';
import type { ThreadAffinity } from './affinity.ts';

/** The C library's calls for the calling thread, and the kernel's own account of it. */
export interface LinuxCalls {
  /** 0, or -1 and `errno`. */
  readonly setAffinity: (pid: number, maskBytes: number, mask: BigUint64Array) => number;
  /** -1 where the kernel does not tell. */
  readonly getCpu: () => number;
  readonly errno: () => number;
  /** /proc/thread-self/status; `undefined` where it cannot be read. */
  readonly status: () => string | undefined;
}

/** The kernel takes whole 64-bit words. The usual mask has 1,024 CPUs; a larger CPU number makes a larger one. */
const MIN_MASK_WORDS = 16;

const EPERM = 1;
const EINVAL = 22;

/** `sched_setaffinity`, verified by the mask that the kernel shows and by `sched_getcpu`. */
export function linuxAffinity({ setAffinity, getCpu, errno, status }: LinuxCalls): ThreadAffinity {
  let mask = new BigUint64Array(MIN_MASK_WORDS);
  return {
    set(cpu) {
      const word = cpu >> 6;
      if (word >= mask.length) mask = new BigUint64Array(word + 1);
      mask.fill(0n);
      mask[word] = 1n << BigInt(cpu & 63);
      // 0 names the calling thread, not the process.
      if (setAffinity(0, mask.byteLength, mask) === 0) return null;
      const code = errno();
      const why = {
        [EINVAL]: 'it does not exist, is offline or is not allowed',
        [EPERM]: 'the process lacks the permission',
      }[code];
      return `The system refused to pin to CPU ${cpu}: ${why ?? 'the call failed'} (errno ${code}).`;
    },
    verify(cpu) {
      const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status() ?? '')?.[1];
      const running = getCpu();
      if (list === String(cpu) && running === cpu) return null;
      const where = running < 0 ? 'an unknown CPU' : `CPU ${running}`;
      return `Asked for CPU ${cpu}; the mask reads "${list ?? 'unknown'}" and the thread runs on ${where}.`;
    },
    current() {
      const cpu = getCpu();
      return cpu < 0 ? null : cpu;
    },
  };
}

/** @throws Error where koffi cannot find the calls. */
export function loadLinux(koffi: typeof import('koffi')): ThreadAffinity {
  // null: the symbols of the running program, which has the C library loaded, be it glibc or musl.
  const program = koffi.load(null);
  return linuxAffinity({
    setAffinity: program.func(
      'int sched_setaffinity(int pid, size_t size, const uint64_t *mask)',
    ) as LinuxCalls['setAffinity'],
    getCpu: program.func('int sched_getcpu()') as LinuxCalls['getCpu'],
    errno: () => koffi.errno(),
    status: ownStatus,
  });
}

/** thread-self names the thread that reads, be it a worker. */
function ownStatus(): string | undefined {
  try {
    return readFileSync('/proc/thread-self/status', 'latin1');
  } catch {
    return undefined;
  }
}
