import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

/** Where threads meet: what each atomic access is for must be readable beside it. */
const FOLDERS = [
  'src/atomics',
  'src/locks',
  'src/ringbuf',
  'src/registers',
  'src/structures',
  'src/delegation',
  'src/crew',
  'bench',
  'test/mutants',
];

const TAG = /\[(?:relaxed|acquire|release|acq-rel|seq-cst)\]/;
/** Parking (`wait`, `notify`) and `pause` order nothing by themselves. */
const ACCESS = /\bAtomics\.(?:load|store|add|sub|and|or|xor|exchange|compareExchange)\(/;
const COMMENT_LINE = /^\s*(?:\/\/|\/\*|\*)/;

const MOST_LINES = 400;

test('every atomic access says how it orders: [relaxed], [acquire], [release], [acq-rel] or [seq-cst]', () => {
  const files = sourceFiles(...FOLDERS).filter(({ path }) => !path.endsWith('.wasm.ts'));
  expect(files.flatMap(accesses).length).toBeGreaterThan(100);
  expect(
    files.flatMap((file) => accesses(file).filter(({ comment }) => !TAG.test(comment))).map(({ where }) => where),
  ).toEqual([]);
});

test('an access without a tag would be found', () => {
  const text = [
    'a = Atomics.load(words, 0); // [acquire] pairs with b',
    'b = Atomics.load(words, 0);',
    '// [relaxed] both',
    'c = Atomics.load(words, 0);',
    'd = Atomics.load(words, 0);',
    'e = Atomics.load(words, 0); // a comment without a tag',
    '// Atomics.load(words, 0)',
  ].join('\n');
  const untagged = accesses({ path: 'x.ts', text }).filter(({ comment }) => !TAG.test(comment));
  expect(untagged.map(({ where }) => where)).toEqual(['x.ts:2', 'x.ts:6']);
});

test(`no source file is longer than ${MOST_LINES} lines`, () => {
  const lines = sourceFiles('src', 'bench', 'labs').map(({ path, text }) => ({ path, lines: text.split('\n').length }));
  expect(lines.filter((file) => file.lines > MOST_LINES)).toEqual([]);
});

/** Each access with its comment: on its line, or directly above it or above the uncommented accesses before it. */
function accesses({ path, text }: SourceFile): { where: string; comment: string }[] {
  const lines = text.split('\n').map((line) => {
    const at = COMMENT_LINE.test(line) ? 0 : line.search(/\/[/*]/);
    return at < 0 ? { code: line, comment: '' } : { code: line.slice(0, at), comment: line.slice(at) };
  });
  return lines.flatMap(({ code, comment }, i) => {
    if (!ACCESS.test(code)) return [];
    let above = i - 1;
    if (comment === '') while (above >= 0 && ACCESS.test(lines[above].code) && lines[above].comment === '') above--;
    let said = comment;
    for (; above >= 0 && lines[above].code.trim() === '' && lines[above].comment !== ''; above--)
      said = lines[above].comment + said;
    return [{ where: `${path}:${i + 1}`, comment: said }];
  });
}
