/**
 * Flat combining: each thread publishes its addition, and whoever gets the lock makes all of them. The count then stays in one
 * CPU's cache for a whole round.
 *
 * Source: Hendler, Incze, Shavit & Tzafrir, "Flat combining and the synchronization-parallelism tradeoff", SPAA 2010.
 * Differs: the publication list is an array with a record for each thread, so that records need no enqueuing and no ageing; a
 * combiner goes through it once.
 *
 * Words (each group on a line of its own):
 *   LOCK     FREE 0, HELD 1: the combiner is at work
 *   COUNT    the sum of all additions; written by the combiner
 *   THREADS  number of records; constant after init
 *   NAP      always 0: something to sleep on; on the line of THREADS
 *   RECORDS… one for each thread, a line each:
 *     REQUEST  NONE 0: made, or never asked for · PENDING 1: AMOUNT is to be added. The thread sets PENDING, the combiner NONE
 *     AMOUNT   written by the thread while NONE, read by the combiner while PENDING
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one.
 * Misuse: two threads with one number lose additions; a number that is too large writes behind the structure.
 * Progress: blocking; a combiner that is descheduled holds up everybody. Fairness: a round serves each record at most once, so a
 * thread that is pending is served by the next round that begins.
 * Nobody waits for ever: a request that the round under way has passed stays PENDING, its thread finds the lock free afterwards and
 * combines itself.
 * Wrap: the count is modulo 2^32; compare counts by difference.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { relax, STAY_CLOSE } from '../backoff.ts';
import { LINE_WORDS } from '../layout.ts';

const LOCK: i32 = 0;
const COUNT: i32 = LINE_WORDS;
const THREADS: i32 = 2 * LINE_WORDS;
const NAP: i32 = 2 * LINE_WORDS + 1;
const RECORDS: i32 = 3 * LINE_WORDS;

/** Within a record. */
const REQUEST: i32 = 0;
const AMOUNT: i32 = 1;

const FREE: i32 = 0;
const HELD: i32 = 1;
const NONE: i32 = 0;
const PENDING: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

export function add(words: Words, self: i32, amount: i32): i32 {
  const mine = recordOf(self);
  words[mine + AMOUNT] = amount; // plain: the request is NONE, so no combiner looks
  // [release] publishes AMOUNT; pairs with combine's [acquire] load of REQUEST.
  Atomics.store(words, mine + REQUEST, PENDING);
  let failed: i32 = 0;
  let paused: i32 = 0;
  // Ends when a combiner has served the request, this thread or another; a lost exchange means that another one is at work.
  // [acquire] AMOUNT may be written again; pairs with combine's [release] store of REQUEST.
  while (Atomics.load(words, mine + REQUEST) === PENDING) {
    // [relaxed] a look before the exchange, so that waiting threads share the line.
    if (Atomics.load(words, LOCK) === FREE) {
      if (tryCombine(words)) return failed;
      failed = (failed + 1) | 0;
    }
    paused = relax(words, NAP, paused, STAY_CLOSE);
  }
  return failed;
}

function recordOf(self: i32): i32 {
  return (RECORDS + Math.imul(self, LINE_WORDS)) | 0;
}

/** Make every addition that is asked for, the caller's among them. `false`: another thread is at it. */
function tryCombine(words: Words): boolean {
  // Success: the lock was free and is now this thread's. [acquire] sees COUNT; pairs with the [release] store of FREE below.
  if (Atomics.compareExchange(words, LOCK, FREE, HELD) !== FREE) return false;
  const threads = words[THREADS]; // plain: constant after init
  // Ends with the last thread's record.
  for (let self: i32 = 0; self < threads; self++) combine(words, recordOf(self));
  Atomics.store(words, LOCK, FREE); // [release] publishes COUNT; pairs with the [acquire] exchange above
  return true;
}

function combine(words: Words, record: i32): void {
  // [acquire] sees AMOUNT; pairs with add's [release] store of REQUEST.
  if (Atomics.load(words, record + REQUEST) !== PENDING) return;
  const amount = words[record + AMOUNT]; // plain: PENDING, so its thread waits
  // LP of the addition. [relaxed] only the combiner writes COUNT; atomic for readers, who take no lock. plain: the combiner's own.
  Atomics.store(words, COUNT, (words[COUNT] + amount) | 0);
  Atomics.store(words, record + REQUEST, NONE); // [release] the record is its thread's again; pairs with add's [acquire] load
}

export function read(words: Words): i32 {
  // LP. [relaxed] pairs with nothing: the count publishes no other data.
  return Atomics.load(words, COUNT);
}

export default {
  kind: 'counter',
  name: 'combining',
  title: 'Flat combining',
  family: 'one at a time',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'blocking',
  useWhen: 'an update is long enough to be worth handing over; to see the technique, as an addition hardly is',
  restrictions: [
    'each number belongs to one thread',
    'a combiner that is descheduled holds up everybody',
    'a round looks at the records of all threads, busy or not',
  ],
  sources: [
    {
      who: 'Hendler, Incze, Shavit & Tzafrir',
      year: 2010,
      what: 'Flat combining and the synchronization-parallelism tradeoff, SPAA',
      url: 'https://doi.org/10.1145/1810479.1810540',
    },
  ],
  layout: { LOCK, COUNT, THREADS, NAP, RECORDS },
  freeRunning: ['COUNT'],
  sizeWords: (threads) => RECORDS + threads * LINE_WORDS,
  init,
  add,
  read,
} satisfies CounterSpec;
