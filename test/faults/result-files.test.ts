/** Result files that are cut off, forged, of the wrong kind, or no files. (Versions, ids and sections: test/report/schema.test.ts.) */
import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../src/registry.ts';
import { writeIndex } from '../../src/report/index.ts';
import { renderPage } from '../../src/report/page.ts';
import { InvalidResult, readResult } from '../../src/report/read-result.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { writeWhole } from '../../src/report/write.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { smallRecord } from './fixtures/small-record.ts';

const record = smallRecord();
const text = JSON.stringify(record);
const bytes = Buffer.from(text);

/** One sentence, on one line. */
const SENTENCE = /^Expected [^\n]*[.;:!?][^\n]*\.$/;

/** `null`: the text is accepted. */
function refusal(content: string): string | null {
  try {
    readResult(content);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidResult);
    return (error as Error).message;
  }
}

describe('a text', () => {
  test('that ends early, at any byte, is refused in one sentence', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(refusal(bytes.subarray(0, length).toString('utf8')), `${length} bytes`).toMatch(SENTENCE);
  });

  test.for<[what: string, content: string]>([
    ['nothing', ''],
    ['only spaces', ' \n\t '],
    ['a byte order mark before the record', `\ufeff${text}`],
    ['the record in UTF-16', Buffer.from(text, 'utf16le').toString('utf8')],
    ['something behind the record', `${text}x`],
    ['two records', `${text}\n${text}`],
    ['a number', '1e999'],
    ['a comment', `// ${text}`],
    ['arrays in arrays, a million deep', '['.repeat(1e6) + ']'.repeat(1e6)],
    ['a duration beyond all numbers', text.replace('"durationMs":81234', '"durationMs":1e999')],
    ['a negative duration', text.replace('"durationMs":81234', '"durationMs":-1')],
    ['NaN', text.replace('"durationMs":81234', '"durationMs":NaN')],
    ['schemaVersion as a number', text.replace('"schemaVersion":"1.0"', '"schemaVersion":1.5')],
    ['schemaVersion in short', text.replace('"schemaVersion":"1.0"', '"schemaVersion":"1"')],
    ['schemaVersion with a line behind it', text.replace('"schemaVersion":"1.0"', '"schemaVersion":"1.0\\n"')],
  ])('of %s is refused in one sentence', ([, content]) => {
    expect(content).not.toBe(text);
    expect(refusal(content)).toMatch(SENTENCE);
  });

  test('that names a key twice has the last of the two, as all JSON in JavaScript', () => {
    const twice = text.replace('"complete":true', '"complete":false,"complete":true');
    expect(readResult(twice)).toEqual(record);
  });

  test('with __proto__ among its keys changes no object but its own, and that one loses the key', () => {
    const forged = text
      .replace('"complete":true', '"complete":true,"__proto__":{"headline":"forged","forged":true}')
      .replace('"hypervisor":"kvm"', '"hypervisor":"kvm","__proto__":{"forged":true}');
    const read = readResult(forged) as LabResult & { forged?: unknown };
    expect(read).toEqual(record);
    expect([read.forged, read.warnings[0].evidence.forged, ({} as { forged?: unknown }).forged]).toEqual(
      Array(3).fill(undefined),
    );
  });
});

