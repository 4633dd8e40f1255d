/** inside-ticket that forgets the argument of additions. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../../../src/contract.ts';
import { ADD, COUNT, OBJECT_WORDS } from '../../../src/delegation/_object.ts';
import { execute as executeInside } from '../../../src/delegation/inside-ticket.ts';
import type { Mutant } from '../mutant.ts';

const OBJECT: i32 = 3 * LINE_WORDS;

export function init(words: Words, threads: i32): void {}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  return executeInside(words, self, operation, operation === ADD ? 1 : argument); // BROKEN: not the argument
}

export default {
  kind: 'delegation',
  name: 'adds-one',
  twin: 'inside-ticket',
  caughtBy: 'results',
  title: 'Additions of 1, whatever was asked for',
  family: 'mutant',
  runs: 'caller',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'inside-ticket, broken' }],
  layout: { OBJECT, COUNT: OBJECT + COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => OBJECT + OBJECT_WORDS,
  init,
  execute,
} satisfies Mutant<DelegationSpec>;
