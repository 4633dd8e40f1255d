/**
 * A barrier for threads that may be late or outnumber the CPUs: who waits spins for a short while, then sleeps; the last
 * thread to arrive wakes all sleepers at once.
 *
 * Source: the centralized barrier of Mellor-Crummey & Scott, 1991, figure 7 (see central.ts), with the waiting of Drepper,
 * "Futexes are tricky", 2011: sleep on the word that will change. Differs: a number of episodes instead of a sense; sleepers
 * are counted, so that nobody is woken who does not sleep.
 *
 * Words (each on a line of its own):
 *   ARRIVED   threads that have come for this episode; written by every thread
 *   EPISODE   episodes that are over; written by the last thread of each; waiting threads sleep on it
 *   SLEEPERS  threads that sleep, are about to, or have just woken; written by each of them
 *   OTHERS    threads, less 1; constant after init. On the same line SPINS, looks before a thread sleeps
 *
 *   arrival         ARRIVED          EPISODE     SLEEPERS
 *   not the last    n → n + 1        e           spin; s → s + 1, sleep until EPISODE is e + 1, s → s - 1
 *   the last        OTHERS → 0       e → e + 1   if not 0, wake all
 *
 * Thread contract: each number from 0 to OTHERS is one thread's. Misuse: a thread too many lets the others go too soon, one
 * too few makes them wait for ever.
 * Progress: blocking: all wait for the slowest. Fairness: nobody can come twice before all have come once.
 * No lost wake-up (Dekker): a thread counts itself in SLEEPERS, then `park` compares EPISODE; the last thread changes EPISODE,
 * then looks at SLEEPERS. One of them sees the other's write: either the thread does not sleep, or it is woken. A count
 * and not a flag: whoever cleared a flag might clear it for a thread that has just set it for the next episode.
 * A thread that is still counted after waking, or is woken for the episode before, costs a wake-up or a look, no more.
 * Wrap: EPISODE is compared for equality; a thread would have to miss 2^32 episodes, and none ends without it.
 */
import type { BarrierSpec, i32, Words } from '../../contract.ts';
import { LINE_WORDS } from '../layout.ts';
import { pause } from '../pause.ts';
import { park, wake } from '../wait.ts';

const ARRIVED: i32 = 0;
const EPISODE: i32 = LINE_WORDS;
const SLEEPERS: i32 = 2 * LINE_WORDS;
const OTHERS: i32 = 3 * LINE_WORDS;
const SPINS: i32 = OTHERS + 1;

/**
 * Looks before a thread sleeps: about 10 µs. Fewer let a thread that is a little late send the others to sleep, more keep it from
 * a CPU. Measured on two virtual CPUs as WebAssembly: with 2 threads an episode took 0.9 µs at 50 looks, 0.25 at 200; with 8
 * threads 44 µs at 50, 60 at 200, 160 at 1,000.
 */
const SPIN_LOOKS: i32 = 200;

const EVERYBODY: i32 = 0x7fffffff;

export function init(words: Words, threads: i32): void {
  words[OTHERS] = (threads - 1) | 0; // plain: not shared yet
  words[SPINS] = SPIN_LOOKS;
}

export function arriveAndWait(words: Words, self: i32): void {
  const episode = words[EPISODE]; // plain: it does not change before this thread has arrived
  // [acq-rel] publishes what this thread wrote; the last one sees what all wrote: pairs with the others' adds.
  if (Atomics.add(words, ARRIVED, 1) === words[OTHERS]) letGo(words, episode);
  else if (!isSoonOver(words, episode)) sleep(words, episode);
}

function letGo(words: Words, episode: i32): void {
  words[ARRIVED] = 0; // plain: nobody comes again before the store below
  // LP of the episode. [seq-cst] Dekker: EPISODE before my look at SLEEPERS; [release] for the loads of EPISODE.
  Atomics.store(words, EPISODE, (episode + 1) | 0);
  // [seq-cst] Dekker: see above; pairs with sleep's add
  if (Atomics.load(words, SLEEPERS) !== 0) wake(words, EPISODE, EVERYBODY);
}

/** Look SPINS times. `true`: the episode is over. */
function isSoonOver(words: Words, episode: i32): boolean {
  const spins = words[SPINS]; // plain: constant after init
  for (let i: i32 = 0; i < spins; i++) {
    if (Atomics.load(words, EPISODE) !== episode) return true; // [acquire] pairs with letGo's [release] store
    pause();
  }
  return false;
}

function sleep(words: Words, episode: i32): void {
  Atomics.add(words, SLEEPERS, 1); // [seq-cst] Dekker: my count before park's look at EPISODE; pairs with letGo's load
  // [acquire] pairs with letGo's [release] store. Ends when it is seen; park returns early if it is there already.
  while (Atomics.load(words, EPISODE) === episode) park(words, EPISODE, episode);
  Atomics.sub(words, SLEEPERS, 1); // [relaxed] a letGo that still counts us wakes somebody in vain
}

export default {
  kind: 'barrier',
  name: 'parking',
  title: 'Barrier that parks',
  family: 'parking',
  waiting: 'spin-then-park',
  path: 'linear',
  progress: 'blocking',
  useWhen: 'in doubt: threads may outnumber the CPUs, come late, or share the machine with others',
  restrictions: ['the number of threads is fixed', 'a wake-up costs microseconds for each thread that sleeps'],
  sources: [
    {
      who: 'Mellor-Crummey & Scott',
      year: 1991,
      what: 'Algorithms for scalable synchronization on shared-memory multiprocessors, figure 7',
      url: 'https://doi.org/10.1145/103727.103729',
    },
    { who: 'Drepper', year: 2011, what: 'Futexes are tricky', url: 'https://www.akkadia.org/drepper/futex.pdf' },
  ],
  layout: { ARRIVED, EPISODE, SLEEPERS, OTHERS, SPINS },
  freeRunning: ['EPISODE'],
  tunables: {
    spins: { word: SPINS, default: SPIN_LOOKS, min: 0, max: 1000000, what: 'looks before sleeping; 0: sleep at once' },
  },
  sizeWords: () => 4 * LINE_WORDS,
  init,
  arriveAndWait,
} satisfies BarrierSpec;
