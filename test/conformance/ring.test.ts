/** Every ring does in one thread what an array would do: every capacity, both back ends, across both wrap-arounds. */
import assert from 'node:assert/strict';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RingSpec } from '../../src/contract.ts';
import { createRandom } from '../../src/stats/random.ts';
import { CANARY, createRig, type OpenRing, type Rig } from './ring-rig.ts';
import { subjectsUnderTest } from './subjects.ts';

const SEED = Number(process.env.SEED ?? 1);
const CAPACITIES = [2, 4, 8, 64];
const STEPS = 1500;

for (const found of await subjectsUnderTest('ring')) {
  const { spec } = found;
  for (const backend of spec.backends ?? (['js', 'wasm'] as const)) {
    describe(`${spec.name}, ${backend}`, () => {
      let openRing: OpenRing;
      beforeAll(async () => {
        openRing = await createRig(found, backend);
      });

      describe.skipIf(spec.overflow === 'overwrite')('a queue (a ring that overwrites keeps no items)', () => {
        for (const start of startsOf(spec)) {
          test.for(CAPACITIES)(
            `takes and gives exactly %i items, then refuses; counters ${start.title}`,
            (capacity) => {
              const ring = openRing(capacity, 1, (start.end - 4 * capacity) | 0);
              for (let round = 0; round < 10; round++) {
                const values = Array.from({ length: capacity }, (_, i) => 100 * round + i);
                for (const value of values) expect(ring.tryPush(ring.words, 0, value)).toBe(true);
                expect(ring.tryPush(ring.words, 0, -1)).toBe(false);
                expect(ring.pushMany(ring.words, 0, ring.items, 0, 1)).toBe(0);
                expect(ring.size(ring.words)).toBe(capacity);
                for (const value of values)
                  expect(ring.tryPop(ring.words, 0, ring.items, 5) && ring.items[5]).toBe(value);
                expectEmpty(ring);
                shiftByOne(ring);
              }
              ring.checkCanaries();
            },
          );

          test.for(CAPACITIES)(`takes and gives at most %i items in a batch; counters ${start.title}`, (capacity) => {
            const ring = openRing(capacity, 1, (start.end - 4 * capacity) | 0);
            for (let round = 0; round < 10; round++) {
              const values = Array.from({ length: capacity }, (_, i) => 100 * round + i);
              ring.items.set([...values, -1, -1], 3);
              expect(ring.pushMany(ring.words, 0, ring.items, 3, capacity + 2)).toBe(capacity);
              expect(ring.pushMany(ring.words, 0, ring.items, 3, capacity + 2)).toBe(0);
              ring.items.fill(CANARY);
              expect(ring.popMany(ring.words, 0, ring.items, 3, capacity + 2)).toBe(capacity);
              expect([...ring.items.subarray(2, capacity + 4)]).toEqual([CANARY, ...values, CANARY]);
              expectEmpty(ring);
              shiftByOne(ring);
            }
            ring.checkCanaries();
          });
        }

        test('carries every kind of 32-bit value', () => {
          const ring = openRing(8);
          const values = [0, -1, 1, 2 ** 31 - 1, -(2 ** 31), CANARY];
          for (const value of values) ring.tryPush(ring.words, 0, value);
          ring.flush(ring.words, 0);
          for (const value of values) {
            expect(ring.tryPop(ring.words, 0, ring.items, 0)).toBe(true);
            expect(ring.items[0]).toBe(value);
          }
        });

        test.skipIf(spec.peer !== undefined)('moves nothing for a count of zero or less (peers: undefined)', () => {
          const ring = openRing(4);
          for (const count of [0, -1]) expect(ring.pushMany(ring.words, 0, ring.items, 0, count)).toBe(0);
          expect(ring.popMany(ring.words, 0, ring.items, 0, 1)).toBe(0);
          ring.tryPush(ring.words, 0, 7);
          ring.flush(ring.words, 0);
          for (const count of [0, -1]) expect(ring.popMany(ring.words, 0, ring.items, 0, count)).toBe(0);
          expect(ring.tryPop(ring.words, 0, ring.items, 0) && ring.items[0]).toBe(7);
        });

        for (const start of startsOf(spec)) {
          test.for(CAPACITIES)(
            `agrees with an array, capacity %i, counters ${start.title}, seed ${SEED}`,
            (capacity) => {
              const consumers = spec.delivery === 'all' ? 3 : 1;
              const ring = openRing(capacity, consumers, (start.end - 4 * capacity) | 0);
              const items = compareWithArray(ring, capacity, consumers);
              assert(items > 8 * capacity, `only ${items} items went through: the counters did not wrap`);
              ring.checkCanaries();
            },
          );
        }
      });

      if (spec.overflow === 'overwrite')
        test('the last value wins', () => {
          const ring = openRing(2);
          expect(ring.tryPop(ring.words, 0, ring.items, 0)).toBe(false);
          for (const value of [11, 12, 13]) expect(ring.tryPush(ring.words, 0, value)).toBe(true);
          expect(ring.tryPop(ring.words, 0, ring.items, 0) && ring.items[0]).toBe(13);
          expect(ring.tryPop(ring.words, 0, ring.items, 0)).toBe(false);
          ring.checkCanaries();
        });

      if (spec.delivery === 'all')
        test('the slowest consumer holds up the producer, and nobody else', () => {
          const ring = openRing(4, 3);
          expect(ring.pushMany(ring.words, 0, ring.items.fill(7, 0, 4), 0, 4)).toBe(4);
          for (const self of [0, 2]) expect(ring.popMany(ring.words, self, ring.items, 0, 9)).toBe(4);
          expect(ring.tryPush(ring.words, 0, 8)).toBe(false);
          expect(ring.size(ring.words)).toBe(4);
          expect(ring.tryPop(ring.words, 1, ring.items, 0)).toBe(true);
          expect(ring.tryPush(ring.words, 0, 8)).toBe(true);
          expect(ring.tryPop(ring.words, 2, ring.items, 0) && ring.items[0]).toBe(8);
          expect(ring.tryPop(ring.words, 2, ring.items, 0)).toBe(false);
        });
    });
  }
}

