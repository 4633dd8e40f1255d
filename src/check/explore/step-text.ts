/** A step in words, for tables and diagrams. */
import type { TraceStep } from './exploration.ts';
import { OP } from './thread-code.ts';

const NAMES: Readonly<Record<number, string>> = {
  [OP.ADD]: 'add',
  [OP.SUB]: 'sub',
  [OP.AND]: 'and',
  [OP.OR]: 'or',
  [OP.XOR]: 'xor',
  [OP.EXCHANGE]: 'exchange',
};

/** `load TAIL → 3`, `plain SLOTS+1 = 7`, `cas STATE 0 → 1`, `wait EPISODE, sleeps`. */
export function stepText({ event, op, word, before, after, sleeps }: TraceStep): string {
  if (event === 'crashes') return 'crashes';
  if (event === 'times-out') return `wait ${word} times out`;
  if (event === 'wakes-spuriously') return `wakes on ${word} for no reason`;
  switch (op) {
    case OP.RETURNED:
      return 'no access to shared words';
    case OP.READ:
      return `plain ${word} → ${before}`;
    case OP.WRITE:
      return `plain ${word} = ${after}`;
    case OP.LOAD:
      return `load ${word} → ${before}`;
    case OP.STORE:
      return `store ${word} = ${after}`;
    case OP.COMPARE_EXCHANGE:
      return before === after ? `cas ${word} fails: ${before}` : `cas ${word} ${before} → ${after}`;
    case OP.WAIT:
      return sleeps ? `wait ${word} = ${before}, sleeps` : `wait ${word}: it is ${before}`;
    case OP.NOTIFY:
      return `notify ${word}`;
    default:
      return `${NAMES[op]} ${word} ${before} → ${after}`;
  }
}

/** `tryPush(0, 7)`. */
export function callText({ name, args }: { readonly name: string; readonly args: readonly number[] }): string {
  return `${name}(${args.join(', ')})`;
}
