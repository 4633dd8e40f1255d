/**
 * The words through which a crew is directed and reports. In the kernel dialect: scenario loops import them too.
 *
 * Control (one region, shared by all): each word that different threads write lies on a line of its own.
 *   STOP       0 run, 1 stop: written by the main thread, polled by loops once per some hundred operations
 *   TRIAL      number of the trial to run, GO_HOME at the end; written by the main thread, threads park on it
 *   ARRIVED    threads at the start line of this trial
 *   STARTED    number of the trial that may start; written by the last to arrive
 *   PRODUCING  producers that have not finished; consumers drain until it is 0 and nothing is left
 *   FINISHED   threads that have written their outcome
 *   EVENT      two words of an eventcount (src/atomics/eventcount.ts), for scenarios whose threads may park
 *   GATHERED   number of the trial in which all threads take part by now, and since when (src/crew/gather.ts)
 *   GUARDED    a line of words that the subject protects: plain data of the critical section
 *   HOME       byte offset of the subject's words in this trial, where threads have been told to move (GO_TO)
 *
 * Own words (one region a thread, written by it alone, but for GO_TO): see below.
 */
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32 } from '../contract.ts';

export const STOP: i32 = 0;
export const TRIAL: i32 = LINE_WORDS;
/** TRIAL's last value. */
export const GO_HOME: i32 = -1;
export const ARRIVED: i32 = 2 * LINE_WORDS;
export const STARTED: i32 = 3 * LINE_WORDS;
export const PRODUCING: i32 = 4 * LINE_WORDS;
export const FINISHED: i32 = 5 * LINE_WORDS;
export const EVENT: i32 = 6 * LINE_WORDS;
export const GUARDED: i32 = 7 * LINE_WORDS;
export const GATHERED: i32 = 8 * LINE_WORDS;
export const GATHERED_NS: i32 = GATHERED + 1;
export const HOME: i32 = 9 * LINE_WORDS;
export const CONTROL_WORDS: i32 = 10 * LINE_WORDS;

/** Parameters of the scenario, written once before the first trial: PARAM … PARAM + 15. */
export const PARAM: i32 = 0;

/** Outcome of the trial, zeroed before it: see ThreadOutcome in contract.ts. */
export const OPS: i32 = 16;
export const ERRORS: i32 = 17;
export const FAILED_TRIES: i32 = 18;
export const SUM: i32 = 19;
export const ITEMS: i32 = 20;
export const SAMPLES_TAKEN: i32 = 21;
/** Nanoseconds from the role's start to its first operation that counts: it waited for the others to take part. */
export const LATE_NS: i32 = 22;

/** Written by the main thread before a trial: 1 + the CPU to move to, with fresh words at HOME; 0: stay. */
export const GO_TO: i32 = 29;

/** Always 0: a word of the thread's own to nap on (src/atomics/backoff.ts). */
export const NAP: i32 = 30;

/** How far the thread has come: 2 · trial - 1 at the start line of a trial, 2 · trial behind its finish. */
export const STAGE: i32 = 31;

/** Room for the thread's own use: items to push and popped items, a scenario's private state. */
export const SCRATCH: i32 = 2 * LINE_WORDS;
export const SCRATCH_WORDS: i32 = 4096;

/** Latency samples in nanoseconds, oldest overwritten first. A power of two. */
export const SAMPLES: i32 = SCRATCH + SCRATCH_WORDS;
export const SAMPLES_CAPACITY: i32 = 32768;
export const OWN_WORDS: i32 = SAMPLES + SAMPLES_CAPACITY;

/** Items between two looks at STOP, less 1: a look is then well below one per cent of what is measured. A failed try looks, too. */
export const LOOK_MASK: i32 = 255;
