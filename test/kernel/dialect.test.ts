import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkDialect, formatDialectErrors, kernelPart } from '../../src/kernel/dialect.ts';

const PATH = 'src/locks/example.ts'; // need not exist; what it imports is read from beside it

const TICKET = `import { LINE_WORDS } from '../atomics/layout.ts';
import { pause } from '../atomics/pause.ts';
import type { LockSpec, Words, i32 } from '../contract.ts';

const NEXT: i32 = 0;                  // next ticket to hand out; written by every thread
const SERVING: i32 = LINE_WORDS;      // ticket now inside; written by the holder alone

export function lock(words: Words, self: i32): void {
  const mine = Atomics.add(words, NEXT, 1);                // [relaxed] takes a place
  while (Atomics.load(words, SERVING) !== mine) pause();   // [acquire] pairs with unlock's [release] store of SERVING
}
export function unlock(words: Words, self: i32): void {
  const served = words[SERVING];                           // plain: only the holder writes SERVING
  Atomics.store(words, SERVING, (served + 1) | 0);         // [release] hands over; pairs with lock's [acquire] load
}
export default { name: 'ticket', title: 'Ticket – lock', sizeWords: () => 2 * LINE_WORDS, lock, unlock } satisfies LockSpec;
`;

const RING = `import type { Words, i32 } from '../contract.ts';
const HEAD: i32 = 0;
const TAIL: i32 = 32;
const HEAD_SEEN: i32 = TAIL + 1;
const MASK: i32 = 2 * TAIL;
const SLOTS: i32 = 3 * TAIL;
export function tryPush(words: Words, self: i32, value: i32): boolean {
  const tail = words[TAIL];                        // plain: only the producer writes TAIL
  const mask = words[MASK];                        // plain: written by init, never after sharing
  if (((tail - words[HEAD_SEEN]) | 0) > mask) {    // plain: HEAD_SEEN is the producer's own copy
    words[HEAD_SEEN] = Atomics.load(words, HEAD);
    if (((tail - words[HEAD_SEEN]) | 0) > mask) return false;      // LP when full: the load above
  }
  words[SLOTS + (tail & mask)] = value;            // plain: not visible until the [release] of TAIL below
  Atomics.store(words, TAIL, (tail + 1) | 0);
  return true;
}
`;

/** The rules that a body breaks; it sees two views, three numbers, a flag, a constant and imported functions. */
function rulesBroken(body: string): string[] {
  return rulesOfFile(`import { LINE_WORDS } from '../atomics/layout.ts';
import { tryPop } from '#subject';
const C: i32 = 4;
function half(a: i32): i32 { return a >> 1; }
export function f(words: Words, into: Words, a: i32, b: i32, n: i32, flag: boolean): i32 {
${body}
return 0;
}
`);
}

function rulesOfFile(source: string): string[] {
  return [...new Set(checkDialect(PATH, source).map(({ rule }) => rule))];
}

test('the design’s ticket lock and ring are accepted', () => {
  expect(checkDialect(PATH, TICKET)).toEqual([]);
  expect(checkDialect(PATH, RING)).toEqual([]);
});

