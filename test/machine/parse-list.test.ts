import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInOrder, formatList, parseList, parseMask } from '../../src/machine/parse-list.ts';

test.each([
  ['', []],
  ['\n', []],
  ['0', [0]],
  ['0-3,5\n', [0, 1, 2, 3, 5]],
  ['7,0-1', [0, 1, 7]],
  ['0-1\0\0', [0, 1]],
  ['(null)\n', []],
  ['0-2,33-34', [0, 1, 2, 33, 34]],
])('the list %j is read', (text, expected) => expect(parseList(text)).toEqual(expected));

test.each(['0-3,,5-', '0,,1', '3-1', 'a', '1-', '-1', '0-99999999'])(
  'the list %j is refused with the text in the message',
  (text) => {
    expect(() => parseList(text)).toThrow(text);
  },
);

test.each([
  ['f', [0, 1, 2, 3]],
  ['00000000,0000000f\n', [0, 1, 2, 3]],
  ['0001,00000000,80000001', [0, 31, 64]],
  ['0000,00ff00ff\0', [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]],
  ['00000000', []],
  ['', []],
])('the mask %j is read', (text, expected) => expect(parseMask(text)).toEqual(expected));

test.each(['0x3', 'xyz', '1,123456789', '0,,1'])('the mask %j is refused', (text) => {
  expect(() => parseMask(text)).toThrow('Expected a mask');
});

test('a set written as a list is read back, whatever its numbers', () => {
  const sets = fc.uniqueArray(fc.integer({ min: 0, max: 4_095 }), { maxLength: 200 });
  fc.assert(
    fc.property(sets, (set) => {
      expect(parseList(formatList(set))).toEqual([...set].sort((a, b) => a - b));
    }),
  );
});

test('a mask of 1,024 bits is read', () => {
  const groups = Array.from({ length: 32 }, (_, at) => (at === 0 ? '80000000' : at === 31 ? '00000001' : '00000000'));
  expect(parseMask(groups.join(','))).toEqual([0, 1_023]);
});

test('runs are joined in the order given', () => {
  expect(formatInOrder([4, 0, 1, 2, 1])).toBe('4,0-2,1');
});
