/** Rings: no item is lost, doubled, overtaken or made up; with a record of every call, none is refused without reason. */
import type { RingSpec, Words } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { checkFifo } from '../../linearizable/fast/fifo.ts';
import { checkSpscFifo } from '../../linearizable/fast/spsc-fifo.ts';
import { counted } from '../counted.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, StressedKind } from '../scene.ts';

const MOST_CAPACITY_BITS = 10;
const NAMES = [
  { name: 'tryPush', hasArgument: true },
  { name: 'tryPop', hasArgument: false },
];

/** What a ring's round was set up with. */
export interface RingSetting {
  readonly spec: RingSpec;
  readonly capacity: number;
  readonly producers: number;
  readonly consumers: number;
}

export default {
  refuses: () => null,
  drivers: () => ['ring'],
  stage(spec, random, threads, kills) {
    const capacity = 2 ** (1 + random.below(oneOf(random, [3, MOST_CAPACITY_BITS])));
    const [producers, consumers] = crowd(spec, threads, random.below);
    const setting = { spec, capacity, producers, consumers };
    const start = drawStart(spec, random, capacity);
    const tunables = drawTunables(spec, random);
    const isWatched = !kills && spec.delivery === 'once' && spec.overflow === 'reject' && random.below(2) === 0;
    const batch = isWatched ? 1 : oneOf(random, [1, 1, 4, at.MOST_BATCH]);
    const linger = drawLinger(random);
    const isGapless = producers === 1 && (consumers === 1 || spec.delivery === 'all') && spec.overflow === 'reject';
    const [produce, consume] = isWatched ? ['pushWatched', 'popWatched'] : ['produce', 'consume'];
    return {
      driver: 'ring',
      players: [
        ...Array.from({ length: producers }, (_, self) => ({ role: produce, self })),
        ...Array.from({ length: consumers }, (_, self) => ({ role: consume, self })),
      ],
      sizeWords: footprint(spec, { capacitySlots: capacity, consumers }),
      setUp(words, control) {
        setUp(spec, words, { capacitySlots: capacity, consumers }, start);
        setTunables(spec, words, tunables);
        control[at.PRODUCING] = producers; // plain: not shared yet
      },
      own: { [at.BATCH]: batch, [at.LINGER]: linger, [at.GAPLESS]: isGapless ? 1 : 0 },
      isWatched,
      says: [
        `${counted(producers, 'producer')}, ${counted(consumers, 'consumer')}`,
        `capacity ${capacity}`,
        ...(batch > 1 ? [`batches up to ${batch}`] : []),
        ...sayStart(start),
        ...sayTunables(tunables),
      ],
      deadHoldUp: spec.progress === 'blocking',
      onDeath(_, control, rank) {
        if (rank < producers) Atomics.sub(control, at.PRODUCING, 1); // [release] for the dead; pairs with the consumers' load
      },
      judge: (aftermath) => (isWatched ? judgeWatched(setting, aftermath) : judgeCounts(setting, isGapless, aftermath)),
    };
  },
} satisfies StressedKind<RingSpec>;

function crowd({ producers, consumers }: RingSpec, threads: number, below: (n: number) => number): [number, number] {
  if (producers === 1) return [1, consumers === 1 ? 1 : threads - 1];
  const most = Math.min(threads - 1, at.MOST_PRODUCERS);
  const some = consumers === 1 ? most : 1 + below(most);
  return [some, consumers === 1 ? 1 : threads - some];
}

/** Everything that was put in has come out, and nothing else. */
function judgeCounts({ spec, capacity, producers }: RingSetting, isGapless: boolean, aftermath: Aftermath): Judgement {
  const { mine, gone, words } = aftermath;
  const makers = mine.slice(0, producers);
  const takers = mine.slice(producers);
  const pushed = total(makers, at.OPS);
  const operations = pushed + total(takers, at.OPS);
  const done = (wrong: string | null): Judgement => ({ operations, wrong });
  if (spec.overflow === 'overwrite') {
    const last = takers[0][at.NEXT_OF];
    if (gone.size === 0 && last !== pushed)
      return done(`Item ${pushed - 1} was put in last, ${last - 1} came out last.`);
    return done(null);
  }
  if (gone.size > 0) {
    const atMost = total(makers, at.ASKED);
    const most = Math.max(...(spec.delivery === 'all' ? takers.map((own) => own[at.OPS]) : [total(takers, at.OPS)]));
    if (most > atMost) return done(`${most} items came out, at most ${atMost} were put in.`);
    if (!isGapless || spec.delivery === 'all') return done(null);
    if (!gone.has(0)) return done(roomComplaint(capacity, makers[0], takers[0]));
    // Where both are gone one may hold the lock, for which a look into the ring would wait for ever.
    return done(gone.size > 1 ? null : prefixComplaint(spec, makers[0], takers[0], words));
  }
  if (spec.delivery === 'all') {
    const short = takers.findIndex((own) => own[at.OPS] !== pushed || own[at.SUM] !== makers[0][at.SUM]);
    return done(short < 0 ? null : `${pushed} items were put in, consumer ${short} took ${takers[short][at.OPS]}.`);
  }
  const left = drain(spec, words);
  const taken = total(takers, at.OPS) + left.length;
  if (taken !== pushed) return done(`${pushed} items were put in, ${taken} came out.`);
  const sum = left.reduce((sum, item) => (sum + item) | 0, total(takers, at.SUM) | 0);
  if (sum !== (total(makers, at.SUM) | 0)) return done(`${pushed} items came out, but not those that were put in.`);
  return done(null);
}

