/** One execution, given by its choices. */
import type { Fault } from './fault.ts';
import { EVENT, type Machine } from './machine.ts';
import { PROGRESS, stuckFault } from './stuck.ts';

export interface Replayed {
  readonly fault: Fault | null;
  /** The choices that were made: a choice that is not possible when its turn comes is left out. */
  readonly path: readonly number[];
  /** Times that a thread was followed by another although it could go on. */
  readonly preemptions: number;
}

/**
 * Make the choices of `path`, as far as they are possible and until something is broken. A path that ends where nothing can go on
 * any more is checked there.
 *
 * @param before called before each choice that is made; `after` behind it.
 */
export function replay(
  machine: Machine,
  path: readonly number[],
  before: (choice: number) => void = () => {},
  after: (choice: number) => void = () => {},
): Replayed {
  const made: number[] = [];
  let preemptions = 0;
  let last = -1;
  machine.reset();
  for (const choice of path) {
    if (machine.fault) break;
    const choices = machine.choices();
    if (((choices >>> choice) & 1) === 0) continue;
    if (choice < EVENT.TIMEOUT) {
      if (last >= 0 && last !== choice && (choices >>> last) & 1) preemptions++;
    }
    before(choice);
    machine.apply(choice);
    after(choice);
    made.push(choice);
    if (choice < EVENT.TIMEOUT) last = machine.paused ? -1 : choice;
  }
  if (!machine.fault && (machine.choices() & PROGRESS) === 0) {
    machine.fault = stuckFault(machine);
    if (!machine.fault) machine.checkEnd();
  }
  return { fault: machine.fault, path: made, preemptions };
}
