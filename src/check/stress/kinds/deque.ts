/** Deques: no item is lost, doubled or made up; with a record of every call, each comes out at its end, and refusals have a reason. */
import type { DequeSpec, Words } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import { judgeDequeHistory } from '../judge-deque-history.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, StressedKind } from '../scene.ts';

const MOST_CAPACITY_BITS = 10;
/** In the order of the driver's numbers. */
const NAMES = [
  { name: 'pushBottom', hasArgument: true },
  { name: 'popBottom', hasArgument: false },
  { name: 'steal', hasArgument: false },
];

export default {
  refuses: () => null,
  drivers: () => ['deque'],
  stage(spec, random, threads, kills) {
    const capacity = 2 ** (1 + random.below(oneOf(random, [2, MOST_CAPACITY_BITS])));
    const start = drawStart(spec, random, capacity);
    const tunables = drawTunables(spec, random);
    const isWatched = !kills && random.below(2) === 0;
    const batch = oneOf(random, [1, 2, 4, at.MOST_BATCH]);
    const sizes = { capacitySlots: capacity, threads };
    const [owner, thief] = isWatched ? ['ownWatched', 'thieveWatched'] : ['own', 'thieve'];
    return {
      driver: 'deque',
      players: Array.from({ length: threads }, (_, self) => ({ role: self === 0 ? owner : thief, self })),
      sizeWords: footprint(spec, sizes),
      setUp(words) {
        setUp(spec, words, sizes, start);
        setTunables(spec, words, tunables);
      },
      own: { [at.BATCH]: batch, [at.LINGER]: drawLinger(random) },
      isWatched,
      says: [
        `capacity ${capacity}`,
        ...(batch > 1 ? [`up to ${batch} pushes or pops in a row`] : []),
        ...sayStart(start),
        ...sayTunables(tunables),
      ],
      deadHoldUp: spec.progress === 'blocking',
      judge: (aftermath) =>
        isWatched
          ? judgeWatched(spec, capacity, threads, aftermath)
          : judgeCounts(spec, capacity, { ...aftermath, mine: aftermath.mine.slice(0, threads) }),
    };
  },
} satisfies StressedKind<DequeSpec>;

/** What is inside is what the owner put in and nobody took out. */
function judgeCounts(spec: DequeSpec, capacity: number, { mine, gone, words }: Aftermath): Judgement {
  const operations = total(mine, at.OPS);
  // The dead may hold the lock.
  if (gone.size > 0 && spec.progress === 'blocking') return { operations, wrong: null };
  const left = drain(spec, capacity, words);
  const expected = total(mine, at.INSIDE);
  // What the dead have begun may have happened, and not been counted.
  if (Math.abs(left.length - expected) > gone.size)
    return { operations, wrong: `${expected} items must have been left, ${left.length} were.` };
  const sum = left.reduce((sum, item) => (sum + item) | 0, 0);
  if (gone.size === 0 && sum !== (total(mine, at.SUM) | 0))
    return { operations, wrong: `${expected} items were left, but not those that were put in and not taken out.` };
  return { operations, wrong: null };
}

/** The history decides. When all threads have ended, the main thread steals until the deque says that it is empty. */
function judgeWatched(spec: DequeSpec, capacity: number, threads: number, { logs, words }: Aftermath): Judgement {
  const history = readLogs(logs.slice(0, threads), NAMES);
  let now = history.reduce((latest, { returnedAt }) => Math.max(latest, returnedAt), 0);
  for (const result of [...drain(spec, capacity, words), -1])
    history.push({ thread: threads, name: 'steal', args: [], result, calledAt: ++now, returnedAt: ++now });
  const judged = { operations: history.length, history };
  const { verdict, reason, culprits } = judgeDequeHistory(history, capacity);
  if (verdict === 'illegal') return { ...judged, wrong: `${reason[0].toUpperCase()}${reason.slice(1)}.`, culprits };
  return { ...judged, wrong: null, ...(verdict === 'unknown' && { undecided: reason }) };
}

/** What is left, for the main thread: nobody else runs. Ends although the deque may not. */
function drain(spec: DequeSpec, capacity: number, words: Words): number[] {
  const into = new Int32Array(1);
  const items: number[] = [];
  while (items.length <= capacity && spec.steal(words, 1, into, 0) === 1) items.push(into[0]);
  return items;
}

function total(all: readonly Words[], word: number): number {
  return all.reduce((sum, own) => sum + own[word], 0);
}
