/** Every ring between real threads of both back ends, mixed too: no item is lost, doubled or overtaken. */
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/arena.ts';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend, End, PeerConnection, RingSpec } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { IS_QUICK } from '../quick.ts';
import type { RingFunctions } from './ring-rig.ts';
import type { RingRound, RingThread } from './ring-thread.ts';
import { subjectsUnderTest } from './subjects.ts';
import { runThreads } from './threads.ts';

const SEED = Number(process.env.SEED ?? 1);

/**
 * The rounds of one test; back ends are dealt out to the threads in turn.
 * Thousands of laps each, but not more: with fewer CPUs than threads every lap may cost a nap. Fewer where there is no time.
 */
const ROUNDS: readonly { capacity: number; items: number; backends: readonly Backend[] }[] = [
  { capacity: 2, items: 5_000, backends: ['js'] },
  { capacity: 2, items: 5_000, backends: ['wasm'] },
  { capacity: 8, items: 20_000, backends: ['js', 'wasm'] },
  { capacity: 64, items: 200_000, backends: ['wasm', 'js'] },
];

const rounds = ROUNDS.map((round) => ({ ...round, items: IS_QUICK ? round.items / 5 : round.items }));

for (const found of await subjectsUnderTest('ring')) {
  const { spec } = found;
  describe(spec.name, () => {
    for (const [producers, consumers] of crowdsOf(spec)) {
      test(`${producers} → ${consumers} threads, seed ${SEED}`, async () => {
        for (const { items, taken } of await runRounds(found, producers, consumers)) {
          const times = spec.delivery === 'all' ? consumers : 1;
          if (spec.overflow === 'overwrite') expect(taken[items - 1]).toBe(1);
          else expect(taken.subarray(0, items).findIndex((count) => count !== times)).toBe(-1);
        }
      });
    }
  });
}

/** Producers and consumers: one of each, and two where there may be many. */
function crowdsOf(spec: RingSpec): [number, number][] {
  const most: [number, number] = [spec.producers === 1 ? 1 : 2, spec.consumers === 1 ? 1 : 2];
  return most[0] + most[1] === 2 ? [most] : [[1, 1], most];
}

/** Runs all rounds with one set of workers, producers first. Returns what was taken in each. */
async function runRounds(
  found: FoundSubject<RingSpec>,
  producers: number,
  consumers: number,
): Promise<{ items: number; taken: Int32Array }[]> {
  const { spec, path } = found;
  const threads = producers + consumers;
  const ends = Array.from({ length: threads }, (_, rank): End => (rank < producers ? 'producer' : 'consumer'));
  const sizes = rounds.map(({ capacity }) => spec.sizeWords(capacity, consumers));
  const arena = new Arena([...sizes, ...ends.map(() => 2 * LINE_WORDS)]);
  const instances = await Promise.all(
    rounds.map(async ({ capacity, items, backends }, index) => {
      const allowed = backends.filter((backend) => spec.backends?.includes(backend) ?? true);
      const ring = (await bindSubject(found, 'js', arena.memory)) as unknown as RingFunctions;
      ring.init(arena.words(arena.offsets[index], sizes[index]), capacity, consumers);
      const connections: readonly PeerConnection[] = spec.peer?.connect({ capacitySlots: capacity }, ends) ?? [];
      const taken = new Int32Array(new SharedArrayBuffer(4 * (items + 1)));
      const rounds = ends.map(
        (_, rank): RingRound => ({
          backend: allowed[rank % allowed.length] ?? 'js',
          ringAt: arena.offsets[index],
          itemsPerProducer: items / producers,
          taken,
          connection: connections[rank]?.connection,
        }),
      );
      return { items, taken, connections, rounds };
    }),
  );
  // build it once, not in every thread
  if (spec.backends?.includes('wasm') ?? true) await bindSubject(found, 'wasm', arena.memory);

  const arrivals = new Int32Array(new SharedArrayBuffer(8));
  const workers = ends.map((role, rank) => {
    const data: RingThread = {
      ...{ path, memory: arena.memory, role, producers, threads, arrivals },
      self: role === 'producer' ? rank : rank - producers,
      ownAt: arena.offsets[ROUNDS.length + rank],
      seed: SEED * 100 + rank,
      rounds: instances.map(({ rounds }) => rounds[rank]),
    };
    return { data, transfer: instances.flatMap(({ connections }) => connections[rank]?.transfer ?? []) };
  });
  await runThreads(new URL('./ring-thread.ts', import.meta.url), workers);
  return instances;
}
