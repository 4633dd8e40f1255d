/** Barriers: nobody leaves an episode that somebody has not come for, and what was written before is visible. */
import type { BarrierSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, sayStart, sayTunables, setTunables } from '../draws.ts';
import { judgeRounds } from '../judge-rounds.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

export default {
  refuses: () => null,
  drivers: () => ['barrier'],
  stage(spec, random, threads) {
    const start = drawStart(spec, random, 1);
    const tunables = drawTunables(spec, random);
    return {
      driver: 'barrier',
      players: Array.from({ length: threads }, (_, self) => ({ role: 'pass', self })),
      sizeWords: footprint(spec, { threads }),
      setUp(words) {
        setUp(spec, words, { threads }, start);
        setTunables(spec, words, tunables);
      },
      own: { [at.LINGER]: drawLinger(random), [at.THREADS]: threads },
      isWatched: false,
      says: [...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: true,
      judge: ({ mine, gone }) => judgeRounds('episodes', mine.slice(0, threads), gone),
    };
  },
} satisfies StressedKind<BarrierSpec>;
