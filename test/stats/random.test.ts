import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../src/stats/random.ts';
import { seeds } from './samples.ts';

function outputs(seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: 4 }, () => random.next() * 2 ** 32);
}

// Computed with arbitrary-precision integers in Python from the published step and seeding.
test('random: sfc32 gives the reference outputs', () => {
  expect(outputs(0)).toEqual([1363572419, 145230303, 808754475, 4216505632]);
  expect(outputs(42)).toEqual([1264412219, 1947509147, 3919439299, 1251167922]);
});

test('random: seeds above 2³² use their high half too', () => {
  expect(outputs(2 ** 53 - 1)).toEqual([3268402823, 2602357022, 3266425223, 182731693]);
  expect(outputs(2 ** 32 + 42)).not.toEqual(outputs(42));
});

test('random: next lies in [0, 1) and below(n) hits every integer from 0 to n - 1 about equally often', () => {
  const random = createRandom(1);
  const hits = new Array<number>(7).fill(0);
  for (let draw = 0; draw < 70_000; draw++) {
    const next = random.next();
    if (next < 0 || next >= 1) expect.fail(`next gave ${next}`);
    hits[random.below(7)]++;
  }
  expect(hits).toHaveLength(7);
  // The standard deviation of each count is 93.
  for (const count of hits) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('random: shuffled keeps the items, leaves the input alone and repeats with its seed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), seeds, (items, seed) => {
      const before = [...items];
      const shuffled = createRandom(seed).shuffled(items);
      expect(items).toEqual(before);
      expect(shuffled.toSorted()).toEqual(items.toSorted());
      expect(createRandom(seed).shuffled(items)).toEqual(shuffled);
    }),
  );
});

test('random: shuffled gives each of the six orders of three items about equally often', () => {
  const random = createRandom(3);
  const orders = new Map<string, number>();
  for (let draw = 0; draw < 12_000; draw++) {
    const order = random.shuffled(['a', 'b', 'c']).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect(orders.size).toBe(6);
  for (const count of orders.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])('random: the seed %d is refused with its value', (seed) => {
  expect(() => createRandom(seed)).toThrow(`got ${seed}`);
});