describe('a record', () => {
  /** Every place below, as the keys that lead to it. */
  function* places(value: unknown, path: readonly (string | number)[] = []): Generator<(string | number)[]> {
    if (path.length > 0) yield [...path];
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value))
      yield* places(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }

  /** The record with something else at one place; `undefined`: nothing. */
  function changed(path: readonly (string | number)[], to: unknown): LabResult {
    const copy = JSON.parse(text);
    const owner = path.slice(0, -1).reduce((object, key) => object[key], copy);
    owner[path.at(-1)!] = to;
    return JSON.parse(JSON.stringify(copy)); // an item that is gone becomes null, a key disappears
  }

  const FEW = [undefined, null, 'x', -1, 2 ** 60, [{}]];
  const STRANGE: readonly unknown[] = process.env.CI
    ? [...FEW, true, '', 0, 0.5, [], {}, [[]], { constructor: 1 }]
    : FEW;

  test('with something else at any one place is refused with that place, or its page can be written', async () => {
    const counts = { refused: 0, shown: 0 };
    for (const path of places(record)) {
      for (const strange of STRANGE) {
        const value = changed(path, strange);
        const message = refusal(JSON.stringify(value));
        const where = `${path.join('.')} = ${JSON.stringify(strange)}`;
        if (message === null) {
          counts.shown++;
          await expect(renderPage(value, { fileName: 'x', sha256: 'y' }), where).resolves.toContain('</html>');
        } else {
          counts.refused++;
          expect(message, where).toMatch(SENTENCE);
        }
      }
    }
    expect(counts.refused).toBeGreaterThan(counts.shown);
    expect(counts.shown).toBeGreaterThan(200);
  });

  test('whose rates are beyond all numbers, or that asks for a view that does not exist, cannot be shown: a sentence', async () => {
    const [section] = record.sections;
    const [first, second] = record.cells;
    const tiny = first.trials.map((trial) => ({ ...trial, durationNs: Number.MIN_VALUE }));
    for (const broken of [
      { ...record, cells: [{ ...first, trials: tiny }, second] },
      { ...record, sections: [{ ...section, views: ['../../etc/passwd'] }] },
      { ...record, sections: [{ ...section, views: ['__proto__'] }] },
    ]) {
      const folder = temporaryFolder({ 'run.json': JSON.stringify(broken) });
      const failure = await writeReport(join(folder, 'run.json')).catch((error: Error) => error);
      expect(failure).toBeInstanceOf(InvalidResult);
      expect((failure as Error).message).toMatch(SENTENCE);
      expect(readdirSync(folder)).toEqual(['run.json']);
    }
  });

  test('with names that every object has is shown like any other', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__'];
    const forged = {
      ...record,
      subjects: [
        { ...record.subjects[0], facts: Object.fromEntries(names.map((name) => [name, name])) },
        { ...record.subjects[0], name: 'other', facts: {} },
      ],
      cells: record.cells.map((cell) => ({
        ...cell,
        trials: cell.trials.map((trial) => ({ ...trial, warnings: names })),
      })),
      sections: record.sections.map((section) => ({ ...section, x: 'constructor' })),
    };
    const page = await renderPage(readResult(JSON.stringify(forged)), { fileName: 'x', sha256: 'y' });
    expect(page).toContain('constructor');
    expect(page).not.toContain('native code');
  });
});

const isPosix = process.platform !== 'win32';
if (!isPosix) console.log('skipped: pipes, devices and links are tried on POSIX systems only');

