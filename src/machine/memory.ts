import { Worker } from 'node:worker_threads';
import type { PinOutcome } from './affinity.ts';
import { warmThreadPool } from './free-pool.ts';
import { adviseHugePages, adviseNoHugePages } from './huge-pages.ts';
import { type MemoryCalls, MPOL_BIND, MPOL_PREFERRED, memoryCalls, refusal } from './memory-calls.ts';
import { whereIs } from './pages.ts';
import { formatList } from './parse-list.ts';
import { readTopology } from './topology.ts';
import type { NumaNode, Topology } from './types.ts';

const WASM_PAGE_BYTES = 65_536;
/** What 32-bit addresses of WebAssembly reach: 4 GiB. */
const MOST_BYTES = 2 ** 32;

/** The kernel's masks of nodes have 1,024 bits at most; a larger node number makes a larger mask, which it refuses. */
const MIN_MASK_WORDS = 16;

const TOUCH_WORKER = new URL('./touch-worker.mjs', import.meta.url);

export interface AllocateOptions {
  /** The kernel's number of the NUMA node; absent: left untouched, so that the threads that use the memory place it. */
  readonly node?: number | undefined;
  /** The machine; absent: read now. */
  readonly topology?: Topology | undefined;
  /** Ask for huge pages. Absent or `false`: small ones, so that neighbours 4 KiB apart may lie on different nodes. */
  readonly huge?: boolean | undefined;
}

export interface PlacedMemory {
  /** Shared; its size is fixed. */
  readonly memory: WebAssembly.Memory;
  /** The memory's bytes; all are 0. */
  readonly buffer: SharedArrayBuffer;
  /** The node asked for; `null`: none. */
  readonly node: number | null;
  /** `mbind`: the kernel was told. `first-touch`: a thread on the node wrote to each page first. `untouched`: neither. */
  readonly method: 'mbind' | 'first-touch' | 'untouched';
  /** The kernel says that every page lies on the node, or, where none was asked for, that none has been written to. */
  readonly verified: boolean;
  /** What did not go as asked, though the memory may be where it should; `null`: nothing. */
  readonly reason: string | null;
}

/**
 * Shared memory on a NUMA node: the kernel is told to take the pages from there (mbind), then a short-lived thread pinned to
 * a CPU of the node touches them. Where mbind is forbidden, as in many containers, the touch alone places them, and `reason`
 * says so. A node without CPUs (CXL, HBM) needs mbind. Where neither can be had, the memory stays untouched.
 * move_pages proves the outcome. The calling thread touches nothing; call from an unpinned one.
 *
 * A node must have room: with mbind the kernel ends a process whose node is full rather than take a page from another.
 *
 * @param bytes - 1 to 4294967296 (4 GiB), rounded up to whole pages of 65,536 bytes.
 * @throws RangeError "Expected a NUMA node of this machine (0-1), found 7: …"; likewise for a node whose memory the process
 * may not use or that has none, and for `bytes`.
 * @example const { buffer, verified, reason } = await allocate(1 << 20, { node: 1 });
 */
export async function allocate(
  bytes: number,
  { node, topology, huge = false }: AllocateOptions = {},
  calls: MemoryCalls | string = memoryCalls(),
): Promise<PlacedMemory> {
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > MOST_BYTES)
    throw new RangeError(
      `Expected a whole number of bytes from 1 to ${MOST_BYTES}, found ${bytes}: one memory has 4 GiB at most.`,
    );
  const machine = node === undefined ? undefined : (topology ?? readTopology());
  if (node !== undefined && machine !== undefined) requireNode(machine.numa, node);
  const pages = Math.ceil(bytes / WASM_PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const buffer = memory.buffer as ArrayBufferLike as SharedArrayBuffer;
  const notes: (string | null)[] = [];
  if (typeof calls === 'string') notes.push(calls);
  else notes.push(huge ? adviseHugePages(buffer, calls) : adviseNoHugePages(buffer, calls));
  const method = node === undefined ? 'untouched' : await place(buffer, node, machine!, calls, notes);

  const found = whereIs(new Uint8Array(buffer), calls);
  const missing = method === 'untouched' ? found.touched !== 0 : found.node !== node || found.touched !== found.pages;
  if (found.verified && missing)
    notes.push(
      method === 'untouched'
        ? `${found.touched} of ${found.pages} pages have been written to.`
        : `Asked for node ${node}; ${found.touched} of ${found.pages} pages have been written to and lie on ${found.node === 'several' ? 'several nodes' : `node ${found.node}`}.`,
    );
  notes.push(found.reason);
  return {
    memory,
    buffer,
    node: node ?? null,
    method,
    verified: found.verified && !missing && (node === undefined || method !== 'untouched'),
    reason: [...new Set(notes.filter((note) => note !== null))].join(' ') || null,
  };
}

