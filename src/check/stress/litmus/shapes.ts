/** The litmus tests: what each asks, and which outcomes must not be. */
import * as at from './words.ts';

export interface Shape {
  readonly name: string;
  readonly role: 'run' | 'pingPong';
  /** For the role `run`. */
  readonly number: number;
  readonly threads: number;
  /** How many registers make an outcome: `1,0`. Absent: outcomes have names. */
  readonly registers?: number;
  readonly outcomes?: readonly string[];
  /** What no order of the accesses yields. */
  readonly forbidden: readonly string[];
  /** Allowed, and the reason to look. */
  readonly interesting: readonly string[];
  /** What the threads do, and what a forbidden (or interesting) outcome would mean. */
  readonly says: string;
}

const run = { role: 'run', threads: 2, registers: 2, interesting: [] } as const;

export const SHAPES: readonly Shape[] = [
  {
    ...{ ...run, name: 'SB', number: at.SB, forbidden: ['0,0'] },
    says: 'x = 1; read y | y = 1; read x. 0,0: neither store was seen.',
  },
  {
    ...{ ...run, name: 'MP', number: at.MP, forbidden: ['1,0'] },
    says: 'x = 1; y = 1 | read y; read x. 1,0: the second store was seen before the first.',
  },
  {
    ...{ ...run, name: 'LB', number: at.LB, forbidden: ['1,1'] },
    says: 'read x; y = 1 | read y; x = 1. 1,1: each read saw what was stored after it.',
  },
  {
    ...{ ...run, name: 'CoRR', number: at.CORR, forbidden: ['1,0'] },
    says: 'x = 1 | read x; read x. 1,0: the word went back.',
  },
  {
    ...{ ...run, name: 'IRIW', number: at.IRIW, threads: 4, registers: 4, forbidden: ['1,0,1,0'] },
    says: 'x = 1 | y = 1 | read x; read y | read y; read x. 1,0,1,0: two readers saw two orders.',
  },
  {
    ...{ ...run, name: '2+2W', number: at.TWO_TWO_W, forbidden: ['1,1'] },
    says: 'x = 1; y = 2 | y = 1; x = 2. 1,1 left behind: both first stores came last.',
  },
  {
    ...{ ...run, name: 'MP, plain data', number: at.MP_PLAIN, forbidden: ['1,0'] },
    says: 'x = 1, plain; flag = 1 | read flag; read x, plain. 1,0: the flag was seen, the data not.',
  },
  {
    ...{ ...run, name: 'SB, plain', number: at.SB_PLAIN, forbidden: [], interesting: ['0,0'] },
    says: 'SB without atomics. 0,0 is allowed: stores wait in the CPU while later reads go ahead.',
  },
  {
    ...{ name: 'ping-pong', role: 'pingPong', number: 0, threads: 2, outcomes: ['woken', 'not equal', 'forgotten'] },
    ...{ forbidden: ['forgotten'], interesting: ['not equal'] },
    says: 'Two threads wake each other. Not equal: the word had changed before the thread slept.',
  },
];

/** The outcome with this place among the counts. */
export function outcomeName({ registers, outcomes }: Shape, place: number): string {
  if (outcomes) return outcomes[place] ?? `outcome ${place}`;
  const digits = Array.from({ length: registers ?? 0 }, (_, r) => Math.floor(place / 3 ** r) % 3);
  return digits.join(',');
}