test.each([
  ['wrapped sums', 'words[a] = (a + b - 1) | 0; Atomics.store(words, 0, (-a) | 0);'],
  ['an index that is a sum', 'const x = words[C + a + 1]; Atomics.add(words, LINE_WORDS + a, x);'],
  ['sums under any bit operator', 'const x = (a + b) & 7; const y = ~(a - b); const z = (a + 1) << 2;'],
  ['products by Math.imul', 'const x = Math.imul(a, b); const y = Math.imul(a + 1, 3);'],
  ['constants that fit', 'const x = 2 * LINE_WORDS; const y = -2147483648; const z = 0x7fff_ffff; const w = C + 1;'],
  ['division by a positive constant', 'const x = (a / C) | 0;'],
  [
    'conditions of comparisons',
    'if (a === 0 && (!flag || b < n)) words[0] = a; while (tryPop(words, 0, into, 0)) words[1] = 1;',
  ],
  ['a choice', 'const x = a < b ? a : b; const yes = flag ? a === b : false;'],
  ['a counted loop', 'for (let i = 0; i < n; i++) words[i] = i;'],
  ['a counted loop with a second condition', 'for (let i: i32 = 0; flag && i < n; i++) words[i] = i;'],
  ['a loop with a wrapped step', 'for (let i = n; i > 0; i = (i - 2) | 0) words[i] = i;'],
  [
    'switch, do, break and continue',
    'let x = 0; do { switch (a) { case 1: { const y = b; x = y; break; } default: continue; } } while (x !== 0);',
  ],
  ['bit assignment to a local', 'let x = a; x |= b + 1; x <<= 2; a &= 3;'],
  ['calls', 'words[half(a)] = half((a + 1) | 0); tryPop(words, a, into, b); half(b);'],
  ['a local named like a function of a structure', 'let size = 0; size = words[1]; words[0] = size;'],
])('%s are in the dialect', (_what, body) => {
  expect(rulesBroken(body)).toEqual([]);
});

