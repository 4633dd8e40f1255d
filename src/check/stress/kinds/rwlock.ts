/** Reader-writer locks: a writer is alone inside, and readers find no writer there. */
import type { RwLockSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

/** As in drivers/_section.ts. */
const ENTRIES = at.SHARED + 1;

/** A count of readers may lie above two bits of another meaning, which its start must leave 0. */
const STRIDE = 4;

export default {
  refuses: () => null,
  drivers: () => ['rwlock'],
  stage(spec, random, threads) {
    const start = drawStart(spec, random, STRIDE);
    const tunables = drawTunables(spec, random);
    const roles = Array.from({ length: threads }, (_, self) =>
      self === 0 ? 'readAndWrite' : oneOf(random, ['read', 'read', 'readAndWrite', 'write']),
    );
    return {
      driver: 'rwlock',
      players: roles.map((role, self) => ({ role, self })),
      sizeWords: footprint(spec, { threads }),
      setUp(words) {
        setUp(spec, words, { threads }, start);
        setTunables(spec, words, tunables);
      },
      own: { [at.LINGER]: drawLinger(random) },
      isWatched: false,
      says: [...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: true,
      judge({ control, mine, gone }) {
        const operations = mine.slice(0, threads).reduce((sum, own) => (sum + own[at.OPS]) | 0, 0);
        const written = mine.slice(0, threads).reduce((sum, own) => (sum - own[at.SUM]) | 0, operations);
        // Whoever dies between two increments has made the first only.
        const unknown = (control[ENTRIES] - written) | 0;
        if (unknown >= 0 && unknown <= gone.size) return { operations, wrong: null };
        return { operations, wrong: `Writers were inside ${written} times, but counted ${control[ENTRIES]}.` };
      },
    };
  },
} satisfies StressedKind<RwLockSpec>;
