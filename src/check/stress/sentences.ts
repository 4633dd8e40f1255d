/** What a thread saw go wrong, in a sentence. */
import type { Words } from '../../contract.ts';
import { counted, listed } from './counted.ts';
import type { GivenUp } from './crew.ts';
import * as at from './protocol.ts';

const itemName = (item: number) =>
  `item ${item >> at.PRODUCER_BITS} of producer ${item & ((1 << at.PRODUCER_BITS) - 1)}`;

/** It may have come too early, or in time and without seeing what was written; a mark from later means that the others did not wait. */
function early(what: string, before: string, expected: number, found: number): string {
  const mark = `(it read ${found} where ${expected} was due)`;
  if (found > expected) return `${what} when others were further already ${mark}.`;
  return `${what} before ${before}, or without seeing what had been written until then ${mark}.`;
}

const SENTENCES: Readonly<Record<number, (rank: number, expected: number, found: number) => string>> = {
  [at.OUT_OF_ORDER]: (rank, expected, found) =>
    `Thread ${rank} took ${itemName(found)} where item ${expected} or a later one was due.`,
  [at.WRONG_LENGTH]: (rank, expected, found) =>
    `Thread ${rank} met a record of ${counted(found, 'byte')} instead of ${expected}.`,
  [at.TORN]: (rank, expected, found) => `Thread ${rank} took ${itemName(found)}, whose word ${expected} is another's.`,
  [at.NOT_ALONE]: (rank, _, found) => `Thread ${rank} got in while thread ${found} was inside.`,
  [at.TAKEN_OVER]: (rank, _, found) =>
    `While thread ${rank} was inside, ${found < 0 ? 'somebody got in and left' : `thread ${found} got in`}.`,
  [at.LEFT_EARLY]: (rank, expected, found) =>
    early(`Thread ${rank} left episode ${expected}`, 'another thread had arrived there', expected, found),
  [at.PASSED_EARLY]: (rank, expected, found) =>
    early(`Thread ${rank} passed turn ${expected + 1}`, `turn ${expected} had begun`, expected, found),
  [at.WOKE_EARLY]: (rank, expected, found) =>
    early(`Thread ${rank} came back from awaitCount`, 'what it waited for had been done', expected, found),
  [at.REFUSED]: (rank, expected) =>
    expected === 0 ? `Thread ${rank} was refused by lock.` : `Thread ${rank} was refused by unlock.`,
};

/** The first complaint of any thread, or null. */
export function complaintOf(mine: readonly Words[]): string | null {
  for (const [rank, own] of mine.entries())
    if (own[at.WRONG] !== 0) return SENTENCES[own[at.WRONG]](rank, own[at.EXPECTED], own[at.FOUND]);
  return null;
}

/** `thread 1`, `threads 0 and 2`. */
export function threadNames(ranks: readonly number[]): string {
  return `thread${ranks.length === 1 ? '' : 's'} ${listed(ranks)}`;
}

/** Threads did not come back. */
export function hangComplaint(ranks: readonly number[], { awaited, seconds, isCut }: GivenUp): string {
  const time = `${Number(seconds.toPrecision(2))} s`;
  const has = ranks.length === 1 ? 'has' : 'have';
  const cut = isCut ? ' The wait was cut short: run it again to be sure.' : '';
  if (awaited === 'the start') return `Nobody began within ${time}: ${threadNames(ranks)} ${has} not come back.`;
  if (awaited === 'the end')
    return `There was progress, but ${time} after the end of the round ${threadNames(ranks)} ${has} not come back.${cut}`;
  return `Nobody made progress for ${time}; ${threadNames(ranks)} ${has} not come back: a lost wake-up, a deadlock or a livelock.${cut}`;
}
