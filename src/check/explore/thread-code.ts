/**
 * What the compiler hands to the machine: a thread as a resumable function over its own slots in one Int32Array.
 *
 * The state of a whole program is that one array: shared memory first, then the slots of each thread. Saving a state is copying
 * it; there are no closures and no generators.
 */

/** What a thread's next step is. */
export const OP = {
  /** The thread has ended. */
  DONE: 0,
  /** An operation has returned; its result is in SLOT.A. Not a step: the machine notes it and calls `advance` again. */
  RETURNED: 1,
  /** The code did what no interleaving may: SLOT.A says what (FAULT). */
  FAULT: 2,
  /** Plain accesses: A is the value to write. */
  READ: 3,
  WRITE: 4,
  /** Atomics: A is the operand; COMPARE_EXCHANGE: A expected, B replacement. */
  LOAD: 5,
  STORE: 6,
  ADD: 7,
  SUB: 8,
  AND: 9,
  OR: 10,
  XOR: 11,
  EXCHANGE: 12,
  COMPARE_EXCHANGE: 13,
  /** A: expected, B: timeout in µs, or -1: none. Result: WOKEN 0, CHANGED 1, TIMED_OUT 2. */
  WAIT: 14,
  /** A: how many at most. Result: how many. */
  NOTIFY: 15,
  /** A spin hint. No address. */
  PAUSE: 16,
  /** Reads the clock. No address. */
  NOW: 17,
} as const;

/** Slots of a thread, from its base: the header. The compiler's own slots begin at SLOT.FIRST. */
export const SLOT = {
  /** Where `advance` goes on; 0: at the beginning. */
  PC: 0,
  /** OP of the next step. */
  OP: 1,
  /** Index into the array of the word that it accesses. */
  AT: 2,
  A: 3,
  B: 4,
  /** Index into ThreadCode.sites. */
  SITE: 5,
  /** Written by the machine before it calls `advance`: what the step yielded. `advance` leaves 0. */
  RESULT: 6,
  /** Index of the operation that the next step belongs to (of the operation that has returned, at RETURNED). */
  CALL: 7,
  FIRST: 8,
} as const;

/** What SLOT.A says at OP.FAULT. */
export const FAULT = {
  /** SLOT.B is the index that was used. */
  OUT_OF_RANGE: 1,
  /** The same in the thread's own words. */
  OUT_OF_RANGE_PRIVATE: 2,
  /** A loop without a step does not end. */
  ENDLESS: 3,
  /** A function calls itself deeper than the explorer follows. */
  TOO_DEEP: 4,
} as const;

/** Where in the source a step is. Lines and columns from 1, of the shipped TypeScript file. */
export interface Site {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** The access as it is written: `Atomics.load(words, TAIL)`. */
  readonly text: string;
  /** The functions that it is in, outermost (the driver's) first. */
  readonly functions: readonly string[];
  /** Region accessed, where the step accesses one. */
  readonly region?: string;
  /** A read that is marked `[racy: NAME]`: it may race, and whatever it sees will do. */
  readonly racy?: boolean;
}

export interface ThreadCode {
  /** Slots of this thread, header included. All zero: it has not begun. */
  readonly slots: number;
  readonly sites: readonly Site[];
  /**
   * Run what touches no shared word, from where the thread stands to its next step, whose operation, address and operands it
   * leaves in the header. The first call runs to the first step. Slots whose values no longer matter are zeroed, so that states that
   * differ only there are one.
   */
  advance(state: Int32Array, base: number): void;
}

/** Where a region's words lie in the state. */
export interface Placed {
  readonly at: number;
  readonly length: number;
}
