/** What the roles of a team call in their threads. */
import { pathToFileURL } from 'node:url';
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Words } from '../../src/contract.ts';
import { ITEMS_WORDS } from './guarded-words.ts';
import type { Place, TeamSpec } from './team.ts';
import { bindInThread, meet } from './threads.ts';

const nap = new Int32Array(new SharedArrayBuffer(4));

/** A structure with its functions, in this thread's back end. */
export interface Opened<S> {
  readonly subject: S;
  /** The structure and the line of canaries behind it: JavaScript drops what is written behind a view's end. */
  readonly words: Words;
  /** This thread's own words for items: in the same memory, as WebAssembly sees no other. */
  readonly items: Words;
}

/** Bind every structure of the team. The role is ready then, and says so in `steps`. */
export async function openAll<S extends TeamSpec>(place: Place, steps: Int32Array): Promise<Opened<S>[]> {
  const { default: spec } = (await import(pathToFileURL(place.path).href)) as { default: TeamSpec };
  const opened = await Promise.all(
    place.structures.map(async ({ memory, offset, sizeWords, itemsAt, connections }) => {
      const words = new Int32Array(memory.buffer, offset, sizeWords + LINE_WORDS);
      for (const connection of connections) spec.peer?.attach(words, connection);
      const subject = (await bindInThread(place.path, place.backend, memory)) as unknown as S;
      return { subject, words, items: new Int32Array(memory.buffer, itemsAt, ITEMS_WORDS) };
    }),
  );
  steps[0] = 1;
  return opened;
}

/** The same, for teams with one structure. */
export async function open<S extends TeamSpec>(place: Place, steps: Int32Array): Promise<Opened<S>> {
  return (await openAll<S>(place, steps))[0];
}

/** A function that returns when all threads of the team have called theirs as often as this one. */
export function meetings({ arrivals, threads }: Place): () => void {
  let nth = 0;
  return () => meet(arrivals, threads, ++nth);
}

export function sleepMs(ms: number): void {
  Atomics.wait(nap, 0, 0, ms);
}

/** Go on when `isTrue` is. Naps now and then, so that those it waits for get a CPU. */
export function until(isTrue: () => boolean): void {
  for (let paused = 0; !isTrue(); ) paused = relax(nap, 0, paused, STAY_CLOSE);
}
