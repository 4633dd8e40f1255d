/**
 * A condition that holders of a lock wait for: a sequence number that every notification moves, read while the lock is still held.
 *
 * Source: Birrell, Guttag, Horning & Levin, "Synchronization primitives for a multiprocessor: a formal specification", SOSP 1987:
 * Wait reads an eventcount, leaves the lock, and blocks if the eventcount has not moved. musl's pthread_cond_timedwait between
 * processes does the same with a futex. Differs: the two halves of waiting are two functions, so that any lock fits in between;
 * who waits spins before it sleeps.
 *
 *   who waits:     lock; while (!isTrue) { seen = prepareWait(…); unlock; awaitNotified(…, seen); lock; } …; unlock
 *   who notifies:  lock; make it true; unlock; notifyOne(…) or notifyAll(…), which may stand before `unlock`, too
 *
 * Words (each on a line of its own):
 *   SEQUENCE  free-running: notifications; written by whoever notifies; waiting threads sleep on it
 *   WAITERS   threads that sleep, or are about to, or have just been woken; written by each of them
 *   SPINS     looks before a thread sleeps; constant after init
 *
 * Thread contract: any thread waits, any thread notifies; `self` is not used. What threads wait for changes under the lock only.
 * A wait that has been prepared need not be begun.
 * Misuse: reading the sequence when the lock is gone, or taking what is returned for the condition itself.
 * Progress: a notification is wait-free but for the wake-up, which takes the engine's lock; `awaitNotified` waits.
 * Fairness: who has slept longest is woken first, but whoever runs may lock before it.
 * No lost wake-up: while the lock is held nobody can make the condition true. So whoever does it later notifies after `prepareWait`
 * has read SEQUENCE, which has then moved. Then (Dekker) a waiter counts itself in WAITERS before `park` compares SEQUENCE; a
 * notification moves SEQUENCE before it looks at WAITERS. All four are sequentially consistent: the waiter does not sleep, or
 * it is woken. `notifyOne` may wake somebody who has begun to wait after it, as it moves first and wakes later; but not instead
 * of one who was asleep: the engine wakes in the order in which threads fell asleep.
 * Wrap: SEQUENCE is compared for equality: exactly 2^32 notifications between a thread's `prepareWait` and its sleep would be missed.
 */
import type { ConditionSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';
import { park, wake } from '../wait.ts';

const SEQUENCE: i32 = 0;
const WAITERS: i32 = LINE_WORDS;
const SPINS: i32 = 2 * LINE_WORDS;

/** Looks before a thread sleeps: as for an eventcount (src/atomics/eventcounts/spin-then-park.ts), about 10 µs. */
const SPIN_LOOKS: i32 = 200;

const EVERYBODY: i32 = 0x7fffffff;

export function init(words: Words): void {
  words[SPINS] = SPIN_LOOKS; // plain: not shared yet
}

export function prepareWait(words: Words, self: i32): i32 {
  // LP. [relaxed] a notification for what the caller has not seen comes after it, by the caller's lock
  return Atomics.load(words, SEQUENCE);
}

export function awaitNotified(words: Words, self: i32, seen: i32): void {
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    if (Atomics.load(words, SEQUENCE) !== seen) return; // [relaxed] the lock orders what has been made true
    pause();
  }
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: my count before park's look at SEQUENCE; pairs with the loads of WAITERS
  park(words, SEQUENCE, seen); // once: it may return early, as this function may
  Atomics.sub(words, WAITERS, 1); // [relaxed] a notification that still counts us wakes in vain
}

export function notifyOne(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // LP. [seq-cst] Dekker: SEQUENCE before the look at WAITERS; pairs with awaitNotified's add
  if (Atomics.load(words, WAITERS) !== 0) wake(words, SEQUENCE, 1); // [seq-cst] the second half of Dekker
}

export function notifyAll(words: Words, self: i32): void {
  Atomics.add(words, SEQUENCE, 1); // LP. [seq-cst] as in notifyOne
  if (Atomics.load(words, WAITERS) !== 0) wake(words, SEQUENCE, EVERYBODY); // [seq-cst] as in notifyOne
}

export default {
  kind: 'condition',
  name: 'condition',
  title: 'Condition variable',
  family: 'parking',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'threads wait, for long perhaps, until something that a lock protects has come true',
  restrictions: [
    'whoever is woken has to lock and to look again',
    'notifyAll wakes everybody at once, to queue for the lock',
    'a thread that dies when it has been woken by notifyOne has used the notification up',
  ],
  sources: [
    {
      who: 'Birrell, Guttag, Horning & Levin',
      year: 1987,
      what: 'Synchronization primitives for a multiprocessor: a formal specification',
      url: 'https://doi.org/10.1145/41457.37509',
    },
    {
      who: 'Felker',
      year: 2014,
      what: 'musl libc, pthread_cond_timedwait',
      url: 'https://git.musl-libc.org/cgit/musl/tree/src/thread/pthread_cond_timedwait.c',
    },
  ],
  layout: { SEQUENCE, WAITERS, SPINS },
  freeRunning: ['SEQUENCE'],
  tunables: { spins: { word: SPINS, default: SPIN_LOOKS, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => 3 * LINE_WORDS,
  init,
  prepareWait,
  awaitNotified,
  notifyOne,
  notifyAll,
} satisfies ConditionSpec;
