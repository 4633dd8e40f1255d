/**
 * Registers in which no value is written twice: O(n log n).
 *
 * Source: Gibbons and Korach, "Testing shared memories", SIAM Journal on Computing 26(4), 1997, zones. A write and the reads of its value
 * must be one block. Its zone spans from the first return to the last call among them; two blocks can be ordered unless each has an
 * operation that is before one of the other's, and if any two can, all can.
 *
 * `unknown`: a value is written twice, or the first value is written.
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import { endOf, overlappedOf } from '../intervals.ts';

interface Block {
  readonly value: number;
  /** -1: the value at the start. */
  readonly write: number;
  firstReturn: number;
  lastCall: number;
}

/** Operations of the model register: `read()` → the value, `write(value)`. */
export function checkRegister(history: History, { initial = 0 } = {}): Finding {
  overlappedOf(history); // refuses times that run backwards
  const start = Number.NEGATIVE_INFINITY;
  const blocks = new Map<number, Block>([
    [initial, { value: initial, write: -1, firstReturn: start, lastCall: start }],
  ]);
  for (const [index, operation] of history.entries()) {
    const { name, args, calledAt } = operation;
    if (name === 'read') continue;
    if (name !== 'write') return unknown(`only read and write can be checked fast, got ${name}`, [index]);
    if (blocks.has(args[0]))
      return unknown(`${args[0]} is written twice, or the first value; use different values`, [index]);
    blocks.set(args[0], { value: args[0], write: index, firstReturn: endOf(operation), lastCall: calledAt });
  }
  const wasRead = new Set<number>();
  for (const [index, operation] of history.entries()) {
    const { name, result, calledAt, returnedAt } = operation;
    if (name !== 'read' || result === undefined) continue;
    const block = blocks.get(result);
    if (!block) return illegal(`${operationText(operation)}: nobody wrote ${result}`, [index]);
    if (block.write >= 0 && returnedAt < history[block.write].calledAt) {
      return illegal(`${result} was read before it was written`, [index, block.write]);
    }
    wasRead.add(result);
    block.firstReturn = Math.min(block.firstReturn, returnedAt);
    block.lastCall = Math.max(block.lastCall, calledAt);
  }
  // A write that has not returned and that nobody saw did not happen.
  const zones = [...blocks.values()].filter(
    ({ value, write }) => write < 0 || history[write].result !== undefined || wasRead.has(value),
  );
  const conflict = conflictOf(zones);
  if (!conflict) return OK;
  const culprits = history.flatMap(({ name, args, result }, index) =>
    conflict.some(({ value }) => (name === 'read' ? result : args[0]) === value) ? [index] : [],
  );
  return illegal(
    `neither of the values ${conflict[0].value} and ${conflict[1].value} can have been before the other`,
    culprits,
  );
}

/** Two blocks each of which has a return before a call of the other. */
function conflictOf(blocks: readonly Block[]): [Block, Block] | null {
  // Forward zones: something has returned before the last call. They must not overlap, so that they can be searched.
  const forward = blocks
    .filter(({ firstReturn, lastCall }) => firstReturn < lastCall)
    .sort((a, b) => a.firstReturn - b.firstReturn);
  for (let nth = 1; nth < forward.length; nth++) {
    if (forward[nth].firstReturn < forward[nth - 1].lastCall) return [forward[nth - 1], forward[nth]];
  }
  for (const block of blocks) {
    if (block.firstReturn < block.lastCall) continue;
    let from = 0;
    let to = forward.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (forward[middle].firstReturn < block.lastCall) from = middle + 1;
      else to = middle;
    }
    const around = forward[from - 1];
    if (around && block.firstReturn < around.lastCall) return [around, block];
  }
  return null;
}
