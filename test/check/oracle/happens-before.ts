/**
 * What happens before what on one path, and the races on it. Source: ECMA-262, "happens-before" and "Data Races".
 *
 * No clocks: each event carries the set of all events before it.
 */
import { type Access, isAtomic, reads, writes, type Yielded } from './access.ts';

/** One access of a path, or a wait that ends with its time: the same access, which then yields `timed-out`. */
export interface Event {
  readonly thread: number;
  readonly access: Access;
  readonly yielded: Yielded;
  /** The events that happen before this one, a bit each. */
  readonly before: number;
  /** An earlier access and this one are a race. */
  readonly races: boolean;
}

/** Bits of a mask. */
const MOST_EVENTS = 31;

/** @param known - the events that the thread knows of: its own, those of threads that it began after, those that woke it. */
export function eventAfter(
  path: readonly Event[],
  known: number,
  thread: number,
  access: Access,
  yielded: Yielded,
): Event {
  if (path.length === MOST_EVENTS) throw new RangeError(`Expected at most ${MOST_EVENTS} accesses on a path.`);
  const isHere = ({ access: { region, at } }: Event): boolean => region === access.region && at === access.at;
  let before = known;
  const include = (index: number): void => {
    before |= path[index].before | (1 << index);
  };
  // Waits and notifies of one word take turns in its list.
  if (usesList(access))
    for (const [index, event] of path.entries()) if (isHere(event) && usesList(event.access)) include(index);
  // An atomic read synchronizes with the atomic write that it reads from.
  const source = path.findLastIndex((event) => isHere(event) && writes(event.access, event.yielded));
  if (source >= 0 && isAtomic(access) && looks(access, yielded) && isAtomic(path[source].access)) include(source);
  const races = path.some((event, index) => {
    const areOrdered = event.thread === thread || ((before >> index) & 1) === 1;
    const touch = touches(event.access, event.yielded) && touches(access, yielded);
    const isWritten = writes(event.access, event.yielded) || writes(access, yielded);
    return isHere(event) && !areOrdered && touch && isWritten && !(isAtomic(event.access) && isAtomic(access));
  });
  return { thread, access, yielded, before, races };
}

function usesList({ op }: Access): boolean {
  return op === 'wait' || op === 'notify';
}

function looks(access: Access, yielded: Yielded): boolean {
  return reads(access) && yielded !== 'timed-out';
}

/** A notify, and the end of a wait's time, touch the list and not the word. */
function touches(access: Access, yielded: Yielded): boolean {
  return looks(access, yielded) || writes(access, yielded);
}
