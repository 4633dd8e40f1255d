/**
 * A race that is about to happen: two threads whose next accesses are to one word, one of them a write, not both atomic.
 *
 * A search that merges states does not see every path into them, so the clocks of races.ts alone could miss a race. This test makes up
 * for it: if any execution has a race then one has a state in which the two accesses are both next. (Take the first race, drop
 * every step that is before neither access; what is left still runs, as each of its reads sees the same write, and both accesses
 * are next at its end.)
 */

import type { Fault } from './fault.ts';
import { STATUS } from './layout.ts';
import type { Machine } from './machine.ts';
import { OP, SLOT } from './thread-code.ts';

const READS: ReadonlySet<number> = new Set([OP.READ, OP.LOAD, OP.WAIT]);

export function nextRace(machine: Machine): Fault | null {
  const { state, layout } = machine;
  for (let one = 1; one < layout.threads.length; one++) {
    if (state[layout.status[one]] !== STATUS.RUNNABLE) continue;
    const a = layout.threads[one].at;
    if (!accesses(state[a + SLOT.OP])) continue;
    for (let other = 0; other < one; other++) {
      if (state[layout.status[other]] !== STATUS.RUNNABLE) continue;
      const b = layout.threads[other].at;
      if (state[a + SLOT.AT] !== state[b + SLOT.AT] || !accesses(state[b + SLOT.OP])) continue;
      if (!isPlain(state[a + SLOT.OP]) && !isPlain(state[b + SLOT.OP])) continue;
      if (machine.mayRace(one) || machine.mayRace(other)) continue;
      if (writes(state, a) || writes(state, b))
        return { kind: 'race', sentence: '', threads: [other, one], at: state[a + SLOT.AT] };
    }
  }
  return null;
}

function accesses(op: number): boolean {
  return op >= OP.READ && op <= OP.WAIT;
}

function isPlain(op: number): boolean {
  return op === OP.READ || op === OP.WRITE;
}

/** A compare-and-swap that would fail now only reads. */
function writes(state: Int32Array, base: number): boolean {
  const op = state[base + SLOT.OP];
  if (op === OP.COMPARE_EXCHANGE) return state[state[base + SLOT.AT]] === state[base + SLOT.A];
  return !READS.has(op);
}
