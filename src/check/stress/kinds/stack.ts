/** Stacks: no item is lost, doubled or made up, no slot goes away; with a record of every call, the order holds and refusals have a reason. */
import type { StackSpec, Words } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { checkStack } from '../../linearizable/fast/stack.ts';
import type { History } from '../../linearizable/history.ts';
import { counted } from '../counted.ts';
import { drawLinger, drawTunables, oneOf, sayTunables, setTunables } from '../draws.ts';
import { groundlessRefusal } from '../judge-stack-refusals.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, StressedKind } from '../scene.ts';

const MOST_CAPACITY = 1024;
const NAMES = [
  { name: 'tryPush', hasArgument: true },
  { name: 'tryPop', hasArgument: false },
];

export default {
  refuses: () => null,
  drivers: () => ['stack'],
  stage(spec, random, threads, kills) {
    const capacity = oneOf(random, [1, 2, 3, 4, threads, 64, MOST_CAPACITY]);
    const tunables = drawTunables(spec, random);
    const isWatched = !kills && random.below(2) === 0;
    const sizes = { capacitySlots: capacity, threads };
    return {
      driver: 'stack',
      players: Array.from({ length: threads }, (_, self) => ({
        role: isWatched ? 'pushAndPopWatched' : 'pushAndPop',
        self,
      })),
      sizeWords: footprint(spec, sizes),
      setUp(words) {
        setUp(spec, words, sizes);
        setTunables(spec, words, tunables);
      },
      own: { [at.LINGER]: drawLinger(random) },
      isWatched,
      says: [`capacity ${capacity}`, ...sayTunables(tunables)],
      deadHoldUp: spec.progress === 'blocking',
      judge: (aftermath) =>
        isWatched
          ? judgeWatched(spec, capacity, threads, aftermath)
          : judgeCounts(spec, capacity, { ...aftermath, mine: aftermath.mine.slice(0, threads) }),
    };
  },
} satisfies StressedKind<StackSpec>;

/** What is inside is what the threads put in and did not take out, and there are as many slots as before. */
function judgeCounts(spec: StackSpec, capacity: number, { mine, gone, words }: Aftermath): Judgement {
  const operations = total(mine, at.OPS);
  // The dead may hold the lock.
  if (gone.size > 0 && spec.progress === 'blocking') return { operations, wrong: null };
  const left = drain(spec, capacity, words);
  const expected = total(mine, at.INSIDE);
  // What the dead have begun may have happened, and not been counted.
  if (Math.abs(left.length - expected) > gone.size)
    return { operations, wrong: `${counted(expected, 'item')} had to be left, ${left.length} came out.` };
  const sum = left.reduce((sum, item) => (sum + item) | 0, 0);
  if (gone.size === 0 && sum !== (total(mine, at.SUM) | 0))
    return { operations, wrong: `${counted(expected, 'item')} came out in the end, but not those that were left.` };
  const slots = fill(spec, capacity, words);
  if (slots > capacity || slots < capacity - gone.size)
    return { operations, wrong: `${counted(slots, 'item')} went in afterwards, where there was room for ${capacity}.` };
  return { operations, wrong: null };
}

/** The history decides. When all threads have ended, the main thread pops until the stack says that it is empty. */
function judgeWatched(spec: StackSpec, capacity: number, threads: number, { logs, words }: Aftermath): Judgement {
  const history = readLogs(logs.slice(0, threads), NAMES);
  let now = history.reduce((latest, { returnedAt }) => Math.max(latest, returnedAt), 0);
  for (const result of [...drain(spec, capacity, words), -1])
    history.push({ thread: threads, name: 'tryPop', args: [], result, calledAt: ++now, returnedAt: ++now });
  const judged = { operations: history.length, history };
  const refused = groundlessRefusal(history, capacity);
  if (refused) return { ...judged, ...refused };
  // A refused push changes nothing, and a pop finds nothing only if nothing is there.
  const places = [...history.keys()].filter((i) => !isRefusedPush(history[i]));
  const { verdict, reason, culprits } = checkStack(
    places.map((i) => history[i]),
    { refusals: 'exact' },
  );
  if (verdict === 'illegal') {
    const wrong = `${reason[0].toUpperCase()}${reason.slice(1)}.`;
    return { ...judged, wrong, ...(culprits && { culprits: culprits.map((nth) => places[nth]) }) };
  }
  const pushed = history.filter(({ name, result }) => name === 'tryPush' && result === 1).length;
  const popped = history.filter(({ name, result }) => name === 'tryPop' && result !== -1).length;
  if (pushed !== popped) return { ...judged, wrong: `${pushed} items were put in, ${popped} came out.` };
  return { ...judged, wrong: null, ...(verdict === 'unknown' && { undecided: reason }) };
}

function isRefusedPush({ name, result }: History[number]): boolean {
  return name === 'tryPush' && result === 0;
}

/** What is left, for the main thread: nobody else runs. Ends although the stack may go round in a ring. */
function drain(spec: StackSpec, capacity: number, words: Words): number[] {
  const into = new Int32Array(1);
  const items: number[] = [];
  while (items.length <= capacity && spec.pop(words, 0, into, 0) >= 0) items.push(into[0]);
  return items;
}

/** How many items fit in. Ends likewise. */
function fill(spec: StackSpec, capacity: number, words: Words): number {
  let slots = 0;
  while (slots <= capacity && spec.push(words, 0, slots) >= 0) slots++;
  return slots;
}

function total(all: readonly Words[], word: number): number {
  return all.reduce((sum, own) => sum + own[word], 0);
}
