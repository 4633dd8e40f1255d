import type { FailureKind } from './exploration.ts';
import { FAULT, type Site } from './thread-code.ts';

/** Something broken, as the machine or a search says it; traces make a Failure of it. */
export interface Fault {
  readonly kind: FailureKind;
  readonly sentence: string;
  /** The threads it is about; a race has two, and the word. */
  readonly threads: readonly number[];
  readonly at?: number;
}

/** What OP.FAULT means. @param index SLOT.B. */
export function codeFault(thread: number, { text, region, functions }: Site, code: number, index: number): Fault {
  const where = functions.at(-1);
  switch (code) {
    case FAULT.ENDLESS: {
      const sentence = `${where} goes round for ever without looking at a word that others write: ${text}.`;
      return { kind: 'livelock', sentence, threads: [thread] };
    }
    case FAULT.TOO_DEEP: {
      const sentence = `${where} calls itself deeper than the explorer follows: ${text}.`;
      return { kind: 'too-many-steps', sentence, threads: [thread] };
    }
    default: {
      const sentence = `${where} uses word ${index} of ${region ?? 'its own words'}, which has none such: ${text}.`;
      return { kind: 'out-of-range', sentence, threads: [thread] };
    }
  }
}
