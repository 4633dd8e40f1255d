/**
 * Pinning on Windows. Not run: no Windows machine was at hand. The declarations follow Microsoft's reference of
 * processthreadsapi.h and processtopologyapi.h, and the tests call this code with invented answers.
 *
 * Windows numbers CPUs inside processor groups of at most 64. A CPU is written here as 64 times the group plus the
 * number inside it, also where a group holds fewer than 64.
 */
import type { ThreadAffinity } from './affinity.ts';

/** GROUP_AFFINITY: a set of CPUs of one group. */
export interface GroupAffinity {
  /** koffi gives a bigint where a number would not be exact. */
  readonly mask: number | bigint;
  readonly group: number;
}

/** kernel32's calls for the calling thread. */
export interface WindowsCalls {
  /** False: see `lastError`. */
  readonly setGroupAffinity: (affinity: GroupAffinity) => boolean;
  readonly getGroupAffinity: () => GroupAffinity | undefined;
  readonly getProcessor: () => { readonly group: number; readonly number: number };
  readonly lastError: () => number;
}

const CPUS_IN_GROUP = 64;

const ERROR_ACCESS_DENIED = 5;
const ERROR_INVALID_PARAMETER = 87;

/** `SetThreadGroupAffinity`, verified by `GetThreadGroupAffinity` and `GetCurrentProcessorNumberEx`. */
export function windowsAffinity(calls: WindowsCalls): ThreadAffinity {
  const current = () => {
    const { group, number } = calls.getProcessor();
    return group * CPUS_IN_GROUP + number;
  };
  return {
    set(cpu) {
      const { mask, group } = affinityOf(cpu);
      if (calls.setGroupAffinity({ mask, group })) return null;
      const code = calls.lastError();
      const why = {
        [ERROR_ACCESS_DENIED]: 'the process lacks the permission',
        [ERROR_INVALID_PARAMETER]: 'it does not exist or is not allowed',
      }[code];
      const name = `CPU ${cpu} (number ${cpu % CPUS_IN_GROUP} of processor group ${group})`;
      return `The system refused to pin to ${name}: ${why ?? 'the call failed'} (error ${code}).`;
    },
    verify(cpu) {
      const asked = affinityOf(cpu);
      const found = calls.getGroupAffinity();
      const running = current();
      if (found && BigInt(found.mask) === asked.mask && found.group === asked.group && running === cpu) return null;
      const reads = found ? `0x${found.mask.toString(16)} in processor group ${found.group}` : 'unknown';
      return `Asked for CPU ${cpu}; the mask reads "${reads}" and the thread runs on CPU ${running}.`;
    },
    current,
  };
}

function affinityOf(cpu: number): { readonly mask: bigint; readonly group: number } {
  return { mask: 1n << BigInt(cpu % CPUS_IN_GROUP), group: Math.floor(cpu / CPUS_IN_GROUP) };
}

/** @throws Error where koffi cannot find the calls. */
export function loadWindows(koffi: typeof import('koffi')): ThreadAffinity {
  const kernel32 = koffi.load('kernel32.dll');
  const groupAffinity = koffi.struct({
    mask: 'uintptr_t',
    group: 'uint16_t',
    reserved: koffi.array('uint16_t', 3),
  });
  const processorNumber = koffi.struct({ group: 'uint16_t', number: 'uint8_t', reserved: 'uint8_t' });
  const pointer = koffi.pointer(groupAffinity);
  const getThread = kernel32.func('GetCurrentThread', 'intptr_t', []);
  const set = kernel32.func('SetThreadGroupAffinity', 'int', ['intptr_t', pointer, 'void *']);
  const get = kernel32.func('GetThreadGroupAffinity', 'int', ['intptr_t', koffi.out(pointer)]);
  const getProcessor = kernel32.func('GetCurrentProcessorNumberEx', 'void', [
    koffi.out(koffi.pointer(processorNumber)),
  ]);
  const lastError = kernel32.func('GetLastError', 'uint32_t', []);
  const thread = getThread(); // a pseudo-handle: it means the thread that uses it, and is never closed
  return windowsAffinity({
    setGroupAffinity: ({ mask, group }) => set(thread, { mask, group, reserved: [0, 0, 0] }, null) !== 0,
    getGroupAffinity: () => {
      const found = {} as GroupAffinity;
      return get(thread, found) === 0 ? undefined : found;
    },
    getProcessor: () => {
      const found = {} as { group: number; number: number };
      getProcessor(found);
      return found;
    },
    lastError: () => lastError() as number,
  });
}
