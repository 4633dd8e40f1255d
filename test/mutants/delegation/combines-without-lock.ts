/** flat-combining without its lock: two combiners run a request twice. The nap between is only to be sure of that. */
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { DelegationSpec, i32, Words } from '../../../src/contract.ts';
import { COUNT, NO_OPERATION, OBJECT_WORDS, run } from '../../../src/delegation/_object.ts';
import type { Mutant } from '../mutant.ts';

const THREADS: i32 = 0;
const NAP: i32 = 1;
const OBJECT: i32 = LINE_WORDS;
const RECORDS: i32 = OBJECT + OBJECT_WORDS;

const REQUEST: i32 = 0;
const VALUE: i32 = 1;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

function recordOf(self: i32): i32 {
  return (RECORDS + Math.imul(self, LINE_WORDS)) | 0;
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  const mine = recordOf(self);
  words[mine + VALUE] = argument; // plain: the request is none
  Atomics.store(words, mine + REQUEST, operation); // [release]
  const threads = words[THREADS]; // plain: constant after init
  for (let other: i32 = 0; other < threads; other++) serveRecord(words, recordOf(other)); // BROKEN: others do, too
  return words[mine + VALUE]; // plain: the request is none
}

function serveRecord(words: Words, record: i32): void {
  const operation = Atomics.load(words, record + REQUEST); // [acquire]
  if (operation === NO_OPERATION) return;
  parkFor(words, NAP, 0, 1);
  words[record + VALUE] = run(words, OBJECT, operation, words[record + VALUE]); // plain: as if it were the combiner's
  Atomics.store(words, record + REQUEST, NO_OPERATION); // [release]
}

export default {
  kind: 'delegation',
  name: 'combines-without-lock',
  twin: 'flat-combining',
  caughtBy: 'exactness',
  title: 'Flat combining without its lock',
  family: 'mutant',
  runs: 'one-of-the-callers',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'flat-combining, broken' }],
  layout: { THREADS, NAP, OBJECT, COUNT: OBJECT + COUNT, RECORDS },
  freeRunning: ['COUNT'],
  sizeWords: (threads) => RECORDS + threads * LINE_WORDS,
  init,
  execute,
} satisfies Mutant<DelegationSpec>;
