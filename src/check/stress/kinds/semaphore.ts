/** Semaphores: no more inside than there are permits, no permit is lost, and nobody sleeps when there is one. */
import type { SemaphoreSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { checkSemaphore } from '../../linearizable/fast/semaphore.ts';
import { counted } from '../counted.ts';
import { drawLinger, drawTunables, oneOf, sayTunables, setTunables } from '../draws.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, Player, StressedKind } from '../scene.ts';

/** As in drivers/semaphore.ts. */
const MOST_MET = at.SCRATCH;
const MOST_AHEAD = at.SCRATCH + 1;
/** As in drivers/_section.ts. */
const ENTRIES = at.SHARED + 1;

const NAMES = ['acquire', 'tryAcquire', 'release'].map((name) => ({ name, hasArgument: false }));

type Role = 'enter' | 'visit' | 'visitWatched' | 'make';

export default {
  refuses: () => null,
  drivers: () => ['semaphore'],
  stage(spec, random, threads, kills) {
    const role: Role = oneOf(random, kills ? ['enter', 'visit', 'make'] : ['enter', 'visit', 'visitWatched', 'make']);
    const permits = role === 'make' ? 0 : role === 'enter' ? 1 : 1 + random.below(threads);
    const makers = 1 + random.below(threads - 1);
    const tunables = drawTunables(spec, random);
    return {
      driver: 'semaphore',
      players: Array.from({ length: threads }, (_, self): Player => {
        return { role: role === 'make' && self >= makers ? 'take' : role, self };
      }),
      sizeWords: footprint(spec, { count: permits }),
      setUp(words) {
        setUp(spec, words, { count: permits });
        setTunables(spec, words, tunables);
      },
      own: { [at.LINGER]: drawLinger(random), [at.THREADS]: threads, [MOST_AHEAD]: oneOf(random, [1, 1, 2, 8]) },
      isWatched: role === 'visitWatched',
      says: [
        role === 'make' ? `${makers} make, ${threads - makers} take` : counted(permits, 'permit'),
        ...sayTunables(tunables),
      ],
      deadHoldUp: true,
      judge(aftermath) {
        if (role === 'make') return judgeExchange(spec, makers, aftermath);
        const judged = role === 'visitWatched' ? judgeWatched(permits, aftermath) : judgeVisits(permits, aftermath);
        if (judged.wrong !== null || aftermath.gone.size > 0) return judged;
        const left = drain(spec, aftermath, permits);
        if (left === permits) return judged;
        return { ...judged, wrong: `All have left, and of ${counted(permits, 'permit')} there are ${left}.` };
      },
    };
  },
} satisfies StressedKind<SemaphoreSpec>;

/** Permits that are there when nobody runs any more; one more than there should be is enough to know. */
function drain(spec: SemaphoreSpec, { words }: Aftermath, expected: number): number {
  let left = 0;
  while (left <= expected && spec.tryAcquire(words, 0)) left++;
  return left;
}

function judgeVisits(permits: number, { control, mine, gone }: Aftermath): Judgement {
  const operations = total(mine, at.OPS);
  const rank = mine.findIndex((own) => own[MOST_MET] > permits);
  if (rank >= 0) {
    const wrong = `Thread ${rank} was one of ${mine[rank][MOST_MET]} inside, where ${permits} may be.`;
    return { operations, wrong };
  }
  // With one permit threads count without atomics; whoever dies between two increments has made the first only.
  const unknown = (control[ENTRIES] - operations) | 0;
  if (control[ENTRIES] === 0 || (unknown >= 0 && unknown <= gone.size)) return { operations, wrong: null };
  return { operations, wrong: `Threads were inside ${operations} times, but counted ${control[ENTRIES]}.` };
}

function judgeWatched(permits: number, { mine, logs }: Aftermath): Judgement {
  const history = readLogs(logs.slice(0, mine.length), NAMES);
  const judged = { operations: history.length, history };
  const { verdict, reason, culprits } = checkSemaphore(history, { permits, refusals: 'exact' });
  if (verdict === 'illegal') return { ...judged, wrong: `${reason[0].toUpperCase()}${reason.slice(1)}.`, culprits };
  return { ...judged, wrong: null, ...(verdict === 'unknown' && { undecided: reason }) };
}

/** What was made and not taken is there. */
function judgeExchange(spec: SemaphoreSpec, makers: number, aftermath: Aftermath): Judgement {
  const { mine, gone } = aftermath;
  const made = total(mine.slice(0, makers), at.OPS);
  const taken = total(mine.slice(makers), at.OPS);
  const judged = { operations: made + taken, wrong: null };
  if (gone.size > 0) {
    const most = total(mine.slice(0, makers), at.ASKED);
    return taken <= most ? judged : { ...judged, wrong: `${taken} permits were taken, of ${most} at most.` };
  }
  const left = drain(spec, aftermath, made);
  if (left === made - taken) return judged;
  return { ...judged, wrong: `${made} permits were made and ${taken} taken, but ${left} are left.` };
}

function total(mine: Aftermath['mine'], word: number): number {
  return mine.reduce((sum, own) => sum + own[word], 0);
}
