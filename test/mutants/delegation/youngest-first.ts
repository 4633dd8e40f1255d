/** inside-futex whose queue is a stack. */
import type { DelegationSpec, i32, Words } from '../../../src/contract.ts';
import { COUNT, DEQUEUE, ENQUEUE, OBJECT_WORDS, POP, PUSH } from '../../../src/delegation/_object.ts';
import { execute as executeInside, init as initInside } from '../../../src/delegation/inside-futex.ts';
import { LOCK_WORDS } from '../../../src/locks/futex.ts';
import type { Mutant } from '../mutant.ts';

const OBJECT: i32 = LOCK_WORDS;

export function init(words: Words, threads: i32): void {
  initInside(words, threads);
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  return executeInside(words, self, another(operation), argument);
}

function another(operation: i32): i32 {
  if (operation === ENQUEUE) return PUSH; // BROKEN: both
  return operation === DEQUEUE ? POP : operation;
}

export default {
  kind: 'delegation',
  name: 'youngest-first',
  twin: 'inside-futex',
  caughtBy: 'items',
  title: 'Queue that gives back the youngest',
  family: 'mutant',
  runs: 'caller',
  waiting: 'spin-then-park',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'inside-futex, broken' }],
  layout: { OBJECT, COUNT: OBJECT + COUNT },
  freeRunning: ['COUNT'],
  sizeWords: () => OBJECT + OBJECT_WORDS,
  init,
  execute,
} satisfies Mutant<DelegationSpec>;
