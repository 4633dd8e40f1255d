/**
 * Array lock: draw a place in a ring of flags, and wait for the flag of that place. Each waiting thread looks at a line of its
 * own, so that unlock disturbs only the next.
 *
 * Source: Anderson, "The performance of spin lock alternatives for shared-memory multiprocessors", IEEE TPDS 1(1), 1990;
 * Mellor-Crummey & Scott 1991, figure 3. Differs: the ring is a power of two, so that NEXT may wrap; a thread's place is kept
 * for it; naps after some 100 µs.
 *
 * Words (each group on a line of its own):
 *   NEXT    the next ticket to draw; written by whoever comes. Ticket t waits at slot t & MASK
 *   MASK    slots - 1; constant after init
 *   NAP     always 0: something to sleep on; on the line of MASK
 *   SLOTS…  a line for each slot, a power of two of them and no fewer than threads: CLOSED 0, OPEN 1. Opened by the thread before,
 *           closed by the thread that went in by it; at most one is open
 *   then    a line for each thread, its own: OUTSIDE 0, or 1 + the slot it waits at or went in by
 *
 * Thread contract: `self` is the caller's own number, below the `threads` of init. Not reentrant.
 * Misuse: locking twice is refused, and so is unlocking by a thread that does not hold the lock.
 * Progress: blocking. Fairness: FIFO by tickets.
 * Wrap: slots divide 2^32, so NEXT wraps between slots in order. Reuse: slot s belongs to ticket t until ticket t + slots is
 * drawn. By then some thread has drawn two of these slots + 1 tickets, and left between them; it left after ticket t had gone
 * in, and closed the slot. ABA: tryLock would be mistaken only if exactly 2^32 tickets were drawn between its look and its
 * compare-and-swap.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { i32, LockSpec, Words } from '../contract.ts';

const NEXT: i32 = 0;
const MASK: i32 = LINE_WORDS;
const NAP: i32 = LINE_WORDS + 1;
const SLOTS: i32 = 2 * LINE_WORDS;

const CLOSED: i32 = 0;
const OPEN: i32 = 1;
const OUTSIDE: i32 = 0;

export function init(words: Words, threads: i32): void {
  words[MASK] = (slotsFor(threads) - 1) | 0; // plain: not shared yet, as all words here
  words[SLOTS] = OPEN;
}

function slotsFor(threads: i32): i32 {
  let slots: i32 = 1;
  while (slots < threads) slots = slots << 1; // ends at the first power of two that suffices
  return slots;
}

function slotAt(slot: i32): i32 {
  return (SLOTS + Math.imul(slot, LINE_WORDS)) | 0;
}

/** The caller's own line: behind the slots. */
function placeOf(mask: i32, self: i32): i32 {
  return slotAt((mask + 1 + self) | 0);
}

export function lock(words: Words, self: i32): i32 {
  const mask = words[MASK]; // plain: constant after init
  const place = placeOf(mask, self);
  if (words[place] !== OUTSIDE) return -1; // plain: this thread's own
  // [acq-rel] with the ticket comes a slot that its last user has closed; pairs with every earlier add.
  const slot = Atomics.add(words, NEXT, 1) & mask;
  words[place] = (slot + 1) | 0; // plain: this thread's own
  const at = slotAt(slot);
  let paused: i32 = 0;
  // LP. [acquire] sees what the last holder wrote; pairs with unlock's [release] store of the slot.
  // Ends when all threads with earlier tickets have left.
  while (Atomics.load(words, at) !== OPEN) paused = relax(words, NAP, paused, STAY_CLOSE);
  // [relaxed] nobody waits here before the ticket a ring later, which comes after this (Reuse, above); atomic, as a tryLock that
  // has seen our ticket still undrawn may look meanwhile: its compare-and-swap of NEXT then fails.
  Atomics.store(words, at, CLOSED);
  return 0;
}

export function unlock(words: Words, self: i32): boolean {
  const mask = words[MASK]; // plain: constant after init
  const place = placeOf(mask, self);
  const next = words[place]; // plain: this thread's own
  if (next === OUTSIDE) return false;
  words[place] = OUTSIDE; // plain: this thread's own
  // LP. [release] publishes what the holder wrote; pairs with lock's and tryLock's [acquire] load of the slot.
  Atomics.store(words, slotAt(next & mask), OPEN);
  return true;
}

export function tryLock(words: Words, self: i32): boolean {
  const mask = words[MASK]; // plain: constant after init
  const ticket = Atomics.load(words, NEXT); // [acquire] as lock's add: a look at the slot must not see an earlier use of it
  const slot = ticket & mask;
  const at = slotAt(slot);
  // [acquire] sees what the last holder wrote; pairs with unlock's [release] store of the slot. CLOSED: somebody has been inside
  // since the look at NEXT, and that is the LP.
  if (Atomics.load(words, at) !== OPEN) return false;
  // LP. [release] pairs with lock's add; success: nobody has drawn `ticket`, so its slot is open still.
  if (Atomics.compareExchange(words, NEXT, ticket, (ticket + 1) | 0) !== ticket) return false;
  Atomics.store(words, at, CLOSED); // [relaxed] as in lock
  words[placeOf(mask, self)] = (slot + 1) | 0; // plain: this thread's own
  return true;
}

export default {
  kind: 'lock',
  name: 'anderson',
  title: "Anderson's array lock",
  family: 'queue',
  fairness: 'fifo',
  waiting: 'spin',
  sharedBy: 'many',
  detects: 'owner',
  progress: 'blocking',
  useWhen: 'many threads want the lock at once, each has a CPU, and their number is known',
  restrictions: ['two lines per thread, or three', 'a thread without a CPU holds up everybody behind it'],
  sources: [
    {
      who: 'Anderson',
      year: 1990,
      what: 'The performance of spin lock alternatives for shared-memory multiprocessors',
      url: 'https://doi.org/10.1109/71.80120',
    },
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors',
      url: 'https://doi.org/10.1145/103727.103729',
    },
  ],
  layout: { NEXT, MASK, NAP, SLOTS },
  freeRunning: [],
  sizeWords: (threads) => placeOf(slotsFor(threads) - 1, threads),
  init,
  lock,
  unlock,
  tryLock,
} satisfies LockSpec;