test.each([
  ['unwrapped-arithmetic', 'words[0] = a + 1;'],
  ['unwrapped-arithmetic', 'Atomics.store(words, 0, a - b);'],
  ['unwrapped-arithmetic', 'Atomics.compareExchange(words, 0, a + 1, b);'],
  ['unwrapped-arithmetic', 'if (a + b > n) words[0] = 1;'],
  ['unwrapped-arithmetic', 'return a + b;'],
  ['unwrapped-arithmetic', 'half(a + b);'],
  ['unwrapped-arithmetic', 'let x = a + 1;'],
  ['unwrapped-arithmetic', 'let x = a; x = -x;'],
  ['unwrapped-arithmetic', 'let x = flag ? a + 1 : b;'],
  ['unwrapped-arithmetic', 'a += 1;'],
  ['unwrapped-arithmetic', 'a++;'],
  ['unwrapped-arithmetic', 'words[0]--;'],
  ['unwrapped-arithmetic', 'for (let i = 0; i <= n; i++) words[i] = i;'],
  ['unwrapped-arithmetic', 'for (let i = 0; i < n || flag; i++) words[i] = i;'],
  ['unwrapped-arithmetic', 'for (let i = 0; i < n; i++) i = 2147483647;'],
  ['unwrapped-arithmetic', 'for (let i = 0; i < n; i += 2) words[i] = i;'],
  ['unwrapped-arithmetic', 'for (let i = n; i > 0; i--) words[i] = i;'],
  ['unwrapped-arithmetic', 'const x = 2147483647 + C;'],
  ['operator', 'const x = Math.imul(a, b) * 2;'],
  ['operator', 'words[a * 4] = 1;'],
  ['operator', 'a *= 2;'],
  ['operator', 'const x = LINE_WORDS * 100000000;'],
  ['operator', 'const x = a / 2;'],
  ['operator', 'const x = (a / b) | 0;'],
  ['operator', 'const x = (a / 2 + 1) | 0;'],
  ['operator', 'const x = (a / 2) & 3;'],
  ['operator', 'const x = a % 4;'],
  ['operator', 'const x = a >>> 1;'],
  ['operator', 'const x = a ** 2;'],
  ['operator', 'flag = a == b;'],
  ['operator', 'flag = a != b;'],
  ['operator', 'const x = words[0] ?? 1;'],
  ['operator', 'const x = +a;'],
  ['operator', 'const x = typeof a === typeof b;'],
  ['operator', 'const x = void a;'],
  ['operator', 'flag = a in words;'],
  ['condition', 'if (a) words[0] = 1;'],
  ['condition', 'while (words[0]) words[0] = 1;'],
  ['condition', 'flag = !a;'],
  ['condition', 'flag = a && b;'],
  ['condition', 'const x = half(a) ? 1 : 2;'],
  ['literal', 'words[0] = 1.5;'],
  ['literal', 'words[0] = 1.0;'],
  ['literal', 'words[0] = 1e3;'],
  ['literal', 'words[0] = 2147483648;'],
  ['literal', 'words[0] = 1n;'],
  ['literal', 'const x = "text";'],
  ['literal', 'const x = /x/;'],
  ['literal', 'const x = null;'],
  ['uninitialized', 'let x;'],
  ['reserved-name', 'const load = words[0];'],
  ['unknown-name', 'const x = NaN;'],
  ['unknown-name', 'const x = missing;'],
  ['unknown-name', 'const x = tryPop;'],
  ['call', 'Atomics.wait(words, 0, a);'],
  ['call', 'Atomics.notify(words, 0);'],
  ['call', 'Atomics.store(words, 0);'],
  ['call', 'Atomics.load(0, words);'],
  ['call', 'Math.max(a, b);'],
  ['call', 'parseInt(a);'],
  ['call', 'words.fill(0);'],
  ['call', 'a();'],
  ['member-access', 'const x = words.length;'],
  ['member-access', 'const x = a[0];'],
  ['words-value', 'const other = words;'],
  ['words-value', 'flag = words === into;'],
  ['assignment', 'words[a] |= 4;'],
  ['assignment', 'words = into;'],
  ['assignment', 'C = 2;'],
  ['assignment', 'const x = 1; x = 2;'],
  ['return', 'return;'],
  ['return', 'return flag;'],
  ['annotation', 'let x: u32 = a;'],
  ['annotation', 'const x: f64 = a;'],
  ['type-syntax', 'const x = a as i32;'],
  ['type-syntax', 'const x = words[0]!;'],
  ['type-syntax', 'const x = a satisfies i32;'],
  ['syntax', 'var x = 1;'],
  ['syntax', 'const g = () => 1;'],
  ['syntax', 'function g(): void {}'],
  ['syntax', 'class G {}'],
  ['syntax', 'const x = { a };'],
  ['syntax', 'const x = [a];'],
  ['syntax', 'const { length } = words;'],
  ['syntax', 'const x = `text`;'],
  ['syntax', 'try { half(a); } catch {}'],
  ['syntax', 'throw a;'],
  ['syntax', 'const x = this;'],
  ['syntax', 'const x = new Int32Array(4);'],
  ['syntax', 'half(...words);'],
  ['syntax', 'for (const x of words) half(x);'],
  ['syntax', 'for (const x in words) half(1);'],
  ['syntax', 'out: for (;;) break out;'],
  ['syntax', 'const x = half?.(a);'],
  ['syntax', 'const x = words?.[0];'],
  ['syntax', 'const x = (a, b);'],
  ['syntax', 'let x = a; const y = (x = b);'],
  ['syntax', 'let x = a; const y = x++;'],
  ['syntax', 'a;'],
  ['syntax', 'flag && half(a);'],
  ['syntax', 'switch (a) { case 1: let x = 1; }'],
  ['syntax', 'debugger;'],
])('%s refuses: %s', (rule, body) => {
  expect(rulesBroken(body)).toContain(rule);
});

