/**
 * Something that one thread does while all others wait for it: the first that asks does it, and if it gives up, the next.
 *
 * Source: pthread_once of musl libc, where one word says what state it is in, and whether somebody may be asleep. Differs: the caller does
 * it between two functions, as there are none to pass; who waits spins before it sleeps.
 *
 * Words (each on a line of its own):
 *   STATE  waiting threads sleep on it
 *     IDLE 0     nobody has done it, nobody is about to
 *     RUNNING 1  somebody is doing it, nobody is asleep
 *     DONE 2     it has been done; for good
 *     AWAITED 3  somebody is doing it, somebody may be asleep: whoever ends it wakes everybody
 *   SPINS  looks before a thread sleeps; constant after init
 *
 *   begin        IDLE → RUNNING: the caller is to do it; RUNNING → AWAITED, sleep
 *   complete     RUNNING, AWAITED → DONE, wake
 *   giveUp       RUNNING, AWAITED → IDLE, wake: one of them begins, and the others sleep again
 *
 * Thread contract: `complete` or `giveUp` is called once, by the thread to which `begin` has said `true`; `self` is not used.
 * Misuse: `begin` between `begin` and its end waits for ever; `giveUp` after the end makes somebody do it again.
 * Progress: blocking: all wait for the one that does it. When it has been done, `begin` is one load. Fairness: none.
 * No lost wake-up: a thread sleeps only while STATE is AWAITED, which `park` checks again itself, and what ends AWAITED is
 * the exchange of `complete` or `giveUp`, which then wakes everybody. Whoever is woken and must sleep again makes it AWAITED again.
 * ABA: from IDLE a thread may have seen others begin and give up: that is IDLE all the same.
 */
import type { i32, OnceSpec, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';
import { park, wake } from '../wait.ts';

const STATE: i32 = 0;
const SPINS: i32 = LINE_WORDS;

const IDLE: i32 = 0;
const RUNNING: i32 = 1;
const DONE: i32 = 2;
const AWAITED: i32 = 3;

/** Looks before a thread sleeps: as for an eventcount (src/atomics/eventcounts/spin-then-park.ts), about 10 µs. */
const SPIN_LOOKS: i32 = 200;

const EVERYBODY: i32 = 0x7fffffff;

export function init(words: Words): void {
  words[SPINS] = SPIN_LOOKS; // plain: not shared yet
}

export function begin(words: Words, self: i32): boolean {
  const spins = words[SPINS]; // plain: constant after init
  let looks: i32 = 0;
  // Ends when it has been done, or is to be done by this thread; whoever is doing it ends it, and then wakes us.
  while (true) {
    const state = Atomics.load(words, STATE); // [acquire] pairs with end's exchange. LP when it is DONE
    if (state === DONE) return false;
    if (state === IDLE) {
      // LP when it succeeds: nobody else does it. [acquire] sees what was left by who has given up; pairs with end's exchange.
      if (Atomics.compareExchange(words, STATE, IDLE, RUNNING) === IDLE) return true;
    } else if (looks < spins) {
      looks = (looks + 1) | 0;
      pause();
    } else {
      // [relaxed] success: it is still being done, and whoever does it is told that we sleep; pairs with end's exchange. If it fails, then
      // because that has been said already, or because STATE has changed, and park returns at once.
      Atomics.compareExchange(words, STATE, RUNNING, AWAITED);
      park(words, STATE, AWAITED);
    }
  }
}

export function complete(words: Words, self: i32): void {
  end(words, DONE);
}

export function giveUp(words: Words, self: i32): void {
  end(words, IDLE);
}

function end(words: Words, state: i32): void {
  // LP. [release] publishes what was written meanwhile; pairs with begin's [acquire] load and compare-and-swap.
  if (Atomics.exchange(words, STATE, state) === AWAITED) wake(words, STATE, EVERYBODY);
}

export default {
  kind: 'once',
  name: 'once',
  title: 'Once',
  family: 'parking',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'whoever comes first is to set something up, and nobody may see it half done',
  restrictions: ['who dies while doing it leaves the others waiting', 'asking for it while doing it waits for ever'],
  sources: [
    {
      who: 'Felker',
      year: 2014,
      what: 'musl libc, pthread_once',
      url: 'https://git.musl-libc.org/cgit/musl/tree/src/thread/pthread_once.c',
    },
  ],
  layout: { STATE, SPINS },
  freeRunning: [],
  tunables: { spins: { word: SPINS, default: SPIN_LOOKS, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => 2 * LINE_WORDS,
  init,
  begin,
  complete,
  giveUp,
} satisfies OnceSpec;
