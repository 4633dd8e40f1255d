/** flat-combining that forgets the last caller's record. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../../../src/contract.ts';
import { COUNT, OBJECT_WORDS } from '../../../src/delegation/_object.ts';
import { execute as combine, init as initWhole } from '../../../src/delegation/flat-combining.ts';
import type { Mutant } from '../mutant.ts';

const OBJECT: i32 = 2 * LINE_WORDS;

export function init(words: Words, threads: i32): void {
  initWhole(words, threads);
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  return combine(words, self, operation, argument);
}

export default {
  kind: 'delegation',
  name: 'flat-combining-one-record-short',
  twin: 'flat-combining',
  caughtBy: 'footprint',
  title: 'Flat combining, one record too few',
  family: 'mutant',
  runs: 'one-of-the-callers',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'flat-combining, broken' }],
  layout: { OBJECT, COUNT: OBJECT + COUNT },
  freeRunning: ['COUNT'],
  sizeWords: (threads) => OBJECT + OBJECT_WORDS + (threads - 1) * LINE_WORDS, // BROKEN: the last record
  init,
  execute,
} satisfies Mutant<DelegationSpec>;
