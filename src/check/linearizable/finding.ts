/** What a checker of whole histories says. */
import type { Operation } from './history.ts';

/** `unknown` is never a pass: the budget was spent, or the history is of a sort that the checker's header excludes. */
export type HistoryVerdict = 'ok' | 'illegal' | 'unknown';

export interface Finding {
  readonly verdict: HistoryVerdict;
  /** One sentence: what no order explains, or why it is not known. Empty with `ok`. */
  readonly reason: string;
  /** Indexes into the history of the operations that the reason is about. */
  readonly culprits: readonly number[];
}

export const OK: Finding = { verdict: 'ok', reason: '', culprits: [] };

export function illegal(reason: string, culprits: readonly number[]): Finding {
  return { verdict: 'illegal', reason, culprits };
}

export function unknown(reason: string, culprits: readonly number[] = []): Finding {
  return { verdict: 'unknown', reason, culprits };
}

/** `thread 1: tryPop() → 7`; without the arrow: it has not returned. */
export function operationText(operation: Operation): string {
  const { thread, name, args, result } = operation;
  return `thread ${thread}: ${name}(${args.join(', ')})${result === undefined ? '' : ` → ${result}`}`;
}
