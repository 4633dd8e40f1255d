/**
 * The words through which the main thread and the threads of a stress round talk. In the kernel dialect: drivers import it in both
 * back ends.
 *
 * Control words (one region, shared by all threads of the round), each group on a line of its own:
 *   STOP       1: end soon. Written by the main thread when the time is up, and by a thread that has seen a violation
 *   ARRIVED    threads at the start line; CALLED_OFF or more: the round will not begin
 *   PRODUCING  producers that have not ended
 *   LAST       the last episode, round or turn, where all threads must agree on it; 0: not known yet
 *   SHARED     plain data that the subject is to order: SHARED … SHARED + SHARED_WORDS - 1
 *
 * Own words (one region a thread, written by it alone once the round has begun): see below.
 */
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { i32 } from '../../contract.ts';

export const STOP: i32 = 0;
export const ARRIVED: i32 = LINE_WORDS;
/** More threads than there can be. */
export const CALLED_OFF: i32 = 0x10000;
/** Always 0: the word beside ARRIVED that early threads nap on. */
export const ARRIVED_NAP: i32 = LINE_WORDS + 1;
export const PRODUCING: i32 = 2 * LINE_WORDS;
export const LAST: i32 = 3 * LINE_WORDS;
export const SHARED: i32 = 4 * LINE_WORDS;

/** No round has more threads: each may use two lines of SHARED. */
export const MOST_THREADS: i32 = 32;
export const SHARED_WORDS: i32 = 2 * LINE_WORDS * MOST_THREADS;
export const CONTROL_WORDS: i32 = SHARED + SHARED_WORDS;

/** State of the thread's draws (drivers/_draw.ts); never 0. */
export const SEED: i32 = 0;
/** Pauses between operations, and inside sections, at most: 0, or a power of two less 1. */
export const LINGER: i32 = 1;
/** Items of one call, at most: a power of two. 1: the functions for one item. */
export const BATCH: i32 = 2;
/** Where the subject's counters began. */
export const START: i32 = 3;
export const THREADS: i32 = 4;
/** 1: a producer's items must come one after the other; 0: in order, but others may have taken some. */
export const GAPLESS: i32 = 5;
/** One operation in so many (a power of two) reads rather than adds. */
export const READ_EVERY: i32 = 6;
/** 1: amounts are all 1; 0: of any size. */
export const ONES: i32 = 7;

/** Operations that have ended. The main thread looks at it to see who gets on. */
export const OPS: i32 = 16;
/** Operations, or items, that have begun: after the death of a thread between OPS and ASKED are done. */
export const ASKED: i32 = 17;
/** Wrapping sum of what went through. */
export const SUM: i32 = 18;
/** What the thread saw go wrong first: one of the codes below; 0: nothing. */
export const WRONG: i32 = 19;
export const EXPECTED: i32 = 20;
export const FOUND: i32 = 21;
/** Items that this thread put in, less those that it took out. */
export const INSIDE: i32 = 22;

/** Always 0: a word of the thread's own to nap on (src/atomics/backoff.ts). */
export const NAP: i32 = 31;

/** By producer: the number of the next item that a consumer may see. */
export const NEXT_OF: i32 = 2 * LINE_WORDS;
/** Producers of a ring, at most: an item is its number in the producer's sequence, then so many bits of the producer's number. */
export const PRODUCER_BITS: i32 = 3;
export const MOST_PRODUCERS: i32 = 8;
/** Items of one producer, at most. */
export const MOST_ITEMS: i32 = 0x0fffffff;

/** Items on their way in or out. */
export const SCRATCH: i32 = 4 * LINE_WORDS;
export const MOST_BATCH: i32 = 64;
export const OWN_WORDS: i32 = SCRATCH + MOST_BATCH + LINE_WORDS;

/** Codes for WRONG. */
export const OUT_OF_ORDER: i32 = 1;
export const WRONG_LENGTH: i32 = 2;
export const TORN: i32 = 3;
export const NOT_ALONE: i32 = 4;
export const TAKEN_OVER: i32 = 5;
/** An episode of a barrier was left, a turn of a signal passed, a wait for a count ended, before its time. */
export const LEFT_EARLY: i32 = 6;
export const REFUSED: i32 = 7;
export const PASSED_EARLY: i32 = 8;
export const WOKE_EARLY: i32 = 9;
