import { OP } from './thread-code.ts';

/** What a word that holds `value` holds after a read-modify-write with the operands `a` and `b`. */
export function updated(op: number, value: number, a: number, b: number): number {
  switch (op) {
    case OP.ADD:
      return (value + a) | 0;
    case OP.SUB:
      return (value - a) | 0;
    case OP.AND:
      return value & a;
    case OP.OR:
      return value | a;
    case OP.XOR:
      return value ^ a;
    case OP.EXCHANGE:
      return a;
    case OP.COMPARE_EXCHANGE:
      return b;
    default:
      throw new Error(`Expected an operation that can be a step, found ${op}.`);
  }
}
