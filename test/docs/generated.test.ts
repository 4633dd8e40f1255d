import { expect, test } from 'vitest';
import { renderCatalogue, renderRingChoice } from '../../src/cli/catalogue.ts';
import { generateFiles, replaceBlock, withLabScripts } from '../../src/cli/generated.ts';
import { discover, PROJECT } from '../../src/registry.ts';

const { subjects } = await discover();

test('what npm run sync writes is current', async () => {
  const stale = (await generateFiles()).filter(({ text, found }) => text !== found).map(({ path }) => path);
  expect(stale, 'run npm run sync').toEqual([]);
});

test('the catalogue has a section for every subject, with all its limits and sources', () => {
  const catalogue = renderCatalogue(subjects);
  for (const { spec } of subjects) {
    const section = catalogue.split(`### ${spec.name}\n`)[1]?.split('\n### ')[0] ?? '';
    for (const text of [spec.title, ...spec.restrictions, ...spec.sources.map(({ what }) => what)])
      expect(section, spec.name).toContain(text);
  }
});

test('the choice of rings offers what the package holds, not what is measured beside it', () => {
  const choice = renderRingChoice(subjects);
  const offered = subjects.filter(({ spec }) => choice.includes(`[\`${spec.name}\`]`));
  expect(offered.length).toBeGreaterThan(5);
  expect(offered.filter(({ path }) => !path.startsWith(`${PROJECT}/src/`))).toEqual([]);
  expect(offered.filter(({ spec }) => spec.peer)).toEqual([]);
});

test('a bar in a descriptor does not break a table', () => {
  const [first] = subjects;
  const odd = { ...first, spec: { ...first.spec, restrictions: ['a | b'] } };
  expect(renderRingChoice([odd])).toContain('a \\| b');
});

test('a block is replaced between its marks, and what is around it stays', () => {
  const text = 'before\n<!-- x -->\nold\n<!-- /x -->\nafter';
  expect(replaceBlock('F.md', text, 'x', 'new')).toBe('before\n<!-- x -->\nnew\n<!-- /x -->\nafter');
});

test('a missing mark is one sentence that names the file', () => {
  expect(() => replaceBlock('F.md', 'no marks', 'x', 'new')).toThrow(
    /^F\.md: expected a block .* put the two lines back\.$/,
  );
});

test('lab scripts follow the labs: new ones come after lab, those of missing labs go', () => {
  const manifest = JSON.stringify({ scripts: { lab: 'run', 'lab:gone': 'run gone', test: 'vitest' } });
  const written = JSON.parse(withLabScripts(manifest, ['locks', 'ringbuf'])) as { scripts: Record<string, string> };
  expect(Object.entries(written.scripts)).toEqual([
    ['lab', 'run'],
    ['lab:locks', 'run locks'],
    ['lab:ringbuf', 'run ringbuf'],
    ['test', 'vitest'],
  ]);
});
