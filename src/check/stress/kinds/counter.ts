/** Counters: no addition is lost; reads that claim a moment are right at one. */
import type { CounterSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import { judgeCounterHistory } from '../judge-counter-history.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, StressedKind } from '../scene.ts';

const NAMES = [
  { name: 'tryPush', hasArgument: true },
  { name: 'tryPop', hasArgument: false },
  { name: 'add', hasArgument: true },
  { name: 'read', hasArgument: false },
];

export default {
  refuses: ({ updates }) => (updates === 'none' ? 'it counts nothing' : null),
  drivers: () => ['counter'],
  stage(spec, random, threads, kills) {
    const start = drawStart(spec, random, 1);
    const tunables = drawTunables(spec, random);
    const isWatched = !kills && spec.updates === 'exact' && spec.reads === 'linearizable' && random.below(2) === 0;
    const onesOnly = spec.updates === 'lossy';
    let before = 0;
    return {
      driver: 'counter',
      players: Array.from({ length: threads }, (_, self) => ({ role: isWatched ? 'addWatched' : 'addTogether', self })),
      sizeWords: footprint(spec, { threads }),
      setUp(words) {
        setUp(spec, words, { threads }, start);
        setTunables(spec, words, tunables);
        before = spec.read(words);
      },
      own: {
        [at.LINGER]: drawLinger(random),
        [at.START]: start,
        [at.READ_EVERY]: oneOf(random, [2, 8]),
        [at.ONES]: onesOnly ? 1 : 0,
      },
      isWatched,
      says: [...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: spec.progress === 'blocking',
      judge(aftermath) {
        if (isWatched) return judgeWatched(spec, threads, before, aftermath);
        return judgeTotal(spec, aftermath.mine.slice(0, threads), before, aftermath);
      },
    };
  },
} satisfies StressedKind<CounterSpec>;

function judgeTotal(spec: CounterSpec, mine: Aftermath['mine'], before: number, { words, gone }: Aftermath): Judgement {
  const operations = mine.reduce((sum, own) => sum + own[at.OPS], 0);
  // A dead thread may hold what `read` waits for.
  if (gone.size > 0 && spec.progress === 'blocking') return { operations, wrong: null };
  const added = mine.reduce((sum, own) => (sum + own[at.SUM]) | 0, 0);
  const missing = (added - (spec.read(words) - before)) | 0;
  if (spec.updates === 'lossy') {
    if (missing >= 0 && missing <= added) return { operations, wrong: null, lost: missing };
    return { operations, wrong: `${added} was added in ones, the count grew by ${added - missing}.` };
  }
  const mayBeIn = [...gone].map((rank) => mine[rank][at.ASKED]);
  if (missing === 0 || mayBeIn.some((amount) => missing === -amount)) return { operations, wrong: null };
  return { operations, wrong: `${added} was added, the count grew by ${(added - missing) | 0}.` };
}

function judgeWatched(spec: CounterSpec, threads: number, before: number, { words, logs }: Aftermath): Judgement {
  const history = readLogs(logs.slice(0, threads), NAMES);
  const added = history.filter(({ name }) => name === 'add').length;
  const grew = (spec.read(words) - before) | 0;
  const judged = { operations: history.length, history, ...judgeCounterHistory(history) };
  // Where a read has met what is wrong, it says more than the total.
  if (grew === added || judged.wrong !== null) return judged;
  return { ...judged, wrong: `${added} was added, the count grew by ${grew}.` };
}
