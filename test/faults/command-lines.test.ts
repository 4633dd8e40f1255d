/** Command lines that nobody meant: what reads them throws its own error, one sentence, or nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Flags,
  HELP_ONLY,
  nameList,
  numberList,
  readArguments,
  seedOf,
  wholeNumber,
} from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/failure.ts';
import { FLAGS } from '../../src/cli/lab-request.ts';

const SEED_FLAGS = { seed: { type: 'string', what: 'seed' } } as const satisfies Flags;

/** What it returns, or its refusal. Any other error fails the test. */
function attempt<T>(read: () => T): { value: T } | { refusal: string } {
  try {
    return { value: read() };
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as Error;
    expect(message).toMatch(/^Expected .*(?:found|did you mean).*[.?]$/s);
    return { refusal: message };
  }
}

/** Numbers that people, other programs and other countries write. */
const NO_NUMBERS = [
  ...['', ' ', ' 4', '4 ', '4x', '+4', '-1', '-0', '1.5', '1e3', '0x10', '0b1', '1_000', '1,5', 'NaN', 'Infinity', '²'],
  ...['٤', '４', '10000000000', '9'.repeat(400), '4\n', '\u20284', '4\0', 'null', '__proto__'],
];
const NO_LISTS = [
  ...NO_NUMBERS.filter((text) => text !== '1,5'),
  '0-',
  '-3',
  '3-1',
  '1-2-3',
  '1--2',
  ',',
  '1,',
  ',1',
  '1,,2',
  '0-,5',
];

describe('a whole number', () => {
  test.for(NO_NUMBERS)('is not %j', (text) => {
    expect(attempt(() => wholeNumber('threads', text, 1, 1024))).toHaveProperty('refusal');
  });

  test('is what its digits say, within its bounds, or refused: no other text is taken for one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String), fc.stringMatching(/^0*\d{1,5}$/)), (text) => {
        const read = attempt(() => wholeNumber('threads', text, 1, 1024));
        if ('value' in read) expect(text.replace(/^0+/, '')).toBe(String(read.value));
        else expect(/^\d{1,10}$/.test(text) && Number(text) >= 1 && Number(text) <= 1024).toBe(false);
      }),
    );
  });
});

describe('a list of numbers', () => {
  test.for(NO_LISTS)('is not %j', (text) => {
    expect(attempt(() => numberList('threads', text, 1, 1024))).toHaveProperty('refusal');
  });

  test('ascends, holds nothing twice, and keeps within its bounds', () => {
    const part = fc.oneof(
      fc.integer({ min: -3, max: 40 }).map(String),
      fc.stringMatching(/^\d{1,2}-\d{1,2}$/),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const read = attempt(() => numberList('threads', parts.join(','), 1, 32));
        if (!('value' in read)) return;
        expect(read.value).toEqual([...new Set(read.value)].sort((a, b) => a - b));
        expect(read.value.every((number) => Number.isInteger(number) && number >= 1 && number <= 32)).toBe(true);
      }),
    );
  });

  test('of the largest range is no more than its bounds allow', () => {
    expect(attempt(() => numberList('cpus', '0-9999999999', 0, 1024))).toHaveProperty('refusal');
    expect(numberList('cpus', '0,0-3,2,0', 0, 1024)).toEqual([0, 1, 2, 3]);
  });
});

describe('a command line', () => {
  test.for([
    '--constructor',
    '--__proto__',
    '--toString=1',
    '--hasOwnProperty',
    '--no-quick',
    '--quikc',
    '-q',
    '-qx',
    '--=',
    '--Quick',
  ])('with %s has an unknown flag', (flag) => {
    expect(attempt(() => readArguments([flag], FLAGS))).toMatchObject({
      refusal: expect.stringContaining('known flag'),
    });
    expect(attempt(() => readArguments([flag], HELP_ONLY))).toMatchObject({
      refusal: expect.stringContaining('no flag'),
    });
  });

  test.for([
    ['--seed'],
    ['--seed', '--quick'],
    ['--seed='],
    ['--out', ''],
    ['--quick=yes'],
    ['--quick='],
    ['--json=false'],
  ])('of %j lacks a value, or has one too many', (argv) => {
    expect(attempt(() => readArguments(argv, FLAGS))).toHaveProperty('refusal');
  });

  test('with a flag given twice has the last value; behind -- there are words only', () => {
    const args = readArguments(
      ['--seed', '1', 'ringbuf', '--seed=2', '--quick', '--quick', '--', '--seed', '3', '-'],
      FLAGS,
    );
    expect([args.text('seed'), args.has('quick'), args.words]).toEqual(['2', true, ['ringbuf', '--seed', '3', '-']]);
  });

  test('of any words is read or refused, and only known flags are believed', () => {
    const names = Object.keys(FLAGS);
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(...names).map((name) => `--${name}`),
      fc.tuple(fc.constantFrom(...names), fc.string({ maxLength: 5 })).map(([name, value]) => `--${name}=${value}`),
      fc.constantFrom('-', '--', '---', '--=', '-=', '--=x', '-q', '--__proto__', '--constructor=x', ...NO_NUMBERS),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
        for (const flags of [FLAGS, SEED_FLAGS, HELP_ONLY]) {
          const read = attempt(() => readArguments(argv, flags));
          if (!('value' in read)) continue;
          const { value: args } = read;
          const behind = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
          for (const name of names) {
            if (args.has(name)) expect(behind).toContain(`--${name}`);
            const text = args.text(name);
            if (typeof text === 'string') expect(behind.join('\0')).toContain(text);
          }
          attempt(() => seedOf(args));
          attempt(() => nameList('subjects', args.words.join(','), names));
        }
      }),
      { numRuns: process.env.CI ? 1000 : 150 },
    );
  });

  test('of ten thousand words is read', () => {
    expect(readArguments(Array<string>(10_000).fill('word'), FLAGS).words).toHaveLength(10_000);
  });
});
