/**
 * ffwd: a thread that does nothing else runs the operations of all. Requests and results go by lines with one writer each.
 *
 * Source: Roghanchi, Eriksson & Basu, "ffwd: delegation is (much) faster than you think", SOSP 2017.
 * Differs: a request names an operation of the object by its code, with one argument, instead of a function's address with several; the
 * number of clients that share a response line is a power of two, and a tunable; clients pause while they wait and nap after some
 * 100 µs; what the server does when there is nothing to do is its caller's affair.
 *
 * Words (each group on a line of its own):
 *   THREADS     number of clients; constant after init, as the next
 *   GROUP_BITS  the clients of a group, which share a response line, are 2^GROUP_BITS
 *   NAP         always 0: something to sleep on; on the line of THREADS
 *   OBJECT…     the object, see _object.ts; the server's
 *   BUFFER…     results of a group on their way; the server's
 *   CLIENTS…    two lines for each client:
 *     REQUEST   operation << 1 | toggle; written by the client
 *     ARGUMENT  written by the client, before REQUEST
 *     TOGGLES   of the group with the client's number: the toggle of the request that was answered last, a bit for each of its clients;
 *               begins the second line, as the next written by the server
 *     RESULTS…  of the group's clients, before TOGGLES
 * A client has asked when the toggle of its REQUEST is not its bit of TOGGLES.
 *
 * Line transfers of an operation: the request to the server, the response to the client; neither side ever writes to the other's line. The
 * results of a group are gathered in BUFFER and written out together: else clients that look for theirs would take the line away
 * between two of them. The first nine words, which eight clients need, are within 64 bytes.
 *
 * Thread contract: `self` is from 0 to `threads` - 1, and no two threads share one. `serve` is called by one thread and no other, again
 * and again as long as anybody asks.
 * Misuse: two clients with one number lose operations; two servers run operations twice; a number that is too large writes behind the
 * structure.
 * Progress: blocking; a server that is descheduled, or has gone, holds up everybody. Fairness: a look serves each client once at most, and
 * every client that had asked when the look began.
 * Reuse and ABA: a client asks again only after its answer, so one bit tells the request that was answered from the next one.
 */
import { relax, STAY_CLOSE } from '../atomics/backoff.ts';
import { LINE_WORDS } from '../atomics/layout.ts';
import type { DelegationSpec, i32, Words } from '../contract.ts';
import { COUNT, OBJECT_WORDS, run } from './_object.ts';

const THREADS: i32 = 0;
const GROUP_BITS: i32 = 1;
const NAP: i32 = 2;
const OBJECT: i32 = LINE_WORDS;
const BUFFER: i32 = OBJECT + OBJECT_WORDS;
const CLIENTS: i32 = BUFFER + LINE_WORDS;

/** Within a client's words. */
const REQUEST: i32 = 0;
const ARGUMENT: i32 = 1;
const TOGGLES: i32 = LINE_WORDS;
const RESULTS: i32 = LINE_WORDS + 1;
const CLIENT_WORDS: i32 = 2 * LINE_WORDS;

/** Eight clients: their toggles and results are within 64 bytes. */
const DEFAULT_GROUP_BITS: i32 = 3;
/** Sixteen clients: within LINE_WORDS. */
const MOST_GROUP_BITS: i32 = 4;

export function init(words: Words, threads: i32): void {
  words[THREADS] = threads; // plain: not shared yet
  words[GROUP_BITS] = DEFAULT_GROUP_BITS; // plain: not shared yet
}

/** The words of a client, and of the group with that number. */
function clientAt(number: i32): i32 {
  return (CLIENTS + Math.imul(number, CLIENT_WORDS)) | 0;
}

