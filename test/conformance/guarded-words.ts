import { Arena } from '../../src/arena.ts';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Words } from '../../src/contract.ts';

const CANARY = 0x5afe_c0de | 0;

/** Words of a thread for items that go in or come out by way of words. */
export const ITEMS_WORDS = 2 * LINE_WORDS;

/** Words of exactly one structure, in memory that both back ends can use, between two lines that nobody may touch. */
export interface GuardedWords {
  readonly memory: WebAssembly.Memory;
  readonly offset: number;
  readonly words: Words;
  /** Byte offset of the words for items, elsewhere in the same memory. */
  readonly itemsAt: number;
  /** Positions before (negative) and behind the structure that were written to. */
  breaches(): number[];
}

export function guardedWords(sizeWords: number, itemsWords = 0): GuardedWords {
  const arena = new Arena([LINE_WORDS, sizeWords + LINE_WORDS, itemsWords]);
  const offset = arena.offsets[1];
  const around = arena.words(offset - LINE_WORDS * 4, sizeWords + 2 * LINE_WORDS);
  const guards = Array.from({ length: LINE_WORDS }, (_, i) => [i, LINE_WORDS + sizeWords + i]).flat();
  for (const at of guards) around[at] = CANARY;
  return {
    memory: arena.memory,
    offset,
    words: arena.words(offset, sizeWords),
    itemsAt: arena.offsets[2],
    breaches: () => guards.filter((at) => around[at] !== CANARY).map((at) => at - LINE_WORDS),
  };
}
