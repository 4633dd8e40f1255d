import { expect, test } from 'vitest';
import { type Flags, usage } from '../../src/cli/arguments.ts';
import { textWidth } from '../../src/report/text-width.ts';

const FLAGS = {
  from: { type: 'string', what: "another machine: a folder, a recording, or 'node:2 package:1 l3:2 core:4 pu:2'" },
  thorough: { type: 'boolean', what: 'narrow intervals' },
} as const satisfies Flags;
const CALL = 'npm run something -- [flags]: what it is about, in a sentence';

test.each([40, 60, 80])('help keeps to %i columns and loses no word', (columns) => {
  const text = usage(CALL, FLAGS, ['A paragraph that is longer than a line of forty columns.'], columns);
  expect(text.split('\n').filter((line) => textWidth(line) > columns)).toEqual([]);
  const words = (one: string) => one.split(/\s+/).join(' ').trim();
  expect(words(text)).toBe(
    `${CALL} --from ${FLAGS.from.what} --thorough ${FLAGS.thorough.what} A paragraph that is longer than a line of forty columns.`,
  );
});

test('what a flag does stays in its column', () => {
  expect(usage('npm run x', FLAGS, [], 60)).toBe(
    `npm run x

  --from      another machine: a folder, a recording, or
              'node:2 package:1 l3:2 core:4 pu:2'
  --thorough  narrow intervals
`,
  );
});