/** One to one, and the producer has died: the consumer, as which the main thread goes on, has found a prefix, in order. */
function prefixComplaint(spec: RingSpec, maker: Words, taker: Words, words: Words): string | null {
  const first = taker[at.OPS];
  const left = drain(spec, words).map((item) => item >> at.PRODUCER_BITS);
  const odd = left.findIndex((nth, i) => nth !== first + i);
  if (odd >= 0) return `After a death item ${left[odd]} was in the ring where item ${first + odd} was due.`;
  const came = first + left.length;
  if (came > maker[at.ASKED]) return `After a death ${came} items came out, at most ${maker[at.ASKED]} were put in.`;
  // A ring that publishes several items at once may have kept some back, which nobody flushes any more.
  if (came < maker[at.OPS] && spec.publishes === 'each')
    return `After a death ${came} items came out of ${maker[at.OPS]} that were put in.`;
  return null;
}

/** One to one, and the consumer has died, perhaps between two words of its own, so that nobody can go on for it: no more went in than fits. */
function roomComplaint(capacity: number, maker: Words, taker: Words): string | null {
  const most = taker[at.ASKED] + capacity;
  return maker[at.OPS] <= most
    ? null
    : `After a death ${maker[at.OPS]} items went in where there was room for ${most}.`;
}

/** What is left in the ring, for the main thread: nobody else runs. Ends: a ring of 2¹⁰ slots holds no more. */
function drain(spec: RingSpec, words: Words): number[] {
  const into = new Int32Array(1);
  const items: number[] = [];
  while (items.length <= 2 ** MOST_CAPACITY_BITS && spec.tryPop(words, 0, into, 0)) items.push(into[0]);
  return items;
}

/** The history decides. When all threads have ended, the main thread goes on as the last consumer until the ring says that it is empty. */
function judgeWatched({ spec, capacity, producers, consumers }: RingSetting, { logs, words }: Aftermath): Judgement {
  const threads = producers + consumers;
  const history = readLogs(logs.slice(0, threads), NAMES);
  let now = history.reduce((latest, { returnedAt }) => Math.max(latest, returnedAt), 0);
  for (const result of [...drain(spec, words), -1])
    history.push({ thread: threads - 1, name: 'tryPop', args: [], result, calledAt: ++now, returnedAt: ++now });
  const judged = { operations: history.length, history };
  // A ring that publishes several items at once says "empty" while it keeps some back.
  const refusals = spec.publishes === 'several' ? 'any-time' : spec.refusals === 'exact' ? 'exact' : 'when-overlapped';
  const exact = threads === 2 ? checkSpscFifo(history, { capacity, refusals }) : null;
  // Where the order of one side is not sure because its times touch, the check for several threads may still know.
  const finding = exact && exact.verdict !== 'unknown' ? exact : checkFifo(history, { capacity, refusals });
  const { verdict, reason, culprits } = finding;
  if (verdict === 'illegal') return { ...judged, wrong: sentence(reason), culprits };
  if (verdict === 'unknown') {
    // Undecided for want of knowing when there was room: order, loss and "empty" can be decided without.
    const order = checkFifo(history, { capacity: Number.POSITIVE_INFINITY, refusals, pushRefusals: 'any-time' });
    if (order.verdict === 'illegal') return { ...judged, wrong: sentence(order.reason), culprits: order.culprits };
  }
  const pushed = history.filter(({ name, result }) => name === 'tryPush' && result === 1).length;
  const popped = history.filter(({ name, result }) => name === 'tryPop' && result !== -1).length;
  if (pushed !== popped) return { ...judged, wrong: `${pushed} items were put in, ${popped} came out.` };
  return { ...judged, wrong: null, ...(verdict === 'unknown' && { undecided: reason }) };
}

function sentence(reason: string): string {
  return `${reason[0].toUpperCase()}${reason.slice(1)}.`;
}

function total(all: readonly Words[], word: number): number {
  return all.reduce((sum, own) => sum + own[word], 0);
}
