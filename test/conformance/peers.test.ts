import { describe, expect, test } from 'vitest';
import type { End, RingSpec } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { guardedWords } from './guarded-words.ts';
import type { PeerThread } from './peers-worker.ts';
import { subjectsUnderTest } from './subjects.ts';
import { runThreads } from './threads.ts';

const CAPACITY_SLOTS = 64;

const rings = await subjectsUnderTest('ring');

/** An instance that this thread plays both ends of. */
function openPeer({ spec }: FoundSubject<RingSpec>, capacitySlots: number): { ring: RingSpec; words: Int32Array } {
  const { words } = guardedWords(spec.sizeWords(capacitySlots, 1));
  spec.init(words, capacitySlots, 1);
  for (const { connection } of spec.peer!.connect({ capacitySlots }, ['producer', 'consumer'])) {
    spec.peer!.attach(words, connection);
  }
  return { ring: spec, words };
}

for (const found of rings.filter(({ spec }) => spec.peer)) {
  describe(found.spec.name, () => {
    test('takes exactly its capacity, in order, and refuses more', () => {
      const { ring, words } = openPeer(found, CAPACITY_SLOTS);
      const out = new Int32Array(1);
      for (let lap = 0; lap < 5; lap++) {
        for (let i = 0; i < CAPACITY_SLOTS; i++) expect(ring.tryPush(words, 0, lap * 1000 - i)).toBe(true);
        expect(ring.tryPush(words, 0, 7)).toBe(false);
        expect(ring.size(words)).toBe(CAPACITY_SLOTS);
        for (let i = 0; i < CAPACITY_SLOTS; i++) {
          expect(ring.tryPop(words, 0, out, 0)).toBe(true);
          expect(out[0]).toBe(lap * 1000 - i);
        }
        expect(ring.tryPop(words, 0, out, 0)).toBe(false);
        expect(ring.size(words)).toBe(0);
      }
    });

    test('batches are cut where the ring is full or empty, and keep to their part of the caller’s words', () => {
      const { ring, words } = openPeer(found, 8);
      const from = Int32Array.from([-1, 1, 2, 3, 4, 5, -1]);
      const into = new Int32Array(9).fill(-7);
      expect(ring.pushMany(words, 0, from, 1, 5)).toBe(5);
      expect(ring.pushMany(words, 0, from, 1, 5)).toBe(3);
      expect(ring.pushMany(words, 0, from, 1, 5)).toBe(0);
      expect(ring.popMany(words, 0, into, 2, 3)).toBe(3);
      expect([...into]).toEqual([-7, -7, 1, 2, 3, -7, -7, -7, -7]);
      expect(ring.tryPop(words, 0, into, 0)).toBe(true); // in the middle of a batch
      expect(into[0]).toBe(4);
      expect(ring.pushMany(words, 0, from, 1, 1)).toBe(1);
      expect(ring.popMany(words, 0, into, 0, 9)).toBe(5);
      expect([...into.slice(0, 5)]).toEqual([5, 1, 2, 3, 1]);
      expect(ring.popMany(words, 0, into, 0, 9)).toBe(0);
    });

    test('two instances in one thread are told apart', () => {
      const forth = openPeer(found, 8);
      const back = openPeer(found, 8);
      const out = new Int32Array(1);
      forth.ring.tryPush(forth.words, 0, 1);
      back.ring.tryPush(back.words, 0, 2);
      expect([back.ring.tryPop(back.words, 0, out, 0), out[0]]).toEqual([true, 2]);
      expect([forth.ring.tryPop(forth.words, 0, out, 0), out[0]]).toEqual([true, 1]);
      expect(forth.ring.tryPop(forth.words, 0, out, 0)).toBe(false);
    });

    for (const batch of [1, 16]) {
      test(`two threads, both ways at once, ${batch} per call: nothing is lost or out of order`, async () => {
        const ends: End[][] = [
          ['producer', 'consumer'],
          ['consumer', 'producer'],
        ];
        const instances = ends.map((ends) => {
          const { words } = guardedWords(found.spec.sizeWords(CAPACITY_SLOTS, 1));
          found.spec.init(words, CAPACITY_SLOTS, 1);
          return { words, ends, connections: found.spec.peer!.connect({ capacitySlots: CAPACITY_SLOTS }, ends) };
        });
        const wrong = await runThreads<number>(
          new URL('./peers-worker.ts', import.meta.url),
          [0, 1].map(
            (rank): { data: PeerThread; transfer: NonNullable<(typeof mine)[number]['transfer']>[number][] } => {
              const mine = instances.map(({ connections }) => connections[rank]);
              return {
                data: {
                  path: found.path,
                  instances: instances.map(({ words, ends }, i) => ({
                    words,
                    end: ends[rank],
                    connection: mine[i].connection,
                  })),
                  items: 20_000,
                  batch,
                },
                transfer: mine.flatMap(({ transfer }) => transfer ?? []),
              };
            },
          ),
        );
        expect(wrong).toEqual([0, 0]);
      });
    }
  });
}

for (const found of rings.filter(({ spec }) => spec.overflow === 'overwrite')) {
  for (const backend of found.spec.backends ?? (['js', 'wasm'] as const)) {
    test(`${found.spec.name} as ${backend}: the last value wins and is seen once`, async () => {
      const { words, memory, breaches } = guardedWords(found.spec.sizeWords(CAPACITY_SLOTS, 1) + 4);
      const at = words.length - 4;
      const ring = (await bindSubject(found, backend, memory)) as unknown as RingSpec;
      ring.init(words, CAPACITY_SLOTS, 1);
      expect(ring.tryPop(words, 0, words, at)).toBe(false);
      for (const value of [0, 1, -1]) {
        ring.tryPush(words, 0, 77);
        expect(ring.tryPush(words, 0, value)).toBe(true);
        expect(ring.size(words)).toBe(1);
        expect([ring.tryPop(words, 0, words, at), words[at]]).toEqual([true, value]);
        expect(ring.tryPop(words, 0, words, at)).toBe(false);
        expect(ring.size(words)).toBe(0);
      }
      words.set([5, 6, 7, 0], at);
      expect(ring.pushMany(words, 0, words, at, 3)).toBe(3);
      expect([ring.popMany(words, 0, words, at, 4), words[at]]).toEqual([1, 7]);
      expect(breaches()).toEqual([]);
    });
  }
}
