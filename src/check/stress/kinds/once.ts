/** What is done once: one thread does it, the others find it done, and nobody sleeps when somebody has given up. */
import type { OnceSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawTunables, sayTunables, setTunables } from '../draws.ts';
import { FRESH, FRESH_WORDS, SHARED_BY_ROUND, SIZE } from '../drivers/_renewed.ts';
import { judgeRounds } from '../judge-rounds.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

/** As in drivers/once.ts. */
const TIMES = SHARED_BY_ROUND + 1;
const TOO_SOON = at.SCRATCH;

export default {
  refuses: (spec) => (footprint(spec, {}) > FRESH_WORDS ? 'it takes more words than are kept to renew it' : null),
  drivers: () => ['once'],
  stage(spec, random, threads) {
    const sizeWords = footprint(spec, {});
    const tunables = drawTunables(spec, random);
    return {
      driver: 'once',
      players: Array.from({ length: threads }, (_, self) => ({ role: 'ask', self })),
      sizeWords,
      setUp(words, control) {
        setUp(spec, words, {});
        setTunables(spec, words, tunables);
        control[SIZE] = sizeWords; // plain: not shared yet, as the copy
        control.set(words.subarray(0, sizeWords), FRESH);
      },
      own: { [at.LINGER]: drawLinger(random), [at.THREADS]: threads },
      isWatched: false,
      says: sayTunables(tunables),
      deadHoldUp: true,
      judge({ control, mine, gone }) {
        const judged = judgeRounds('rounds', mine.slice(0, threads), gone);
        const early = mine.findIndex((own) => own[TOO_SOON] > 0);
        if (early >= 0)
          return { ...judged, wrong: `Thread ${early} went on in ${mine[early][TOO_SOON]} rounds before it was done.` };
        if (judged.wrong !== null || gone.size > 0 || control[TIMES] === mine[0][at.OPS]) return judged;
        return { ...judged, wrong: `In ${mine[0][at.OPS]} rounds it was done ${control[TIMES]} times.` };
      },
    };
  },
} satisfies StressedKind<OnceSpec>;
