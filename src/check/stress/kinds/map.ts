/** Maps: a key holds its own values only, comes as often as it goes; with a record of every call, what is read was there at that time. */
import type { MapSpec, Words } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import type { Operation } from '../../linearizable/history.ts';
import { linearize } from '../../linearizable/wgl.ts';
import { map } from '../../programs/models/map.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, StressedKind } from '../scene.ts';

/** As in drivers/map.ts. */
const KEYS = at.SCRATCH + 1;
const STRANGE = at.SCRATCH + 2;
const REFUSED = at.SCRATCH + 3;
const PRESENT_OF = at.SCRATCH + 8;
const KEY_MASK = 7;

/** In the order of the driver's numbers. The argument of `put` is the value, which says the key. */
const NAMES = ['get', 'put', 'remove'].map((name) => ({ name, hasArgument: true }));

/** Counts that run free begin at a multiple of this: a key that is not there. */
const STEP = 4;

export default {
  refuses: () => null,
  drivers: () => ['map'],
  stage(spec, random, threads, kills) {
    const keys = oneOf(random, [1, 2, 8]);
    const capacity = Math.max(2, keys * oneOf(random, [1, 1, 16]));
    const start = drawStart(spec, random, STEP);
    const tunables = drawTunables(spec, random);
    const isWatched = !kills && random.below(2) === 0;
    const sizes = { capacitySlots: capacity, threads };
    return {
      driver: 'map',
      players: Array.from({ length: threads }, (_, self) => ({ role: isWatched ? 'mixedWatched' : 'mixed', self })),
      sizeWords: footprint(spec, sizes),
      setUp(words) {
        setUp(spec, words, sizes, start);
        setTunables(spec, words, tunables);
      },
      own: { [KEYS]: keys, [at.LINGER]: drawLinger(random), [at.READ_EVERY]: oneOf(random, [1, 2, 8]) },
      isWatched,
      says: [`${keys} of at most ${capacity} keys`, ...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: spec.progress === 'blocking',
      judge: (aftermath) =>
        isWatched
          ? judgeWatched(spec, keys, threads, aftermath)
          : judgeCounts(spec, keys, { ...aftermath, mine: aftermath.mine.slice(0, threads) }),
    };
  },
} satisfies StressedKind<MapSpec>;

/** A key that came once more than it went is there. */
function judgeCounts(spec: MapSpec, keys: number, { mine, gone, words }: Aftermath): Judgement {
  const operations = total(mine, at.OPS);
  const done = (wrong: string | null): Judgement => ({ operations, wrong });
  const strange = total(mine, STRANGE);
  if (strange > 0) return done(`${strange} values were another key's.`);
  const refused = total(mine, REFUSED);
  if (refused > 0) return done(`${refused} keys were refused although there was room.`);
  // The dead may hold the lock.
  if (gone.size > 0 && spec.reads === 'blocking') return done(null);
  for (let key = 1; key <= keys; key++) {
    const isThere = valueAfterwards(spec, words, key) >= 0 ? 1 : 0;
    const came = total(mine, PRESENT_OF + key);
    // What the dead have begun may have happened, and not been counted.
    if (Math.abs(came - isThere) > gone.size)
      return done(`Key ${key} came ${came} times more than it went, and is ${isThere === 1 ? '' : 'not '}there.`);
  }
  return done(null);
}

/** The history decides, each key by itself. When all threads have ended, the main thread looks every key up. */
function judgeWatched(spec: MapSpec, keys: number, threads: number, { logs, words }: Aftermath): Judgement {
  const history = readLogs(logs.slice(0, threads), NAMES).map(withKey);
  let now = history.reduce((latest, { returnedAt }) => Math.max(latest, returnedAt), 0);
  for (let key = 1; key <= keys; key++) {
    const result = valueAfterwards(spec, words, key);
    history.push({ thread: threads, name: 'get', args: [key], result, calledAt: ++now, returnedAt: ++now });
  }
  const judged = { operations: history.length, history };
  const { verdict, order, steps } = linearize(history, map({ capacity: Number.POSITIVE_INFINITY, refusals: 'exact' }));
  if (verdict === 'unknown') return { ...judged, wrong: null, undecided: `no order was found in ${steps} tries` };
  if (verdict === 'ok') return { ...judged, wrong: null };
  const culprits = firstUnexplained(history, order);
  return { ...judged, wrong: 'No order of the calls explains what they returned.', culprits };
}

function withKey(operation: Operation): Operation {
  const [argument] = operation.args;
  return operation.name === 'put' ? { ...operation, args: [(argument & KEY_MASK) + 1, argument] } : operation;
}

/** The operation that returned first of those that the longest explanation leaves out. */
function firstUnexplained(history: readonly Operation[], order: readonly number[]): readonly number[] {
  const explained = new Set(order);
  const left = [...history.keys()].filter((index) => !explained.has(index));
  return left.sort((a, b) => history[a].returnedAt - history[b].returnedAt).slice(0, 1);
}

function valueAfterwards(spec: MapSpec, words: Words, key: number): number {
  const into = new Int32Array(1);
  return spec.get(words, 0, key, into, 0) ? into[0] : -1;
}

function total(all: readonly Words[], word: number): number {
  return all.reduce((sum, own) => sum + own[word], 0);
}
