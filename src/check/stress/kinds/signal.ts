/** Signals: nobody passes a turn before the turn before it has begun, and what was written in it is visible. */
import type { SignalSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, sayStart, sayTunables, setTunables } from '../draws.ts';
import { judgeRounds } from '../judge-rounds.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

export default {
  refuses: () => null,
  drivers: () => ['signal'],
  stage(spec, random) {
    const start = drawStart(spec, random, 2); // even: thread 0 passes the first turn
    const tunables = drawTunables(spec, random);
    return {
      driver: 'signal',
      players: [0, 1].map((self) => ({ role: 'pass', self })),
      sizeWords: footprint(spec, {}),
      setUp(words) {
        setUp(spec, words, {}, start);
        setTunables(spec, words, tunables);
      },
      own: { [at.LINGER]: drawLinger(random), [at.START]: start },
      isWatched: false,
      says: [...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: true,
      judge: ({ mine, gone }) => judgeRounds('pairs of turns', mine.slice(0, 2), gone),
    };
  },
} satisfies StressedKind<SignalSpec>;
