import { expect, test } from 'vitest';
import type { RingSpec } from '../../src/contract.ts';
import batched from '../../src/ringbuf/spsc-batched.ts';

const ring: RingSpec = batched;
const { HEAD, TAIL, PUBLISH_EVERY } = ring.layout;
const out = new Int32Array(512);

/** A ring whose consumer is behind: one item is visible and not yet taken, so that nobody is starving. */
function openFed(capacitySlots: number, publishEvery?: number): Int32Array {
  const words = new Int32Array(ring.sizeWords(capacitySlots, 1));
  ring.init(words, capacitySlots, 1);
  if (publishEvery !== undefined) words[PUBLISH_EVERY] = publishEvery;
  ring.tryPush(words, 0, 0);
  return words;
}

/** How many of the next `count` pushes, from 1 on, make TAIL move. */
function publishes(words: Int32Array, count: number): number {
  let moves = 0;
  for (let i = 1; i <= count; i++) {
    const before = words[TAIL];
    ring.tryPush(words, 0, i);
    if (words[TAIL] !== before) moves++;
  }
  return moves;
}

test('spsc-batched: a fed consumer gets as many items at a time as publishEvery says', () => {
  expect(publishes(openFed(1024), 255)).toBe(1);
  expect(publishes(openFed(1024, 32), 96)).toBe(3);
  expect(publishes(openFed(1024, 8), 96)).toBe(12);
  expect(publishes(openFed(1024, 1), 96)).toBe(96);
});

test('spsc-batched: no more than a quarter of the ring is withheld', () => {
  expect(publishes(openFed(64), 48)).toBe(3);
  expect(publishes(openFed(2), 1)).toBe(1);
});

test('spsc-batched: a starving consumer gets the next push at once', () => {
  const words = openFed(1024);
  expect(ring.popMany(words, 0, out, 0, 9)).toBe(1);
  expect(ring.tryPop(words, 0, out, 0)).toBe(false);
  expect(publishes(words, 1)).toBe(1);
  expect(publishes(words, 9)).toBe(0);
});

test('spsc-batched: flush makes everything visible that was pushed', () => {
  const words = openFed(1024);
  publishes(words, 9);
  expect(ring.popMany(words, 0, out, 0, 99)).toBe(1);
  ring.flush(words, 0);
  expect(ring.popMany(words, 0, out, 0, 99)).toBe(9);
});

test('spsc-batched: a producer without a free slot has published everything, and the consumer then frees everything', () => {
  const capacity = 64;
  const words = openFed(capacity);
  for (let i = 1; i < capacity; i++) expect(ring.tryPush(words, 0, i)).toBe(true);
  expect(words[TAIL]).toBe(capacity);
  expect(ring.tryPush(words, 0, capacity)).toBe(false);
  for (let i = 0; i < capacity; i++) expect(ring.tryPop(words, 0, out, 0) && out[0]).toBe(i);
  expect(ring.tryPop(words, 0, out, 0)).toBe(false);
  expect(words[HEAD]).toBe(capacity);
});

test('spsc-batched: the consumer frees slots sixteen at a time in a ring of sixty-four', () => {
  const words = openFed(64);
  for (let i = 1; i < 64; i++) ring.tryPush(words, 0, i);
  const heads = new Set<number>();
  for (let i = 0; i < 48; i++) {
    ring.tryPop(words, 0, out, 0);
    heads.add(words[HEAD]);
  }
  expect([...heads]).toEqual([0, 16, 32, 48]);
});