function expectEmpty(ring: Rig): void {
  ring.items[5] = CANARY;
  expect(ring.tryPop(ring.words, 0, ring.items, 5)).toBe(false);
  expect(ring.popMany(ring.words, 0, ring.items, 5, 1)).toBe(0);
  expect(ring.items[5]).toBe(CANARY);
  expect(ring.size(ring.words)).toBe(0);
}

/** One item through an empty ring, so that the next fill begins at another slot. */
function shiftByOne(ring: Rig): void {
  ring.tryPush(ring.words, 0, 0);
  ring.flush(ring.words, 0);
  expect(ring.tryPop(ring.words, 0, ring.items, 0)).toBe(true);
  expectEmpty(ring);
}

/** Where the counters begin: a little before `end`. A subject without counters of its own begins once. */
function startsOf(spec: RingSpec): { title: string; end: number }[] {
  const below = (bits: number) => ({ title: `a little below 2^${bits}`, end: 2 ** bits });
  return spec.freeRunning.length === 0 ? [{ title: 'wherever they begin', end: 0 }] : [below(31), below(32)];
}

/**
 * Random pushes, pops and batches against an array with one cursor per consumer. Returns how many items went through.
 *
 * A ring that publishes several items at once may hide what was not flushed, and count up to a quarter of its slots,
 * less one, as filled; it may not do more.
 */
function compareWithArray(ring: Rig, capacity: number, consumers: number): number {
  const { spec, words, items } = ring;
  const random = createRandom(SEED * 1000 + capacity);
  const pushed: number[] = [];
  const cursors = new Array<number>(consumers).fill(0);
  const maySelf = (role: 1 | 'many') => (role === 'many' ? random.below(3) : 0);
  const hiddenSlots = spec.publishes === 'several' ? Math.max(capacity >> 2, 1) - 1 : 0;
  const backlog = () => pushed.length - Math.min(...cursors);
  let isHiding = false;

  for (let step = 0; step < STEPS; step++) {
    const context = () => `step ${step}, seed ${SEED}, ${backlog()} of ${capacity} inside`;
    const isBatch = random.below(2) === 0;
    const count = isBatch ? 1 + random.below(capacity + 1) : 1;
    const at = random.below(100);
    items.fill(CANARY, 0, at + count + 1);
    // Long runs of pushes and of pops, so that the ring is often full and often empty.
    if (random.below(100) < (step & 32 ? 30 : 70)) {
      const values = Array.from({ length: count }, () => (random.next() * 2 ** 32) | 0);
      items.set(values, at);
      const self = maySelf(spec.producers);
      const n = isBatch ? ring.pushMany(words, self, items, at, count) : Number(ring.tryPush(words, self, values[0]));
      const free = capacity - backlog();
      assert(n <= Math.min(count, free), `pushed ${n} of ${count}: ${context()}`);
      assert(n >= Math.min(count, free - hiddenSlots), `pushed only ${n} of ${count}: ${context()}`);
      pushed.push(...values.slice(0, n));
      isHiding = spec.publishes === 'several' && n === count; // a refused producer hides nothing
    } else {
      if (random.below(2) === 0) {
        ring.flush(words, maySelf(spec.producers));
        isHiding = false;
      }
      const consumer = random.below(consumers);
      const self = spec.delivery === 'all' ? consumer : maySelf(spec.consumers);
      const left = pushed.length - cursors[consumer];
      const n = isBatch ? ring.popMany(words, self, items, at, count) : Number(ring.tryPop(words, self, items, at));
      assert(n <= Math.min(count, left), `popped ${n} of ${count}: ${context()}`);
      assert(isHiding || n === Math.min(count, left), `popped only ${n} of ${count}: ${context()}`);
      for (let i = 0; i < n; i++) assert.equal(items[at + i], pushed[cursors[consumer] + i], context());
      for (let i = n; i <= count; i++) assert.equal(items[at + i], CANARY, `wrote beyond ${n} items: ${context()}`);
      cursors[consumer] += n;
    }
    const size = ring.size(words);
    assert(size >= 0 && size <= capacity, `size ${size}: ${context()}`);
    if (!isHiding) assert(size >= backlog() && size <= backlog() + hiddenSlots, `size ${size}: ${context()}`);
  }
  return pushed.length;
}
