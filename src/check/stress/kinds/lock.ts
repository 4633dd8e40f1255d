/** Locks: whoever is inside is alone there. */
import type { LockSpec } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

/** As in drivers/_section.ts. */
const ENTRIES = at.SHARED + 1;

const MOST_NODES = 8;

export default {
  refuses: ({ sharedBy }) => (sharedBy === 1 ? 'it excludes nobody' : null),
  drivers: waysIn,
  stage(spec, random, threads, kills) {
    const driver = kills && spec.abandon ? 'recoverable-lock' : oneOf(random, waysIn(spec));
    const start = drawStart(spec, random, 1);
    const tunables = drawTunables(spec, random);
    const nodes = Array.from({ length: threads }, () => random.below(MOST_NODES));
    const tellsNodes = spec.setNode !== undefined && random.below(2) === 0;
    return {
      driver,
      players: Array.from({ length: threads }, (_, self) => ({ role: 'enter', self })),
      sizeWords: footprint(spec, { threads }),
      setUp(words) {
        setUp(spec, words, { threads }, start);
        setTunables(spec, words, tunables);
        if (tellsNodes) for (const [self, node] of nodes.entries()) spec.setNode?.(words, self, node);
      },
      own: { [at.LINGER]: drawLinger(random) },
      isWatched: false,
      says: [
        `driver ${driver}`,
        ...(tellsNodes ? [`nodes ${nodes.join(' ')}`] : []),
        ...sayStart(start),
        ...sayTunables(tunables),
      ],
      deadHoldUp: spec.abandon === undefined,
      onDeath(words, _, rank) {
        spec.abandon?.(words, rank);
      },
      judge({ control, mine, gone }) {
        const entered = mine.slice(0, threads).reduce((sum, own) => (sum + own[at.OPS]) | 0, 0);
        // Whoever dies between the two increments has made the first only.
        const unknown = (control[ENTRIES] - entered) | 0;
        if (unknown >= 0 && unknown <= gone.size) return { operations: entered, wrong: null };
        return { operations: entered, wrong: `Threads were inside ${entered} times, but counted ${control[ENTRIES]}.` };
      },
    };
  },
} satisfies StressedKind<LockSpec>;

/** Drivers that this lock has the functions for. */
function waysIn({ tryLock, lockFor, abandon }: LockSpec): string[] {
  return [
    'lock',
    ...(tryLock ? ['try-lock'] : []),
    ...(lockFor ? ['lock-for'] : []),
    ...(abandon ? ['recoverable-lock'] : []),
  ];
}
