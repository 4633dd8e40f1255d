import type {
  BarrierSpec,
  ConditionSpec,
  CounterSpec,
  DelegationSpec,
  DequeSpec,
  EventcountSpec,
  i32,
  LatchSpec,
  LockSpec,
  MapSpec,
  OnceSpec,
  RecordRingSpec,
  RegisterSpec,
  RingSpec,
  RwLockSpec,
  SemaphoreSpec,
  StackSpec,
  SubjectSpec,
  Words,
} from './contract.ts';

/** A cache-line pair in bytes; regions begin and end on it, so that neighbours share no line. */
const LINE_BYTES = 128;
/** What WebAssembly memory grows by. */
const WASM_PAGE_BYTES = 65_536;

/** Regions on pages of their own begin at different lines of them: the same line of every page falls into one set of the cache. */
const STAGGER = 8;

/**
 * One block of shared memory, cut into regions of words, each on lines of its own.
 *
 * A shared WebAssembly.Memory serves both back ends: kernels address it, JavaScript views it. It is page-aligned (a plain
 * SharedArrayBuffer starts 16 bytes into a page, or inside the heap) and lazily backed: the thread that touches a page
 * first decides on which NUMA node it lies.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  /** Byte offsets of the regions, in the order given. */
  readonly offsets: readonly number[];

  /**
   * @param sizesWords - length of each region in words.
   * @param pageBytes - size of the system's pages, for regions that share none, so that each lies on its first user's NUMA node.
   *   Absent: regions share no cache line.
   * @throws RangeError where so much memory cannot be had: more than 4 GiB, or more than the system gives.
   */
  constructor(sizesWords: readonly number[], pageBytes?: number) {
    const offsets: number[] = [];
    let end = WASM_PAGE_BYTES; // the first page stays empty: a zero address in a kernel is a mistake, not a region
    for (const [i, sizeWords] of sizesWords.entries()) {
      const from = pageBytes === undefined ? end : roundUp(end, pageBytes) + (i % STAGGER) * 2 * LINE_BYTES;
      offsets.push(from);
      end = from + roundUp(sizeWords * 4, LINE_BYTES) + LINE_BYTES;
    }
    this.memory = allocateMemory(Math.ceil(end / WASM_PAGE_BYTES));
    this.offsets = offsets;
  }

  /** A view of `sizeWords` words that begin at a region's offset. */
  words(offset: number, sizeWords: number): Words {
    return new Int32Array(this.memory.buffer, offset, sizeWords);
  }
}

function allocateMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    const mebibytes = (pages * WASM_PAGE_BYTES) / 2 ** 20;
    throw new RangeError(
      `Expected ${mebibytes} MiB of shared memory, but they cannot be had (${(cause as Error).message}): ask for less.`,
      { cause },
    );
  }
}

function roundUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to;
}

/**
 * Shared words for one ring in a program of your own, set up and ready to be posted to workers.
 *
 * @param capacity - items of a ring (power of two, 2 to 2²⁸), bytes of a record ring (power of two, 64 to 2³⁰).
 * @param consumers - how many consumers there are; matters only for rings that deliver to all of them.
 * @throws RangeError "Expected a capacity that is a power of two from 2 to 268435456, found 100: …"; the same for consumers, from 1
 *   to 65536, and for memory that cannot be had.
 * @example const words = createRing(spscCached, 1024); // then worker.postMessage(words)
 */
export function createRing(spec: RingSpec | RecordRingSpec, capacity: i32, consumers: i32 = 1): Words {
  const [least, most] = spec.kind === 'ring' ? [2, spec.mostSlots ?? 2 ** 28] : [64, 2 ** 30];
  requirePowerOfTwo('capacity', capacity, least, most);
  requireThreads('consumers', consumers, 'say how many threads will pop');
  const sizeWords = spec.kind === 'ring' ? spec.sizeWords(capacity, consumers) : spec.sizeWords(capacity);
  const words = allocate(sizeWords);
  if (spec.kind === 'ring') spec.init(words, capacity, consumers);
  else spec.init(words, capacity);
  return withTunables(spec, words);
}

