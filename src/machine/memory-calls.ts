/**
 * The system calls that ask and tell the kernel on which NUMA node memory lies. The C library has no functions for
 * mbind and move_pages, so they go through its `syscall`, by number. Measured threads load this: built-in modules only,
 * koffi at the first call. Calls must be synchronous, else they would run on another thread.
 */
import { createRequire } from 'node:module';
import { getSystemErrorMap } from 'node:util';

/** A view of memory that threads share, or could. */
export type View = Uint8Array | Int32Array;

/** Each call gives 0, or the kernel's error number. A test may put its own in their place. */
export interface MemoryCalls {
  /** Size of the kernel's pages: 4,096 bytes on x64, up to 65,536 on arm64. */
  readonly pageBytes: number;
  /** Where the view's first byte lies in the process's address space. */
  readonly address: (view: View) => bigint;
  /** `status` gets the node of the page at each address, or a negative error number. Moves nothing. */
  readonly queryPages: (addresses: BigUint64Array, status: Int32Array) => number;
  /** mbind: pages of the range that are touched from now on come from the nodes whose bits are set. */
  readonly bind: (address: bigint, bytes: number, policy: number, nodes: BigUint64Array) => number;
  readonly advise: (address: bigint, bytes: number, advice: number) => number;
}

/** Policies of mbind (linux/mempolicy.h). */
export const MPOL_PREFERRED = 1;
export const MPOL_BIND = 2;

/** Advice on transparent huge pages (asm-generic/mman-common.h). */
export const MADV_HUGEPAGE = 14;
export const MADV_NOHUGEPAGE = 15;

export const EPERM = 1;
export const ENOENT = 2;
export const EFAULT = 14;
export const EINVAL = 22;
const ENOSYS = 38;

/** The calls' numbers (asm/unistd_64.h; arm64 has the generic ones). */
const NUMBERS: Readonly<Record<string, { readonly mbind: number; readonly movePages: number }>> = {
  x64: { mbind: 237, movePages: 279 },
  arm64: { mbind: 235, movePages: 239 },
};

let loaded: MemoryCalls | string | undefined;

/** The calls, or the reason in one sentence why there are none; loaded once in each thread. Never throws. */
export function memoryCalls(): MemoryCalls | string {
  loaded ??= load();
  return loaded;
}

/** Why a call failed, as a sentence: "The system refused mbind: EPERM, operation not permitted; …." */
export function refusal(call: string, errno: number): string {
  const [name, meaning] = getSystemErrorMap().get(-errno) ?? [`error ${errno}`, 'a reason without a name'];
  const hint = {
    [EPERM]: '; a container allows it with the capability SYS_NICE only',
    [ENOSYS]: '; the kernel lacks it, or a sandbox hides it',
  }[errno];
  return `The system refused ${call}: ${name}, ${meaning}${hint ?? ''}.`;
}

function load(): MemoryCalls | string {
  const { platform, arch } = process;
  const numbers = NUMBERS[arch];
  if (platform !== 'linux' || numbers === undefined)
    return `Where memory lies is known on Linux on x64 and arm64 only, this is ${platform} on ${arch}.`;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    // null: the symbols of the running program, which has the C library loaded, be it glibc or musl.
    const program = koffi.load(null);
    const movePages = program.func(
      'long syscall(long number, long pid, unsigned long count, const uint64_t *pages, const int *nodes, int *status, long flags)',
    );
    const mbind = program.func(
      'long syscall(long number, uint64_t address, unsigned long bytes, long policy, const uint64_t *nodes, unsigned long maxNode, unsigned long flags)',
    );
    const madvise = program.func('int madvise(uint64_t address, size_t bytes, int advice)');
    const errnoOf = (result: number) => (result < 0 ? koffi.errno() : 0);
    return {
      pageBytes: program.func('int getpagesize()')() as number,
      address: (view) => koffi.address(view),
      // 0: this process. null: no target nodes, so that the call tells and moves nothing.
      queryPages: (addresses, status) =>
        errnoOf(movePages(numbers.movePages, 0, addresses.length, addresses, null, status, 0)),
      // maxNode is one more than the number of bits: the kernel takes one off (get_nodes in mm/mempolicy.c).
      bind: (address, bytes, policy, nodes) =>
        errnoOf(mbind(numbers.mbind, address, bytes, policy, nodes, nodes.length * 64 + 1, 0)),
      advise: (address, bytes, advice) => errnoOf(madvise(address, bytes, advice)),
    };
  } catch (error) {
    return `The library koffi, which makes the system call, could not be used: ${(error as Error).message.split('\n')[0]}`;
  }
}
