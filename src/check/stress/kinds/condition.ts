/** Conditions: who waits for an item, or for room, is told of it, and everything that goes in comes out. */
import type { ConditionSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { counted } from '../counted.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import * as at from '../protocol.ts';
import type { Aftermath, Judgement, Player, StressedKind } from '../scene.ts';

/** As in drivers/condition.ts. */
const CAPACITY = at.SCRATCH;
const ALL_WAIT = at.SCRATCH + 1;

/** By role of the senders in drivers/condition.ts. */
const SAYS = {
  sendToAll: 'all wait at one condition, all are notified',
  sendToOne: 'one is notified of each item',
};

export default {
  refuses: () => null,
  drivers: () => ['condition'],
  stage(spec, random, threads) {
    const role = oneOf(random, ['sendToAll', 'sendToOne'] as const);
    const senders = 1 + random.below(threads - 1);
    const capacity = oneOf(random, [1, 1, 2, 16]);
    const start = drawStart(spec, random, 1);
    const tunables = drawTunables(spec, random);
    return {
      driver: 'condition',
      players: Array.from(
        { length: threads },
        (_, self): Player => ({ role: self < senders ? role : 'receive', self }),
      ),
      sizeWords: footprint(spec, {}),
      setUp(words, control) {
        setUp(spec, words, {}, start);
        setTunables(spec, words, tunables);
        control[at.PRODUCING] = senders; // plain: not shared yet
      },
      own: { [at.LINGER]: drawLinger(random), [CAPACITY]: capacity, [ALL_WAIT]: role === 'sendToAll' ? 1 : 0 },
      isWatched: false,
      says: [
        `${counted(senders, 'sender')}, ${counted(threads - senders, 'receiver')}, a buffer for ${capacity}`,
        SAYS[role],
        ...sayStart(start),
        ...sayTunables(tunables),
      ],
      deadHoldUp: true,
      judge: (aftermath) => judgeItems(senders, aftermath),
    };
  },
} satisfies StressedKind<ConditionSpec>;

function judgeItems(senders: number, { mine, gone }: Aftermath): Judgement {
  const [makers, takers] = [mine.slice(0, senders), mine.slice(senders)];
  const [sent, received] = [total(makers, at.OPS), total(takers, at.OPS)];
  const judged = { operations: sent + received, wrong: null };
  if (gone.size > 0) {
    const most = total(makers, at.ASKED);
    return received <= most ? judged : { ...judged, wrong: `${received} items came out, at most ${most} went in.` };
  }
  if (sent !== received) return { ...judged, wrong: `${sent} items went in, ${received} came out.` };
  if ((total(makers, at.SUM) | 0) === (total(takers, at.SUM) | 0)) return judged;
  return { ...judged, wrong: `${sent} items came out, but not those that went in.` };
}

function total(mine: Aftermath['mine'], word: number): number {
  return mine.reduce((sum, own) => sum + own[word], 0);
}