describe.skipIf(!isPosix)('a path', () => {
  /** In a process of its own, which a pipe or an endless file would hold up. */
  function readAll(...paths: string[]): string[] {
    const file = join(import.meta.dirname, 'fixtures/read-all.ts');
    const { stdout, stderr, error } = spawnSync(process.execPath, ['--no-warnings', file, ...paths], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(error, stderr).toBe(undefined);
    return JSON.parse(stdout) as string[];
  }

  test('to what is no result file is refused at once, with what is there; no page is written', () => {
    const folder = temporaryFolder({ file: '', 'long.json': '', 'empty.json': '' });
    const at = (name: string) => join(folder, name);
    mkdirSync(at('folder.json'));
    execFileSync('mkfifo', [at('pipe.json')]);
    symlinkSync('loop.json', at('loop.json'));
    symlinkSync('nowhere.json', at('dangling.json'));
    truncateSync(at('long.json'), 300 * 2 ** 20);
    const before = readdirSync(folder);
    const found: Readonly<Record<string, RegExp>> = {
      [at('missing.json')]: /found none:/,
      [at('dangling.json')]: /found none:/,
      [at('file/run.json')]: /found none, as a part of the path is a file:/,
      [at('loop.json')]: /found a link that leads back to itself:/,
      [`/${'x'.repeat(4097)}`]: /found a path that is too long:/,
      [at('folder.json')]: /found a folder:/,
      [at('pipe.json')]: /found a pipe or a device:/,
      '/dev/zero': /found a pipe or a device:/,
      '/dev/null': /found a pipe or a device:/,
      [at('long.json')]: /found 300 MiB where 256 MiB are the most:/,
      [at('empty.json')]: /does not parse/,
      '': /found none:/,
    };
    const outcomes = readAll(...Object.keys(found));
    for (const [i, [path, pattern]] of Object.entries(found).entries()) {
      expect(outcomes[i], path).toMatch(/^InvalidResult: Expected [^\n]*\.$/);
      expect(outcomes[i], path).toMatch(pattern);
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  test('to a result, with spaces, a newline, `..`, a link or a leading dash in it, is read', () => {
    const folder = temporaryFolder({ '-a b\nc.json': text });
    symlinkSync('-a b\nc.json', join(folder, 'link.json'));
    mkdirSync(join(folder, 'below'));
    const paths = ['-a b\nc.json', 'link.json', 'below/../link.json'].map((name) => `${folder}/${name}`);
    expect(readAll(...paths)).toEqual(paths.map((path) => `written ${path.replace('.json', '.html')}`));
  });

  test('to an index that finds a pipe, a link to nowhere or a folder among the results lists them as files that cannot be read', () => {
    const folder = temporaryFolder({ 'run.json': text });
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    symlinkSync('nowhere.json', join(folder, 'dangling.json'));
    const index = readFileSync(writeIndex(folder), 'utf8');
    expect(index).toContain('run.json');
    expect(index.match(/<li><code>[\w.]+<\/code>: Expected/g)).toHaveLength(2);
  });

  test('that is written is replaced, not written through: links elsewhere and old readers keep what they had', () => {
    const folder = temporaryFolder({ elsewhere: 'mine' });
    symlinkSync('elsewhere', join(folder, 'page.html'));
    writeWhole(join(folder, 'page.html'), 'new');
    expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('mine');
    expect(lstatSync(join(folder, 'page.html')).isSymbolicLink()).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'page.html']);
  });
});

describe.skipIf(!isPosix)('npm run report', () => {
  const REPORT = `'${process.execPath}' --import tsx --disable-warning=ExperimentalWarning src/cli/report.ts`;
  const run = (command: string, env: Record<string, string> = {}) =>
    spawnSync('sh', ['-c', command], {
      cwd: PROJECT,
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...process.env, ...env },
    });

  test('quotes what is wrong in a file without letting it steer the terminal', () => {
    const FILE = join(temporaryFolder({ 'run.json': '\u001b]0;title\u0007\u001b[2J\u009b31m{}' }), 'run.json');
    const { status, stdout, stderr } = run(`${REPORT} "$FILE"`, { FILE });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Expected JSON, .*\n$/);
    expect(stderr.slice(0, -1)).not.toMatch(/\p{Cc}/u);
  });

  test.skipIf(process.platform !== 'linux')(
    `with an output that is full says so in a sentence and exits with 2; the page is whole${process.platform === 'linux' ? '' : ' (skipped: there is no /dev/full here)'}`,
    () => {
      const FILE = join(temporaryFolder({ 'run.json': text }), 'run.json');
      const { status, stderr } = run(`${REPORT} "$FILE" > /dev/full`, { FILE });
      expect(stderr).toBe('Expected to write to the standard output, but it takes no more (ENOSPC).\n');
      expect(status).toBe(2);
      expect(readFileSync(FILE.replace('.json', '.html'), 'utf8')).toMatch(/<\/html>\s*$/);
    },
  );

  test('whose reader goes away writes the page and no complaint', () => {
    const folder = temporaryFolder({ 'run.json': text });
    const { stderr } = run(`${REPORT} "$FILE" | true`, { FILE: join(folder, 'run.json') });
    expect(stderr).toBe('');
    expect(readFileSync(join(folder, 'run.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });
});
