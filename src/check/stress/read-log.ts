import type { Words } from '../../contract.ts';
import type { Operation } from '../linearizable/history.ts';
import { ARGUMENT, CALLED_NS, CALLS, ENTRIES, ENTRY_WORDS, NAME, RESULT, RETURNED_NS, RETURNS } from './log.ts';

/** How a logged operation reads in a history: its name by number, and whether its argument means something. */
export interface LoggedName {
  readonly name: string;
  readonly hasArgument: boolean;
}

/**
 * The threads' logs as one history, by thread. Times are nanoseconds from some moment of the round: the clock's low 32 bits, right for
 * rounds of up to 2 seconds. The last operation of a thread that died has no result.
 */
export function readLogs(logs: readonly Words[], names: readonly LoggedName[]): Operation[] {
  const sinceNs = logs.find((log) => log[CALLS] > 0)?.[ENTRIES + CALLED_NS] ?? 0;
  return logs.flatMap((log, thread) =>
    Array.from({ length: log[CALLS] }, (_, nth) => {
      const at = ENTRIES + nth * ENTRY_WORDS;
      const { name, hasArgument } = names[log[at + NAME]];
      const operation = { thread, name, args: hasArgument ? [log[at + ARGUMENT]] : [] };
      const calledAt = (log[at + CALLED_NS] - sinceNs) | 0;
      if (nth >= log[RETURNS]) return { ...operation, calledAt, returnedAt: Number.POSITIVE_INFINITY };
      return { ...operation, result: log[at + RESULT], calledAt, returnedAt: (log[at + RETURNED_NS] - sinceNs) | 0 };
    }),
  );
}
