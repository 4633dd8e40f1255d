/** Rings of records: every record comes out whole, once and in order. */
import type { RecordRingSpec } from '../../../contract.ts';
import { counted } from '../counted.ts';
import { drawLinger, drawStart, sayStart, setStart } from '../draws.ts';
import * as at from '../protocol.ts';
import type { StressedKind } from '../scene.ts';

/** 64 bytes to 16 KiB. */
const LEAST_CAPACITY_BITS = 6;
const CAPACITIES = 9;

export default {
  refuses: () => null,
  drivers: () => ['record-ring'],
  stage(spec, random, threads) {
    const capacityBytes = 2 ** (LEAST_CAPACITY_BITS + random.below(CAPACITIES));
    const producers = spec.producers === 1 ? 1 : Math.min(threads - 1, at.MOST_PRODUCERS);
    const start = drawStart(spec, random, 1);
    return {
      driver: 'record-ring',
      players: [
        ...Array.from({ length: producers }, (_, self) => ({ role: 'produce', self })),
        { role: 'consume', self: 0 },
      ],
      sizeWords: spec.sizeWords(capacityBytes),
      setUp(words, control) {
        setStart(spec, words, start);
        spec.init(words, capacityBytes);
        control[at.PRODUCING] = producers; // plain: not shared yet
      },
      own: { [at.LINGER]: drawLinger(random) },
      isWatched: false,
      says: [`${counted(producers, 'producer')}, 1 consumer`, `${capacityBytes} bytes`, ...sayStart(start)],
      deadHoldUp: spec.progress === 'blocking',
      onDeath(_, control, rank) {
        if (rank < producers) Atomics.sub(control, at.PRODUCING, 1); // [release] for the dead; pairs with the consumer's load
      },
      judge({ mine, gone }) {
        const makers = mine.slice(0, producers);
        const put = makers.reduce((sum, own) => sum + own[at.OPS], 0);
        const most = makers.reduce((sum, own, rank) => sum + own[gone.has(rank) ? at.ASKED : at.OPS], 0);
        const came = mine[producers][at.OPS];
        const operations = put + came;
        if (came > most) return { operations, wrong: `${most} records were put in, ${came} came out.` };
        // A record whose producer died with it hides what is behind it, where records of several producers mix.
        const mayHide = gone.has(producers) || (gone.size > 0 && spec.producers !== 1);
        if (came < put && !mayHide) return { operations, wrong: `${put} records were put in, ${came} came out.` };
        return { operations, wrong: null };
      },
    };
  },
} satisfies StressedKind<RecordRingSpec>;
