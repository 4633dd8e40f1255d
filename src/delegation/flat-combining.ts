/**
 * Flat combining: each thread publishes what it wants done, and whoever gets the lock does it for all. The object then stays in one
 * CPU's cache for a whole session.
 *
 * Source: Hendler, Incze, Shavit & Tzafrir, "Flat combining and the synchronization-parallelism tradeoff", SPAA 2010.
 * Differs: the publication list is an array with a record for each thread, so that records need no enqueuing and no ageing; a combiner
 * goes on as long as a pass finds more than one request, PASSES times at most; naps after some 100 µs.
 *
 * Words (each group on a line of its own):
 *   LOCK     FREE 0, HELD 1: a combiner is at work
 *   THREADS  number of records; constant after init, as the next
 *   PASSES   times that a combiner goes through the records, at most
 *   NAP      always 0: something to sleep on; on the line of THREADS
 *   OBJECT…  the object, see _object.ts; the combiner's
 *   RECORDS… one for each thread, a line each:
 *     REQUEST  the operation that the thread wants run, or 0: none. The thread sets it, the combiner clears it
 *     VALUE    the operation's argument, then in its place the result; the thread's while REQUEST is 0, the combiner's while it is not
 *
 * Line transfers of an operation: its record to the combiner and back. The result lies on the record's line, which the combiner owns
 * anyway, as it clears REQUEST. LOCK and the object move only when another thread becomes the combiner.
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Misuse: two threads with one number lose operations; a number that is too large writes behind the structure.
 * Progress: blocking; a combiner that is descheduled holds up everybody. Fairness: a pass serves each record once at most, so a thread
 * that has asked is served by the next pass that begins.
 * Nobody waits for ever: a request that the last pass has gone by stays, its thread finds the lock free afterwards and combines itself.
 * Reuse and ABA: REQUEST is set by its thread only, once for each operation, and by nobody before it has been cleared.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../contract.ts';
import { COUNT, NO_OPERATION, OBJECT_WORDS, run } from './_object.ts';

const LOCK: i32 = 0;
const THREADS: i32 = LINE_WORDS;
const PASSES: i32 = LINE_WORDS + 1;
const NAP: i32 = LINE_WORDS + 2;
const OBJECT: i32 = 2 * LINE_WORDS;
const RECORDS: i32 = OBJECT + OBJECT_WORDS;

/** Within a record. */
const REQUEST: i32 = 0;
const VALUE: i32 = 1;

const FREE: i32 = 0;
const HELD: i32 = 1;

/**
 * Enough that those who ask again at once are served in the same session; few, as the combiner's own caller waits meanwhile.
 */
const DEFAULT_PASSES: i32 = 8;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
  words[PASSES] = DEFAULT_PASSES; // plain: not shared yet
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  const mine = recordOf(self);
  words[mine + VALUE] = argument; // plain: the request is none, so no combiner looks
  // [release] publishes VALUE; pairs with serveRecord's [acquire] load.
  Atomics.store(words, mine + REQUEST, operation);
  let paused: i32 = 0;
  // Ends when a combiner has served the request: this thread, which serves all there are, or another.
  // [acquire] sees the result; pairs with serveRecord's [release] store.
  while (Atomics.load(words, mine + REQUEST) !== NO_OPERATION) {
    if (!tryCombine(words)) paused = relax(words, NAP, paused, STAY_CLOSE);
  }
  return words[mine + VALUE]; // plain: the request is none, the record is this thread's again
}

function recordOf(self: i32): i32 {
  return (RECORDS + Math.imul(self, LINE_WORDS)) | 0;
}

/** Run every operation that is asked for, the caller's among them. `false`: another thread is at it. */
function tryCombine(words: Words): boolean {
  // [relaxed] a look before the exchange, so that waiting threads share the line.
  if (Atomics.load(words, LOCK) !== FREE) return false;
  // Success: the lock was free and is now this thread's. [acquire] sees the object; pairs with the [release] store of FREE below.
  if (Atomics.compareExchange(words, LOCK, FREE, HELD) !== FREE) return false;
  let passes = words[PASSES]; // plain: constant after init
  // Ends with the last pass, or the first that finds one request or none: others hardly come fast enough to be worth another.
  while (passes > 0) passes = serveAll(words) > 1 ? (passes - 1) | 0 : 0;
  Atomics.store(words, LOCK, FREE); // [release] publishes the object; pairs with the [acquire] exchange above
  return true;
}

/** One pass. Returns how many operations it has run. */
function serveAll(words: Words): i32 {
  const threads = words[THREADS]; // plain: constant after init
  let served: i32 = 0;
  // Ends with the last thread's record.
  for (let self: i32 = 0; self < threads; self++) served = (served + serveRecord(words, recordOf(self))) | 0;
  return served;
}

function serveRecord(words: Words, record: i32): i32 {
  const operation = Atomics.load(words, record + REQUEST); // [acquire] sees VALUE; pairs with execute's [release] store
  if (operation === NO_OPERATION) return 0;
  // LP in `run`. plain: there is a request, so the record is the combiner's, and so is the object.
  words[record + VALUE] = run(words, OBJECT, operation, words[record + VALUE]);
  // [release] publishes the result; pairs with execute's [acquire] load.
  Atomics.store(words, record + REQUEST, NO_OPERATION);
  return 1;
}

export default {
  kind: 'delegation',
  name: 'flat-combining',
  title: 'Flat combining',
  family: 'combining',
  runs: 'one-of-the-callers',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'several threads want short operations of one object at once, and no thread can be spared to serve them',
  restrictions: [
    'each number belongs to one thread',
    'a combiner works for others while its own caller waits',
    'a combiner that is descheduled holds up everybody',
    'a pass looks at the records of all threads, busy or not',
  ],
  sources: [
    {
      who: 'Hendler, Incze, Shavit & Tzafrir',
      year: 2010,
      what: 'Flat combining and the synchronization-parallelism tradeoff, SPAA',
      url: 'https://doi.org/10.1145/1810479.1810540',
    },
  ],
  layout: { LOCK, THREADS, PASSES, NAP, OBJECT, COUNT: OBJECT + COUNT, RECORDS },
  freeRunning: ['COUNT'],
  tunables: {
    passes: {
      word: PASSES,
      default: DEFAULT_PASSES,
      min: 1,
      max: 1000000,
      what: 'passes of a combiner over the records, at most',
    },
  },
  sizeWords: (threads) => RECORDS + threads * LINE_WORDS,
  init,
  execute,
} satisfies DelegationSpec;
