import type { i32, Words } from '../../contract.ts';
import { relax, STAY_CLOSE } from '../backoff.ts';

/**
 * Spin until `words[at]`, a number of episodes that other threads write, has reached `episode`. A shared piece of the barriers
 * here.
 *
 * By difference: the writer may be one episode ahead when a thread that lost its CPU looks again, and the number may wrap.
 * `nap` is the index of a word that is always 0.
 */
export function awaitEpisode(words: Words, at: i32, nap: i32, episode: i32): void {
  let paused: i32 = 0;
  // [acquire] what the writer saw and wrote before is there; pairs with the barrier's [release] store of this word.
  // Ends when that store is seen: its thread is on its way, and a nap in `relax` leaves it a CPU.
  while (((Atomics.load(words, at) - episode) | 0) < 0) paused = relax(words, nap, paused, STAY_CLOSE);
}