/**
 * The CPU that touches memory for a node: allowed, not isolated if that can be avoided, and the last of these, since the
 * first CPUs of a machine serve most interrupts. `null`: the node has no CPU that this process may use.
 */
export function touchingCpu({ cpus }: Topology, node: number): number | null {
  const usable = cpus.filter((cpu) => cpu.allowed && cpu.numa === node);
  return (usable.findLast((cpu) => !cpu.isolated) ?? usable.at(-1))?.id ?? null;
}

function requireNode(nodes: readonly NumaNode[], node: number): void {
  if (nodes.length === 0) return; // a system that does not tell: the outcome will say so
  const list = (some: readonly NumaNode[]) => formatList(some.map(({ id }) => id)) || 'none';
  const found = nodes.find(({ id }) => id === node);
  if (found === undefined)
    throw new RangeError(
      `Expected a NUMA node of this machine (${list(nodes)}), found ${node}: choose one of them, or none.`,
    );
  if (!found.memAllowed)
    throw new RangeError(
      `Expected a NUMA node whose memory this process may use (${list(nodes.filter((one) => one.memAllowed))}), found ${node}: choose another, or widen the cpuset.`,
    );
  if (found.memMB === 0)
    throw new RangeError(
      `Expected a NUMA node with memory (${list(nodes.filter(({ memMB }) => memMB !== 0))}), found ${node}: choose another.`,
    );
}

/** Places fresh memory, whole; what did not go as asked is added to `notes`. */
async function place(
  buffer: SharedArrayBuffer,
  node: number,
  topology: Topology,
  calls: MemoryCalls | string,
  notes: (string | null)[],
): Promise<PlacedMemory['method']> {
  const bound = bind(buffer, node, calls, notes);
  const cpu = touchingCpu(topology, node);
  if (!bound && cpu === null) {
    notes.push(
      topology.numa.length === 0
        ? 'This system does not tell which CPUs belong to which NUMA node, so no thread touched the memory.'
        : `Node ${node} has no CPU that this process may use, so no thread there could touch the memory.`,
    );
    return 'untouched';
  }
  await warmThreadPool();
  const pinning = await touchOn(buffer, cpu, !bound);
  if (bound) return 'mbind';
  notes.push(pinning?.reason ?? null);
  if (!pinning?.pinned) return 'untouched';
  notes.push(`A thread on CPU ${cpu} touched the memory first instead.`);
  return 'first-touch';
}

/** Tells the kernel to take the pages from this node alone, or, if it refuses that, from there if it can. */
function bind(buffer: SharedArrayBuffer, node: number, calls: MemoryCalls | string, notes: (string | null)[]): boolean {
  if (typeof calls === 'string') return false;
  const nodes = new BigUint64Array(Math.max(MIN_MASK_WORDS, (node >> 6) + 1));
  nodes[node >> 6] = 1n << BigInt(node & 63);
  const address = calls.address(new Uint8Array(buffer));
  const refused = calls.bind(address, buffer.byteLength, MPOL_BIND, nodes);
  if (refused === 0) return true;
  notes.push(refusal('mbind', refused));
  if (calls.bind(address, buffer.byteLength, MPOL_PREFERRED, nodes) !== 0) return false;
  notes.push(`It accepted node ${node} as the preferred one.`);
  return true;
}

/** Lets a thread on `cpu` (`null`: anywhere) touch the memory; with `mustBeThere` only if it could be pinned. */
function touchOn(buffer: SharedArrayBuffer, cpu: number | null, mustBeThere: boolean): Promise<PinOutcome | null> {
  return new Promise((resolve, reject) => {
    // Without the main thread's options: the worker needs no loader for TypeScript but Node's own.
    const worker = new Worker(TOUCH_WORKER, { workerData: { buffer, cpu, mustBeThere }, execArgv: [] });
    let outcome: PinOutcome | null = null;
    worker.once('message', (posted) => {
      outcome = posted;
    });
    worker.once('error', reject);
    worker.once('exit', () => resolve(outcome)); // gone: no pinned thread is left behind
  });
}