/** No machine runs more threads than this on one structure; a larger number is a mistake. */
const MOST_THREADS = 65_536;

type ForThreads = LockSpec | RwLockSpec | CounterSpec | BarrierSpec | EventcountSpec | DelegationSpec;
type ForItems = StackSpec | DequeSpec | MapSpec;
type ForCount = SemaphoreSpec | LatchSpec;
type ForNothing = ConditionSpec | OnceSpec;
type Shareable = ForThreads | RegisterSpec | ForItems | ForCount | ForNothing;

type Check = (size: number) => void;

const threads: Check = (size) => requireThreads('threads', size, 'say how many threads will use it');
const whole =
  (name: string, least: number, most: number): Check =>
  (size) => {
    if (Number.isInteger(size) && size >= least && size <= most) return;
    throw new RangeError(`Expected ${name} to be a whole number from ${least} to ${most}, found ${size}: correct it.`);
  };
const capacity =
  (most: number): Check =>
  (size) =>
    requirePowerOfTwo('capacity', size, 2, most);

/** What each kind's sizes must be, in the order of its `sizeWords`. */
const CHECKS: Readonly<Record<Shareable['kind'], readonly Check[]>> = {
  lock: [threads],
  rwlock: [threads],
  counter: [threads],
  barrier: [threads],
  eventcount: [threads],
  delegation: [threads],
  register: [threads, whole('valueWords', 1, 1024)],
  stack: [whole('capacity', 1, 2 ** 16 - 2), threads],
  deque: [capacity(2 ** 28), threads],
  map: [capacity(2 ** 26), threads],
  semaphore: [whole('permits', 0, 2 ** 30)],
  latch: [whole('count', 0, 2 ** 30)],
  condition: [],
  once: [],
};

/**
 * Shared words for anything but a ring in a program of your own, set up and ready to be posted to workers.
 *
 * @param sizes - what the kind's `sizeWords` takes: how many threads will use it (each passes a number of its own, from 0, as `self`);
 *   for a register, the words of its value besides; for a stack, a deque or a map its capacity, then the threads; for a semaphore its
 *   permits, for a latch its count.
 * @throws RangeError "Expected threads to be a whole number from 1 to 65536, found 0: …"; the same for other sizes, and for memory that
 *   cannot be had.
 * @example const words = createShared(futex, 4); // then worker.postMessage({ words, self })
 */
export function createShared(spec: ForThreads, threads: i32): Words;
export function createShared(spec: RegisterSpec, threads: i32, valueWords: i32): Words;
export function createShared(spec: ForItems, capacity: i32, threads: i32): Words;
export function createShared(spec: ForCount, count: i32): Words;
export function createShared(spec: ForNothing): Words;
export function createShared(spec: Shareable, ...sizes: i32[]): Words {
  const checks = CHECKS[spec.kind];
  for (const [nth, check] of checks.entries()) check(sizes[nth]);
  const { sizeWords, init } = spec as {
    sizeWords(...sizes: i32[]): i32;
    init?(words: Words, ...sizes: i32[]): void;
  };
  const words = allocate(sizeWords(...sizes));
  init?.(words, ...sizes);
  return withTunables(spec, words);
}

function requireThreads(name: string, count: number, cure: string): void {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_THREADS) return;
  throw new RangeError(`Expected ${name} to be a whole number from 1 to ${MOST_THREADS}, found ${count}: ${cure}.`);
}

function allocate(sizeWords: number): Words {
  const arena = new Arena([sizeWords]);
  return arena.words(arena.offsets[0], sizeWords);
}

function withTunables({ tunables = {} }: SubjectSpec, words: Words): Words {
  for (const tunable of Object.values(tunables)) words[tunable.word] = tunable.default; // plain: not shared yet
  return words;
}

/** @throws RangeError when `value` is not a power of two in [least, most]. */
export function requirePowerOfTwo(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most && (value & (value - 1)) === 0) return;
  const near = 2 ** Math.round(Math.log2(Math.min(Math.max(value || least, least), most)));
  throw new RangeError(
    `Expected a ${name} that is a power of two from ${least} to ${most}, found ${value}: use ${near}, for example.`,
  );
}
