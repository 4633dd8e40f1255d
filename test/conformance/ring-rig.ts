/** One ring at a time, in one thread, between canaries: what the ring conformance tests stand on. */
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend, RingSpec, Words } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';

/** A ring's functions in one back end; words must view the rig's memory. */
export type RingFunctions = Pick<RingSpec, 'init' | 'tryPush' | 'tryPop' | 'pushMany' | 'popMany' | 'size' | 'flush'>;

export interface Rig extends RingFunctions {
  readonly spec: RingSpec;
  /** The ring, followed by a line of canaries that it must leave alone. */
  readonly words: Words;
  /** Words of the caller for items going in and coming out: private ones in JavaScript, in the kernel's memory else. */
  readonly items: Words;
  /** Throws unless the lines before and after the ring are as they were. */
  checkCanaries(): void;
}

export const CANARY = 0x5ca1ab1e;
const ITEMS_WORDS = 1024;
const RING_WORDS = 4096;
const PAGE_WORDS = 16_384;

/** Sets a ring up; the one before is gone. */
export type OpenRing = (capacitySlots: number, consumers?: number, start?: number) => Rig;

/**
 * Prepare fresh rings of one subject in one back end.
 *
 * Counters named `freeRunning` begin at `start`, a multiple of the capacity: they are set before `init`, which leaves
 * them alone or begins there.
 */
export async function createRig(found: FoundSubject<RingSpec>, backend: Backend): Promise<OpenRing> {
  const { spec } = found;
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const functions = (await bindSubject(found, backend, memory)) as unknown as RingFunctions;
  const all = new Int32Array(memory.buffer, PAGE_WORDS * 4);
  const items = backend === 'js' ? new Int32Array(ITEMS_WORDS) : all.subarray(RING_WORDS, RING_WORDS + ITEMS_WORDS);

  return (capacitySlots, consumers = 1, start = 0) => {
    const sizeWords = spec.sizeWords(capacitySlots, consumers);
    const words = all.subarray(LINE_WORDS, LINE_WORDS + sizeWords + LINE_WORDS);
    all.fill(CANARY);
    words.fill(0, 0, sizeWords);
    for (const name of spec.freeRunning) words[spec.layout[name]] = start;
    functions.init(words, capacitySlots, consumers);
    const ends = ['producer', 'consumer'] as const;
    for (const { connection } of spec.peer?.connect({ capacitySlots }, ends) ?? [])
      spec.peer?.attach(words, connection);
    const { init, tryPush, tryPop, pushMany, popMany, size, flush } = functions;
    return {
      ...{ spec, words, items, init, tryPush, tryPop, pushMany, popMany, size, flush },
      checkCanaries() {
        const before = all.subarray(0, LINE_WORDS);
        const after = words.subarray(sizeWords);
        if (![...before, ...after].every((word) => word === CANARY))
          throw new Error(`${spec.name} wrote outside its ${sizeWords} words: correct sizeWords or the offsets.`);
      },
    };
  };
}
