/** One access to shared memory, as the shipped JavaScript makes it. */
export interface Access {
  readonly op: 'read' | 'write' | 'load' | 'store' | 'wait' | 'notify' | keyof typeof UPDATES;
  readonly region: string;
  readonly at: number;
  /** Operands in order; of a wait what is expected and the milliseconds. */
  readonly operands: readonly number[];
}

/** What an access yields in JavaScript: a number, or what a wait returns. */
export type Yielded = number | 'ok' | 'not-equal' | 'timed-out';

/** Read-modify-writes: the new value; the result is the old one. */
export const UPDATES = {
  add: (old: number, [by]: readonly number[]) => (old + by) | 0,
  sub: (old: number, [by]: readonly number[]) => (old - by) | 0,
  and: (old: number, [by]: readonly number[]) => old & by,
  or: (old: number, [by]: readonly number[]) => old | by,
  xor: (old: number, [by]: readonly number[]) => old ^ by,
  exchange: (_old: number, [by]: readonly number[]) => by,
  compareExchange: (old: number, [expected, replacement]: readonly number[]) => (old === expected ? replacement : old),
};

/** Is it one of `Atomics`? A wait is: it looks at the word. */
export function isAtomic({ op }: Access): boolean {
  return op !== 'read' && op !== 'write';
}

/** Does it look at a word, given what it yielded? */
export function reads({ op }: Access): boolean {
  return op !== 'write' && op !== 'store' && op !== 'notify';
}

/** Does it write one? A compare-and-swap that fails only reads. */
export function writes({ op, operands }: Access, yielded: Yielded): boolean {
  if (op === 'compareExchange') return yielded === operands[0];
  return op === 'write' || op === 'store' || op in UPDATES;
}
