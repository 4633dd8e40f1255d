/** What a thread saw go wrong, in a sentence. */
import type { Words } from '../../contract.ts';
import * as at from './protocol.ts';

const itemName = (item: number) =>
  `item ${item >> at.PRODUCER_BITS} of producer ${item & ((1 << at.PRODUCER_BITS) - 1)}`;

const SENTENCES: Readonly<Record<number, (rank: number, expected: number, found: number) => string>> = {
  [at.OUT_OF_ORDER]: (rank, expected, found) =>
    `Thread ${rank} took ${itemName(found)} where item ${expected} or a later one was due.`,
  [at.WRONG_LENGTH]: (rank, expected, found) => `Thread ${rank} met a record of ${found} bytes instead of ${expected}.`,
  [at.TORN]: (rank, expected, found) => `Thread ${rank} took ${itemName(found)}, whose word ${expected} is another's.`,
  [at.NOT_ALONE]: (rank, _, found) => `Thread ${rank} got in while thread ${found} was inside.`,
  [at.TAKEN_OVER]: (rank, _, found) =>
    `While thread ${rank} was inside, ${found < 0 ? 'somebody got in and left' : `thread ${found} got in`}.`,
  [at.TOO_EARLY]: (rank, expected, found) =>
    `Thread ${rank} went on at ${expected}, but what it waited for stood at ${found}.`,
  [at.REFUSED]: (rank, expected) =>
    expected === 0 ? `Thread ${rank} was refused by lock.` : `Thread ${rank} was refused by unlock.`,
};

/** The first complaint of any thread, or null. */
export function complaintOf(mine: readonly Words[]): string | null {
  for (const [rank, own] of mine.entries())
    if (own[at.WRONG] !== 0) return SENTENCES[own[at.WRONG]](rank, own[at.EXPECTED], own[at.FOUND]);
  return null;
}
