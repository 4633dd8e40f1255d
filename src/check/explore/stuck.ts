/** A state in which no thread can go on by itself, and some have not ended. */

import type { Fault } from './fault.ts';
import { STATUS } from './layout.ts';
import { EVENT, type Machine } from './machine.ts';
import { SLOT } from './thread-code.ts';

/** Choices that are progress: steps and timeouts. A wake-up for no reason or a crash may never come. */
export const PROGRESS = (1 << EVENT.SPURIOUS) - 1;

/** Null: all threads have ended. To be asked where `choices() & PROGRESS` is 0. */
export function stuckFault({ state, layout }: Machine): Fault | null {
  const asleep = layout.status.flatMap((at, thread) => (state[at] === STATUS.ASLEEP ? [thread] : []));
  if (asleep.length === 0) return null;
  const late = asleep.filter((thread) => {
    const { at } = layout.threads[thread];
    return state[state[at + SLOT.AT]] !== state[at + SLOT.A];
  });
  if (late.length > 0) {
    const who = late.length === 1 ? `Thread ${late[0]} sleeps` : `Threads ${late.join(', ')} sleep`;
    const sentence = `${who} for ever, although the word has changed: the wake-up is lost.`;
    return { kind: 'lost-wake-up', sentence, threads: late };
  }
  const who = asleep.length === 1 ? `Thread ${asleep[0]} sleeps` : `Threads ${asleep.join(', ')} sleep`;
  return { kind: 'deadlock', sentence: `${who} for ever, and nobody is left to wake them.`, threads: asleep };
}
