/** Latches: nobody passes before all have counted down, nobody sleeps behind the last, and what was written before is visible. */
import type { LatchSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawTunables, sayTunables, setTunables } from '../draws.ts';
import { FRESH, FRESH_WORDS, SIZE } from '../drivers/_renewed.ts';
import { judgeRounds } from '../judge-rounds.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

export default {
  refuses: (spec) =>
    footprint(spec, { count: at.MOST_THREADS }) > FRESH_WORDS ? 'it takes more words than are kept to renew it' : null,
  drivers: () => ['latch'],
  stage(spec, random, threads) {
    const sizeWords = footprint(spec, { count: threads });
    const tunables = drawTunables(spec, random);
    return {
      driver: 'latch',
      players: Array.from({ length: threads }, (_, self) => ({ role: 'pass', self })),
      sizeWords,
      setUp(words, control) {
        setUp(spec, words, { count: threads });
        setTunables(spec, words, tunables);
        control[SIZE] = sizeWords; // plain: not shared yet, as the copy
        control.set(words.subarray(0, sizeWords), FRESH);
      },
      own: { [at.LINGER]: drawLinger(random), [at.THREADS]: threads },
      isWatched: false,
      says: sayTunables(tunables),
      deadHoldUp: true,
      judge: ({ mine, gone }) => judgeRounds('rounds', mine.slice(0, threads), gone),
    };
  },
} satisfies StressedKind<LatchSpec>;
