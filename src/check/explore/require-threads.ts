import type { Program } from '../program.ts';

/** Threads of a program. */
const MOST_THREADS = 8;

/** A choice is three bits of thread and two of event, and a thread that never begins would go unnoticed. */
export function requireThreads({ name, threads, startsAfter = {} }: Program): void {
  if (threads.length < 1 || threads.length > MOST_THREADS)
    throw new RangeError(`Expected a program of 1 to ${MOST_THREADS} threads, found ${threads.length} in '${name}'.`);
  for (const [thread, first] of Object.entries(startsAfter)) {
    let at: number | undefined = first;
    for (let hops = 0; at !== undefined; hops++, at = startsAfter[at])
      if (threads[at] === undefined || hops === threads.length)
        throw new RangeError(`Expected thread ${thread} of '${name}' to start after one that starts, found ${first}.`);
  }
}
