/** ffwd that says that the answer is there before it is. The nap between is only to be sure that the client looks. */
import { relax, STAY_CLOSE } from '../../../src/atomics/backoff.ts';
import { LINE_WORDS } from '../../../src/atomics/layout.ts';
import { parkFor } from '../../../src/atomics/wait.ts';
import type { DelegationSpec, i32, Words } from '../../../src/contract.ts';
import { COUNT, OBJECT_WORDS, run } from '../../../src/delegation/_object.ts';
import type { Mutant } from '../mutant.ts';

const THREADS: i32 = 0;
const NAP: i32 = 1;
const OBJECT: i32 = LINE_WORDS;
const CLIENTS: i32 = OBJECT + OBJECT_WORDS;

const REQUEST: i32 = 0;
const ARGUMENT: i32 = 1;
const TOGGLE: i32 = LINE_WORDS;
const RESULT: i32 = LINE_WORDS + 1;
const CLIENT_WORDS: i32 = 2 * LINE_WORDS;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
}

function clientAt(self: i32): i32 {
  return (CLIENTS + Math.imul(self, CLIENT_WORDS)) | 0;
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  const mine = clientAt(self);
  const toggle = (words[mine + REQUEST] & 1) ^ 1; // plain: the client's own
  words[mine + ARGUMENT] = argument; // plain: the server does not look yet
  Atomics.store(words, mine + REQUEST, (operation << 1) | toggle); // [release]
  let paused: i32 = 0;
  while (Atomics.load(words, mine + TOGGLE) !== toggle) paused = relax(words, NAP, paused, STAY_CLOSE); // [acquire]
  return words[mine + RESULT]; // plain: as if it were there
}

export function serve(words: Words): i32 {
  const threads = words[THREADS]; // plain: constant after init
  let ran: i32 = 0;
  for (let self: i32 = 0; self < threads; self++) ran = (ran + serveClient(words, clientAt(self))) | 0;
  return ran;
}

function serveClient(words: Words, client: i32): i32 {
  const request = Atomics.load(words, client + REQUEST); // [acquire]
  const toggle = request & 1;
  if (words[client + TOGGLE] === toggle) return 0; // plain: only the server writes it
  Atomics.store(words, client + TOGGLE, toggle); // BROKEN: the result comes after it. [release]
  parkFor(words, NAP, 0, 1);
  words[client + RESULT] = run(words, OBJECT, request >> 1, words[client + ARGUMENT]); // plain: the server's
  return 1;
}

export default {
  kind: 'delegation',
  name: 'answers-early',
  twin: 'ffwd',
  caughtBy: 'exactness',
  title: 'Server that answers before it has run the operation',
  family: 'mutant',
  runs: 'server',
  waiting: 'spin',
  progress: 'blocking',
  useWhen: 'never: it is broken on purpose',
  restrictions: ['broken on purpose'],
  sources: [{ who: 'this project', year: 2026, what: 'ffwd, broken' }],
  layout: { THREADS, NAP, OBJECT, COUNT: OBJECT + COUNT, CLIENTS },
  freeRunning: ['COUNT'],
  sizeWords: (threads) => CLIENTS + threads * CLIENT_WORDS,
  init,
  execute,
  serve,
} satisfies Mutant<DelegationSpec>;
