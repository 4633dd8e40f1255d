/** What the threads of the signal checks do. Who sees a violation throws an AssertionError. */
import assert from 'node:assert/strict';
import type { SignalSpec } from '../../src/contract.ts';
import { open, sleepMs } from './place.ts';
import type { Place } from './team.ts';

/** A slot is used again 8 turns later: whoever looks at it after the turn that follows is long past it by then. */
export const SLOTS = 8;
/** One turn in three is late, so that it is now the one thread's and now the other's, and the next one is on time. */
const LATE_EVERY = 3;

export interface Turns {
  /** The first turn; even. */
  readonly first: number;
  readonly turns: number;
  /** Plain words: slot `turn` modulo SLOTS holds the number of the last turn that was begun there. */
  readonly slots: Int32Array;
  /** Some turns begin late by this much; 0: none does. */
  readonly lateMs: number;
}

/** Slots that hold no turn of theirs. */
export function emptySlots(): Int32Array {
  const slots = new Int32Array(new SharedArrayBuffer(4 * SLOTS));
  for (const slot of slots.keys()) slots[slot] = ~slot;
  return slots;
}

/** Say that a turn begins, pass it, and find that the other thread had begun the one before: it came, and what was written is visible. */
export async function pass(place: Place & Turns, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<SignalSpec>(place, steps);
  const { self, first, turns, slots, lateMs } = place;
  for (let nth = self; nth < turns; nth += 2) {
    steps[0]++;
    const turn = (first + nth) | 0;
    const before = (turn - 1) | 0;
    if (lateMs > 0 && nth % LATE_EVERY === 0) sleepMs(lateMs);
    slots[turn & (SLOTS - 1)] = turn;
    subject.passTurn(words, self, turn);
    const begun = slots[before & (SLOTS - 1)];
    if (nth > 0 && begun !== before)
      assert.fail(`${self} passed turn ${turn} when turn ${before} had not begun; its slot holds ${begun}`);
  }
}

/** One thread passes all turns, so that none has to be waited for. */
export async function passAll(place: Place & Turns, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<SignalSpec>(place, steps);
  for (let nth = 0; nth < place.turns; nth++) {
    steps[0]++;
    subject.passTurn(words, nth & 1, (place.first + nth) | 0);
  }
}
