/** Eventcounts: nobody returns before the count is there, nobody sleeps for ever, and what was written before the advance is visible. */
import type { EventcountSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import { judgeRounds } from '../judge-rounds.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

/** By role of drivers/eventcount.ts. */
const SAYS: Readonly<Record<string, string>> = {
  takeTurns: 'one thread after the other',
  release: 'one lets all others go on',
  gather: 'one waits for all others',
};

export default {
  refuses: ({ awaitCount }) => (awaitCount ? null : 'its threads wait in their event loops'),
  drivers: () => ['eventcount'],
  stage(spec, random, threads) {
    const role = oneOf(random, ['takeTurns', 'release', 'gather']);
    const start = drawStart(spec, random, 1);
    const tunables = drawTunables(spec, random);
    return {
      driver: 'eventcount',
      players: Array.from({ length: threads }, (_, self) => ({ role, self })),
      sizeWords: footprint(spec, { threads }),
      setUp(words) {
        setUp(spec, words, { threads }, start);
        setTunables(spec, words, tunables);
      },
      own: { [at.LINGER]: drawLinger(random), [at.START]: start, [at.THREADS]: threads },
      isWatched: false,
      says: [SAYS[role], ...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: true,
      judge: ({ mine, gone }) => judgeRounds('rounds', mine.slice(0, threads), gone),
    };
  },
} satisfies StressedKind<EventcountSpec>;