export function execute(words: Words, self: i32, operation: i32, argument: i32): i32 {
  const mine = clientAt(self);
  const groupBits = words[GROUP_BITS]; // plain: constant after init
  const group = clientAt(self >> groupBits);
  const bit = self & ((1 << groupBits) - 1);
  const toggle = (words[mine + REQUEST] & 1) ^ 1; // plain: only this thread writes it
  words[mine + ARGUMENT] = argument; // plain: the server does not look before the toggle changes
  // [release] publishes ARGUMENT; pairs with serveGroup's [acquire] load.
  Atomics.store(words, mine + REQUEST, (operation << 1) | toggle);
  let paused: i32 = 0;
  // Ends when the server has looked at this client and written its group's results out.
  // [acquire] sees the result; pairs with serveGroup's [release] store.
  while (((Atomics.load(words, group + TOGGLES) >> bit) & 1) !== toggle) paused = relax(words, NAP, paused, STAY_CLOSE);
  return words[group + RESULTS + bit]; // plain: the server writes it only when this thread has asked again
}

export function serve(words: Words): i32 {
  const threads = words[THREADS]; // plain: constant after init, as GROUP_BITS
  const groupSize: i32 = 1 << words[GROUP_BITS];
  let ran: i32 = 0;
  let group = clientAt(0);
  // Ends with the last client's group.
  for (let first: i32 = 0; first < threads; first = (first + groupSize) | 0) {
    const left = (threads - first) | 0;
    ran = (ran + serveGroup(words, group, first, left < groupSize ? left : groupSize)) | 0;
    group = (group + CLIENT_WORDS) | 0;
  }
  return ran;
}

/** Serve `size` clients from `first` on. Returns how many of them had asked. */
function serveGroup(words: Words, group: i32, first: i32, size: i32): i32 {
  const before = words[group + TOGGLES]; // plain: only the server writes it
  let toggles = before;
  let ran: i32 = 0;
  // Ends with the group's last client.
  for (let bit: i32 = 0; bit < size; bit++) {
    const client = clientAt((first + bit) | 0);
    const request = Atomics.load(words, client + REQUEST); // [acquire] sees ARGUMENT; pairs with execute's [release] store
    if (((request ^ (before >> bit)) & 1) !== 0) {
      // LP in `run`. plain: the client waits; BUFFER and the object are the server's.
      words[BUFFER + bit] = run(words, OBJECT, request >> 1, words[client + ARGUMENT]);
      toggles = toggles ^ (1 << bit);
      ran = (ran + 1) | 0;
    }
  }
  if (ran > 0) writeOut(words, group, before ^ toggles, toggles);
  return ran;
}

/** Answer the clients whose bits `answered` has. */
function writeOut(words: Words, group: i32, answered: i32, toggles: i32): void {
  let left = answered;
  // Ends with the last of them.
  for (let bit: i32 = 0; left !== 0; bit = (bit + 1) | 0) {
    if ((left & 1) !== 0) words[group + RESULTS + bit] = words[BUFFER + bit]; // plain: the client waits; BUFFER is the server's
    left = left >> 1;
  }
  // [release] publishes the results; pairs with execute's [acquire] load.
  Atomics.store(words, group + TOGGLES, toggles);
}

export default {
  kind: 'delegation',
  name: 'ffwd',
  title: 'Server thread with lines of requests (ffwd)',
  family: 'server',
  runs: 'server',
  waiting: 'spin',
  progress: 'blocking',
  useWhen:
    'many threads want short operations of one object all the time, and a CPU can be given to the thread that runs them',
  restrictions: [
    'a thread and its CPU do nothing but serve',
    'each number belongs to one thread',
    'a server that is descheduled holds up everybody',
    'an operation costs two line transfers, also when nobody else asks',
  ],
  sources: [
    {
      who: 'Roghanchi, Eriksson & Basu',
      year: 2017,
      what: 'ffwd: delegation is (much) faster than you think, SOSP',
      url: 'https://doi.org/10.1145/3132747.3132771',
    },
  ],
  layout: { THREADS, GROUP_BITS, NAP, OBJECT, COUNT: OBJECT + COUNT, BUFFER, CLIENTS },
  freeRunning: ['COUNT'],
  tunables: {
    groupBits: {
      word: GROUP_BITS,
      default: DEFAULT_GROUP_BITS,
      min: 0,
      max: MOST_GROUP_BITS,
      what: 'clients that share a response line, as a power of two',
    },
  },
  sizeWords: (threads) => CLIENTS + threads * CLIENT_WORDS,
  init,
  execute,
  serve,
} satisfies DelegationSpec;
