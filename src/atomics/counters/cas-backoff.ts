/**
 * Compare-exchange with bounded exponential back-off: whoever fails stays away, twice as long each time.
 *
 * Source: Dice, Hendler & Mirsky, "Lightweight contention management for efficient compare-and-swap operations", Euro-Par 2013,
 * the exponential back-off among their variants. Differs: stays away from the first failure on; the longest stay is a tunable.
 *
 * Words (each on a line of its own):
 *   COUNT       the sum of all additions; written by every thread
 *   MAX_PAUSES  the longest stay; constant after init
 *
 * Thread contract: any number of threads; `self` is not used.
 * Progress: lock-free: an exchange fails only because another thread's has succeeded, and every stay ends by itself, so nobody
 * needs to nap. Fairness: none; who has just succeeded tries again at once, who has failed stays away.
 * Wrap and ABA: the count is modulo 2^32. An exchange that succeeds although the count has gone away and come back is right all the
 * same: the new value depends on the old one only.
 */
import type { CounterSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';

const COUNT: i32 = 0;
const MAX_PAUSES: i32 = LINE_WORDS;

/** About 2 µs: some ten to twenty transfers of the line between two CPUs. */
const DEFAULT_MAX_PAUSES: i32 = 64;

export function init(words: Words, threads: i32): void {
  words[MAX_PAUSES] = DEFAULT_MAX_PAUSES; // plain: not shared yet
}

export function add(words: Words, self: i32, amount: i32): i32 {
  let failed: i32 = 0;
  let pauses: i32 = 1;
  // Ends when nobody came between look and exchange; a failed exchange proves that another thread's addition was made.
  while (!tryAdd(words, amount)) {
    failed = (failed + 1) | 0;
    stayAway(pauses);
    const twice: i32 = pauses << 1;
    pauses = twice < words[MAX_PAUSES] ? twice : words[MAX_PAUSES]; // plain: constant after init
  }
  return failed;
}

function tryAdd(words: Words, amount: i32): boolean {
  const seen = Atomics.load(words, COUNT); // [relaxed] a guess, proved by the exchange
  // LP when it succeeds: the count still was `seen`. [relaxed] pairs with nothing: the count publishes no other data.
  return Atomics.compareExchange(words, COUNT, seen, (seen + amount) | 0) === seen;
}

/** Ends after `pauses` pauses, whatever the others do. */
function stayAway(pauses: i32): void {
  for (let i: i32 = 0; i < pauses; i++) pause();
}

export function read(words: Words): i32 {
  // LP. [relaxed] pairs with nothing: the count publishes no other data.
  return Atomics.load(words, COUNT);
}

export default {
  kind: 'counter',
  name: 'cas-backoff',
  title: 'Compare-exchange with exponential back-off',
  family: 'shared word',
  updates: 'exact',
  cells: 'one',
  reads: 'linearizable',
  progress: 'lock-free',
  useWhen: 'its loop is rewritten for an update that is no addition, and threads meet often',
  restrictions: [
    'a thread may fail for as long as others add, and whoever has failed tries more rarely',
    'the best longest stay depends on the machine',
  ],
  sources: [
    {
      who: 'Dice, Hendler & Mirsky',
      year: 2013,
      what: 'Lightweight contention management for efficient compare-and-swap operations, Euro-Par',
      url: 'https://arxiv.org/abs/1305.5800',
    },
  ],
  layout: { COUNT, MAX_PAUSES },
  freeRunning: ['COUNT'],
  tunables: {
    maxPauses: {
      word: MAX_PAUSES,
      default: DEFAULT_MAX_PAUSES,
      min: 1,
      max: 3000,
      what: 'pauses after a failed exchange, at most',
    },
  },
  sizeWords: () => 2 * LINE_WORDS,
  init,
  add,
  read,
} satisfies CounterSpec;
