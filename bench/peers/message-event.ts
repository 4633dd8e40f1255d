/**
 * A message for each advance that somebody waits for: `postMessage` through a MessageChannel, received by a 'message' event.
 *
 * The count lies in shared words, so that both sides agree on it; the message has no content and only says "look again".
 *
 * Words (each on a line of its own):
 *   COUNT    free-running: how often it was advanced; written by whoever advances
 *   WAITERS  waits under way; written by whoever waits
 *
 * Thread contract: a thread advances if it is attached as producer and waits if it is attached as consumer; it may wait several
 * times at once. Progress: blocking (the port's queue is locked).
 * No lost wake-up (Dekker): a waiter counts itself in WAITERS, then looks at COUNT; an advance moves COUNT, then looks at
 * WAITERS. All four are sequentially consistent, so either the waiter sees the new count or the advance posts a message. The
 * waiter is among `waiting` before it returns to its event loop, and messages are received only there.
 * Wrap: counts are compared by difference.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { End, EventcountSpec, i32, Peer, Words } from '../../src/contract.ts';

const COUNT: i32 = 0;
const WAITERS: i32 = LINE_WORDS;

/** This thread's part of an instance. */
interface Ends {
  /** One port for each thread that waits; this one posts to all. */
  readonly producer: MessagePort[];
  /** One port for each thread that advances. */
  readonly consumer: MessagePort[];
  /** What the next message calls. */
  waiting: (() => void)[];
}

const instances = new Map<Words, Ends>();

const peer: Peer = {
  wraps: 'message-port',
  /** A channel for each pair of a thread that advances and one that waits. */
  connect(_params, ends) {
    const ports: MessagePort[][] = ends.map(() => []);
    ends.forEach((from, i) => {
      ends.forEach((to, j) => {
        if (from !== 'producer' || to !== 'consumer') return;
        const { port1, port2 } = new MessageChannel();
        ports[i].push(port1);
        ports[j].push(port2);
      });
    });
    return ends.map((end, rank) => ({ connection: { end, ports: ports[rank] }, transfer: ports[rank] }));
  },
  attach(words, connection) {
    const { end, ports } = connection as { end: End; ports: MessagePort[] };
    const mine = instances.get(words) ?? { producer: [], consumer: [], waiting: [] }; // a thread may play both ends
    instances.set(words, mine);
    mine[end].push(...ports);
    if (end === 'producer') return;
    for (const port of ports) {
      port.on('message', () => lookAgain(mine));
      port.unref(); // only a wait keeps the thread alive
    }
  },
};

export function advance(words: Words, self: i32): void {
  // LP. [seq-cst] publishes what the caller wrote, pairs with whenCount's [acquire] load of COUNT; and Dekker: COUNT before the
  // look at WAITERS, there WAITERS before the look at COUNT.
  Atomics.add(words, COUNT, 1);
  if (Atomics.load(words, WAITERS) === 0) return; // [seq-cst] the second half of Dekker
  for (const port of instances.get(words)?.producer ?? []) port.postMessage(null);
}

export async function whenCount(words: Words, self: i32, count: i32): Promise<void> {
  const mine = instances.get(words);
  if (!mine) throw new Error('Expected words that this thread is attached to, found others: call peer.attach first.');
  Atomics.add(words, WAITERS, 1); // [seq-cst] Dekker: WAITERS before the look at COUNT; pairs with advance's load
  // LP when it ends. [seq-cst] Dekker, and pairs with advance's add; ends when the count has come that far, which a message tells.
  while (((Atomics.load(words, COUNT) - count) | 0) < 0) await nextMessage(mine);
  Atomics.sub(words, WAITERS, 1); // [relaxed] an advance that still counts us posts a message that calls nobody
}

function nextMessage(mine: Ends): Promise<void> {
  for (const port of mine.consumer) port.ref();
  return new Promise((resolve) => {
    mine.waiting.push(resolve);
  });
}

function lookAgain(mine: Ends): void {
  const { waiting } = mine;
  mine.waiting = [];
  for (const port of mine.consumer) port.unref();
  for (const resolve of waiting) resolve();
}

export default {
  kind: 'eventcount',
  name: 'message-event',
  title: "MessageChannel, 'message' event",
  family: 'peer',
  waiting: 'event-loop',
  wakes: 'when-waited-for',
  progress: 'blocking',
  useWhen: 'the message carries data as well',
  restrictions: ['JavaScript only', 'the waiting thread must return to its event loop'],
  sources: [
    {
      who: 'Node.js contributors',
      year: 2026,
      what: 'worker_threads: MessageChannel, MessagePort',
      url: 'https://nodejs.org/api/worker_threads.html',
    },
  ],
  layout: { COUNT, WAITERS },
  freeRunning: ['COUNT'],
  backends: ['js'],
  peer,
  sizeWords: () => 2 * LINE_WORDS,
  advance,
  whenCount,
} satisfies EventcountSpec;
