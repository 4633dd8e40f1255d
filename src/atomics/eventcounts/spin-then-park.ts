/**
 * An eventcount whose waiters spin for about as long as a sleep would cost, and sleep only then.
 *
 * Source: Karlin, Li, Manasse & Owicki, "Empirical studies of competitive spinning for a shared-memory multiprocessor",
 * SOSP 1991, for spinning as long as a switch costs: that is never worse than twice the best choice. Reed & Kanodia 1979 for
 * the operations. Made of `park`, behind SPINS looks.
 *
 * Words (each on a line of its own):
 *   COUNT, WAITERS  as in park.ts
 *   SPINS           looks before a thread sleeps; constant after init
 *
 * Thread contract, misuse, wrap, and why no wake-up is lost: as in park.ts. Looks that come before change nothing there, and a
 * thread that spins is not counted in WAITERS: it needs no waking.
 * Progress: as in park.ts. Fairness: who spins is ahead of who sleeps.
 */
import type { EventcountSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';
import { advance as advanceAndWake, COUNT, PARK_WORDS, awaitCount as parkUntil, WAITERS } from './park.ts';

const SPINS: i32 = PARK_WORDS;

/**
 * Looks before a thread sleeps. A look is about 50 ns in JavaScript (pause and load) and 40 ns in WebAssembly, so this is some
 * 10 µs: about what sleeping and being woken cost together (labs/waiting).
 */
const SPIN_LOOKS: i32 = 200;

export function init(words: Words, threads: i32): void {
  words[SPINS] = SPIN_LOOKS; // plain: not shared yet
}

export function advance(words: Words, self: i32): void {
  advanceAndWake(words, self);
}

export function awaitCount(words: Words, self: i32, count: i32): void {
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    // LP when it returns. [acquire] pairs with the add of COUNT in park.ts's advance.
    if (((Atomics.load(words, COUNT) - count) | 0) >= 0) return;
    pause();
  }
  parkUntil(words, self, count);
}

export default {
  kind: 'eventcount',
  name: 'spin-then-park',
  title: 'Spin, then park',
  family: 'parking',
  waiting: 'spin-then-park',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'in doubt: it notices soon what comes soon, and sleeps through the rest',
  restrictions: ['a wait that is just too long costs the spinning and the sleep'],
  sources: [
    {
      who: 'Karlin, Li, Manasse & Owicki',
      year: 1991,
      what: 'Empirical studies of competitive spinning for a shared-memory multiprocessor',
      url: 'https://doi.org/10.1145/121132.286599',
    },
    {
      who: 'Reed & Kanodia',
      year: 1979,
      what: 'Synchronization with eventcounts and sequencers',
      url: 'https://doi.org/10.1145/359060.359076',
    },
  ],
  layout: { COUNT, WAITERS, SPINS },
  freeRunning: ['COUNT'],
  tunables: { spins: { word: SPINS, default: SPIN_LOOKS, min: 0, max: 1000000, what: 'looks before sleeping' } },
  sizeWords: () => PARK_WORDS + LINE_WORDS,
  init,
  advance,
  awaitCount,
} satisfies EventcountSpec;