test.each([
  ['top-level', 'let state: i32 = 0;'],
  ['top-level', 'if (true) {}'],
  ['top-level', 'export * from "./x.ts";'],
  ['top-level', 'class A {}'],
  ['top-level', 'export default function f(): void {}'],
  ['top-level', 'export default { name: "x" };\nconst A: i32 = 1;'],
  ['constant', 'const A: i32 = f();'],
  ['constant', 'const A: i32 = 1.5;'],
  ['constant', 'const A: i32 = 65536 * 65536;'],
  ['constant', 'const A: i32 = -0;'],
  ['constant', 'const f = () => 1;'],
  ['constant', 'import { A } from "./no-such-file.ts";\nconst B: i32 = 2 * A;'],
  ['annotation', 'const A = 1;'],
  ['annotation', 'const A: u32 = 1;'],
  ['annotation', 'function f(a): void {}'],
  ['annotation', 'function f(a?: i32): void {}'],
  ['annotation', 'function f(a: number): void {}'],
  ['annotation', 'function f(a: void): void {}'],
  ['annotation', 'function f(a: i32) {}'],
  ['annotation', 'function f(words: Words): Words { return words; }'],
  ['syntax', 'function f(a: i32 = 1): void {}'],
  ['syntax', 'function f(...a: i32): void {}'],
  ['syntax', 'function f({ a }: Words): void {}'],
  ['syntax', 'async function f(): void {}'],
  ['syntax', 'function* f(): void {}'],
  ['type-syntax', 'function f<T>(a: i32): void {}'],
  ['type-syntax', 'type i64 = number;'],
  ['type-syntax', 'import { type Words, lock } from "./ticket.ts";'],
  ['import', 'import { readFileSync } from "node:fs";'],
  ['import', 'import * as ticket from "./ticket.ts";'],
  ['import', 'import ticket from "./ticket.ts";'],
  ['import', 'import "./ticket.ts";'],
  ['reserved-name', 'function f(u32: i32): void {}'],
  ['parse', '@inline function f(): void {}'],
  ['parse', 'enum A { B }'],
])('%s refuses at the top level: %s', (rule, source) => {
  expect(rulesOfFile(source)).toContain(rule);
});

test.each([
  'import { lock as ticketLock } from "./ticket.ts";\nexport function lock(words: Words): void { ticketLock(words); }',
  'import { TIMED_OUT } from "../atomics/wait.ts";\nexport const A: i32 = TIMED_OUT << 2, B: i32 = ~A;',
  '/* a comment */ function f(a: i32, /* b */ b: boolean /* c */) /* d */: i32 { return a; }',
  'function f(\n  a: i32,\n  b: i32,\n): void {}',
  'function ping(): void { pong(); }\nfunction pong(): void { ping(); }',
  'import type { A } from "./a.ts";\nimport type {\n  B,\n} from "any-package";',
])('the top level allows: %s', (source) => {
  expect(rulesOfFile(source)).toEqual([]);
});

test('a file with a WebAssembly twin is not checked, and neither is the twin', () => {
  for (const path of ['src/atomics/wait.ts', 'src/atomics/wait.wasm.ts']) {
    expect(checkDialect(path, readFileSync(path, 'utf8'))).toEqual([]);
  }
});

test('errors name file, line, column and rule, in source order, and say what to write', () => {
  const source = 'function f(a: i32): i32 {\n  if (a) return 1;\n  return a + 1;\n}\n';
  expect(formatDialectErrors(checkDialect(PATH, source)).split('\n')).toEqual([
    'src/locks/example.ts:2:7 condition: `a` is not a comparison; write what it is compared with: `x !== 0`.',
    'src/locks/example.ts:3:10 unwrapped-arithmetic: `a + 1` is not wrapped to 32 bits; write `(…) | 0` around it.',
  ]);
});

test('the kernel part keeps annotations and positions, and loses descriptor and type imports', () => {
  const { code, imports, exports } = kernelPart(PATH, TICKET);
  expect(code.split('\n').map((line) => line.length)).toEqual(TICKET.split('\n').map((line) => line.length));
  expect(code).toContain('export function lock(words: Words, self: i32): void {');
  expect(code).not.toMatch(/import type|export default|satisfies/);
  expect(exports).toEqual(['lock', 'unlock']);
  expect(imports.map(({ specifier, names }) => [specifier, names])).toEqual([
    ['../atomics/layout.ts', ['LINE_WORDS']],
    ['../atomics/pause.ts', ['pause']],
  ]);
  const [first] = imports;
  expect(code.slice(first.start, first.end)).toBe("import { LINE_WORDS } from '../atomics/layout.ts';");
});
