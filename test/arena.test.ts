import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena, createShared } from '../src/arena.ts';
import once from '../src/atomics/synchronizers/once.ts';
import semaphore from '../src/atomics/synchronizers/semaphore.ts';
import seqlock from '../src/registers/seqlock.ts';
import chaseLev from '../src/structures/chase-lev.ts';

const LINE_BYTES = 128;
const PAGE_BYTES = 4096;
/** By what regions do not share. */
const APART = { lines: undefined, pages: PAGE_BYTES, 'large pages': 65_536 };
const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });

/** The first and the last unit (line, page) that each region lies on. */
function unitsOf({ offsets }: Arena, sizesWords: readonly number[], unitBytes: number): [number, number][] {
  return offsets.map((offset, i) => [
    Math.floor(offset / unitBytes),
    Math.floor((offset + 4 * sizesWords[i] - 1) / unitBytes),
  ]);
}

function expectApart(units: readonly [number, number][]): void {
  for (const [i, [from]] of units.entries()) if (i > 0) expect(from).toBeGreaterThan(units[i - 1][1]);
}

test.for(Object.entries(APART))('regions apart by %s lie in order, whole and on lines of their own', ([, apart]) => {
  fc.assert(
    fc.property(sizes, (sizesWords) => {
      const arena = new Arena(sizesWords, apart);
      expect(arena.offsets).toHaveLength(sizesWords.length);
      expect(arena.offsets.every((offset) => offset % LINE_BYTES === 0)).toBe(true);
      expectApart(unitsOf(arena, sizesWords, LINE_BYTES));
      for (const [i, sizeWords] of sizesWords.entries())
        expect(arena.words(arena.offsets[i], sizeWords)).toHaveLength(sizeWords);
    }),
    { numRuns: 50 },
  );
});

test('regions apart by pages share no page', () => {
  fc.assert(
    fc.property(sizes, (sizesWords) => expectApart(unitsOf(new Arena(sizesWords, PAGE_BYTES), sizesWords, PAGE_BYTES))),
    { numRuns: 50 },
  );
});

test('neighbours on pages of their own begin at different lines of them, so that they meet in no set of a cache', () => {
  const { offsets } = new Arena(Array<number>(8).fill(100), PAGE_BYTES);
  expect(new Set(offsets.map((offset) => offset % PAGE_BYTES)).size).toBe(offsets.length);
});

test('an empty region takes up a place, and its neighbours stay apart', () => {
  for (const apart of Object.values(APART)) {
    const { offsets } = new Arena([0, 10, 0, 0, 10], apart);
    expect(new Set(offsets).size).toBe(5);
  }
});

test('an address of 0 is no region, and fresh memory is zeroed', () => {
  for (const apart of Object.values(APART)) {
    const arena = new Arena([3000], apart);
    expect(arena.offsets[0]).toBeGreaterThanOrEqual(65_536);
    expect(arena.words(arena.offsets[0], 3000).every((word) => word === 0)).toBe(true);
  }
});

test('whatever is not a ring is set up by its sizes, and sizes that it cannot have are refused', () => {
  expect([...createShared(semaphore, 7)].includes(7)).toBe(true);
  expect(createShared(once).length).toBe(once.sizeWords());
  const register = createShared(seqlock, 3, 5);
  expect(register.length).toBe(seqlock.sizeWords(3, 5));
  seqlock.writeFrom(register, 0, Int32Array.of(1, 2, 3, 4, 5), 0);
  const read = new Int32Array(5);
  seqlock.readInto(register, 2, read, 0);
  expect([...read]).toEqual([1, 2, 3, 4, 5]);
  expect(() => createShared(seqlock, 3, 0)).toThrow(
    'Expected valueWords to be a whole number from 1 to 1024, found 0: correct it.',
  );
  expect(() => createShared(chaseLev, 12, 2)).toThrow(/^Expected a capacity that is a power of two .* found 12/);
  expect(() => createShared(chaseLev, 16, 0)).toThrow(/^Expected threads .* found 0/);
  expect(() => createShared(semaphore, -1)).toThrow(/^Expected permits .* found -1/);
});
