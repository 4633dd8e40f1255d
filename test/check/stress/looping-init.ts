/** A ring that never gets ready: its `init` goes round in a loop. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { i32, RingSpec, Words } from '../../../src/contract.ts';
import early from './early-ring.ts';

export { flush, popMany, pushMany, size, tryPop, tryPush } from './early-ring.ts';

/** Where the other rings keep their mask. */
const READY: i32 = 2 * LINE_WORDS;

export function init(words: Words, capacitySlots: i32, consumers: i32): void {
  // BROKEN: nobody else has the words, so nobody stores what it waits for
  while (Atomics.load(words, READY) === 0) {}
}

export default { ...early, name: 'looping-init', title: 'A ring that never gets ready', init } satisfies RingSpec;
