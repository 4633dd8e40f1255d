import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CompileError, compileProgram } from '../../src/check/explore/compile/compile.ts';
import { FAULT, OP } from '../../src/check/explore/thread-code.ts';
import type { Call } from '../../src/check/program.ts';
import { PROJECT } from '../../src/registry.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { programOf, resultsOf, type Scene, type Stop, stopsOf } from './compile-alone.ts';

const DRIVER = join(PROJECT, 'src/check/programs/drivers/test-driver.ts');
const HEADER = `
import { copyWords } from '../../../atomics/copy.ts';
import { nowNs } from '../../../atomics/clock.ts';
import { pause } from '../../../atomics/pause.ts';
import { CHANGED, park, parkFor, TIMED_OUT, wake } from '../../../atomics/wait.ts';
import type { i32, Words } from '../../../contract.ts';
`.trim();
const HEADER_LINES = HEADER.split('\n').length;

function scene(
  functions: string,
  calls: readonly Call[],
  words: readonly number[] = [],
  also: Partial<Scene> = {},
): Scene {
  const sources = new Map([[DRIVER, `${HEADER}\n${functions}`], ...(also.sources ?? [])]);
  return { driver: DRIVER, calls, regions: { words }, privateWords: 4, ...also, sources };
}

/** Calls of `run` with these arguments, on a driver of these functions. */
function runs(
  functions: string,
  args: readonly (readonly number[])[],
  words?: readonly number[],
  also?: Partial<Scene>,
): Stop[] {
  return stopsOf(
    scene(
      functions,
      args.map((each) => ({ name: 'run', args: each })),
      words,
      also,
    ),
  );
}

/** The steps as they are written. */
function textsOf(stops: readonly Stop[]): (string | undefined)[] {
  return stops.flatMap(({ site }) => (site ? [site.text] : []));
}

test('steps come in the order in which JavaScript evaluates', () => {
  const stops = runs(
    `function next(words: Words, at: i32): i32 { return Atomics.add(words, at, 1); }
     export function run(words: Words, self: i32): i32 {
       words[words[0] + next(words, 1)] = (words[2] + next(words, 3) - words[4]) | 0;
       return Atomics.compareExchange(words, words[5], next(words, 1), words[0]);
     }`,
    [[0]],
    [2, 4, 30, 7, 5, 6, 5, 99],
  );
  expect(textsOf(stops)).toEqual([
    'words[0]',
    'Atomics.add(words, at, 1)',
    'words[2]',
    'Atomics.add(words, at, 1)',
    'words[4]',
    'words[words[0] + next(words, 1)] = (words[2] + next(words, 3) - words[4]) | 0',
    'words[5]',
    'Atomics.add(words, at, 1)',
    'words[0]',
    'Atomics.compareExchange(words, words[5], next(words, 1), words[0])',
  ]);
  expect(resultsOf(stops)).toEqual([32]);
  expect([...(stops.at(-1)?.memory ?? [])]).toEqual([2, 6, 30, 8, 5, 6, 32, 99]);
});

test('the right side of && and ||, and the arms of ?:, run only where JavaScript runs them', () => {
  const functions = `
    function seen(words: Words, at: i32): boolean { return words[at] !== 0; }
    export function run(words: Words, a: i32): i32 {
      const both = seen(words, 0) && seen(words, a);
      const any = seen(words, 1) || !seen(words, a);
      return both === any ? words[2] : a > 2 && !(any && words[3] > 0) ? 7 : 8;
    }`;
  const found = (a: number, words: readonly number[]) => {
    const stops = runs(functions, [[a]], words);
    return [stops.filter(({ op }) => op === OP.READ).length, ...resultsOf(stops)];
  };
  expect(found(1, [0, 5, 6, 7])).toEqual([2, 8]);
  expect(found(2, [1, 0, 6, 7])).toEqual([4, 8]);
  expect(found(3, [1, 1, 6, 0])).toEqual([4, 7]);
  expect(found(3, [1, 1, 6, 1])).toEqual([4, 6]);
  expect(found(0, [1, 1, 6, 0])).toEqual([4, 6]);
});

test('loops and switches go where break, continue and a missing break lead', () => {
  const functions = `
    export function run(words: Words, n: i32): i32 {
      let sum: i32 = 0;
      for (let i = 0; i < n; i++) {
        if (i === 2) continue;
        switch (words[i]) {
          case 1:
            sum = (sum + 10) | 0;
          case 2:
            sum = (sum + 1) | 0;
            break;
          default:
            if (i > 4) return sum;
            continue;
        }
        if (sum > 30) break;
        sum = (sum + 100 * 0 + 1) | 0;
      }
      do sum = (sum + words[7]) | 0; while (sum < 20);
      return -sum | 0;
    }`;
  expect(resultsOf(runs(functions, [[0], [3], [5], [8]], [1, 2, 1, 9, 2, 8, 1, 6]))).toEqual([-24, -20, -22, 16]);
});

test('a const keeps the value that a local had', () => {
  const functions = `
    export function run(words: Words, a: i32): i32 {
      let x: i32 = a;
      const before = x;
      x = (x + 1) | 0;
      return Math.imul(before, 10) + x | 0;
    }`;
  expect(resultsOf(runs(functions, [[3]]))).toEqual([34]);
});

test('a call says where it is: operation, functions, line, column, region', () => {
  const [first] = runs(
    'function inner(words: Words): i32 {\n  return words[3];\n}\nexport function run(words: Words): i32 { return inner(words); }',
    [[]],
    [0, 0, 0, 4],
  );
  expect(first.site).toEqual({
    path: DRIVER,
    line: HEADER_LINES + 2,
    column: 10,
    text: 'words[3]',
    functions: ['run', 'inner'],
    region: 'words',
  });
  const calls = runs('export function run(words: Words, at: i32): i32 { return words[at]; }', [[0], [1]], [5, 6]);
  expect(calls.map(({ op, call }) => [op, call])).toEqual([
    [OP.READ, 0],
    [OP.RETURNED, 0],
    [OP.READ, 1],
    [OP.RETURNED, 1],
    [OP.DONE, 0],
  ]);
});

test('a counter that nobody reads is not part of the state', () => {
  const functions = (result: string) => `
    function acquire(words: Words): i32 {
      let failed: i32 = 0;
      while (Atomics.exchange(words, 0, 1) !== 0) {
        failed = (failed + 1) | 0;
        words[0] = (words[1] - 1) | 0;
        words[1] = words[0];
      }
      return failed;
    }
    export function run(words: Words): i32 { ${result} }`;
  const ignored = runs(functions('acquire(words); return 0;'), [[]], [1, 4]);
  expect(ignored.every(({ slots }) => slots.length === 0)).toBe(true);
  const returned = runs(functions('return acquire(words);'), [[]], [1, 4]);
  expect(resultsOf(returned)).toEqual([4]);
  expect(returned.some(({ slots }) => slots.some((slot) => slot > 0))).toBe(true);
});

test('what does not matter any more is 0', () => {
  const functions = `
    export function run(words: Words, self: i32): i32 {
      const a = words[0];
      const b = words[1];
      words[2] = a;
      words[3] = b;
      return words[4];
    }`;
  const stops = runs(functions, [[0]], [11, 12, 0, 0, 0]);
  const kept = stops.map(({ slots }) => slots.filter((slot) => slot !== 0).sort());
  expect(kept).toEqual([[], [11], [12], [], [], [], []]); // a is the third step's operand already
});

test("a thread's own words are forgotten when nobody reads them again, and are no steps", () => {
  const named = `
    export function run(words: Words, mine: Words, n: i32): i32 {
      mine[0] = words[0];
      mine[1] = (mine[0] + n) | 0;
      words[1] = mine[1];
      return mine[1];
    }`;
  const stops = runs(named, [[1], [2]], [40, 0]);
  expect(resultsOf(stops)).toEqual([41, 42]);
  expect(textsOf(stops)).toEqual(['words[0]', 'words[1] = mine[1]', 'words[0]', 'words[1] = mine[1]']);
  for (const { op, slots } of stops)
    if (op === OP.READ || op === OP.RETURNED) expect(slots).toEqual(slots.map(() => 0));
});

test("a thread's own words that are found by an index stay until the last access", () => {
  const indexed = `
    export function run(words: Words, mine: Words, n: i32): i32 {
      for (let i = 0; i < n; i++) mine[i] = (mine[i] + words[i]) | 0;
      return mine[n - 1];
    }`;
  const stops = runs(indexed, [[2], [4]], [1, 2, 3, 4]);
  expect(resultsOf(stops)).toEqual([2, 4]);
  expect(stops.find(({ op }) => op === OP.RETURNED)?.slots.slice(0, 4)).toEqual([1, 2, 0, 0]);
  expect(stops.at(-1)?.slots).toEqual(stops.at(-1)?.slots.map(() => 0));
});

test('atomics on own words do what they do on shared ones', () => {
  const functions = (at: string) => `
    function all(w: Words, at: i32): i32 {
      Atomics.store(w, at, 12);
      const a = Atomics.add(w, at, 3);
      const b = Atomics.sub(w, at, 1);
      const c = Atomics.and(w, at, 6);
      const d = Atomics.or(w, at, 8);
      const e = Atomics.xor(w, at, 5);
      const f = Atomics.exchange(w, at, 2147483647);
      Atomics.add(w, at, 1);
      const g = Atomics.compareExchange(w, at, 1, 2);
      const h = Atomics.compareExchange(w, at, g, 77);
      return (a + Math.imul(b, 3) + Math.imul(c, 5) + Math.imul(d, 7) + Math.imul(e, 11) + Math.imul(f, 13) + (h >> 9) + Atomics.load(w, at)) | 0;
    }
    export function run(words: Words, mine: Words, at: i32): i32 { return (all(words, ${at}) - all(mine, ${at})) | 0; }`;
  expect(resultsOf(runs(functions('at'), [[1]], [0, 0]))).toEqual([0]);
  expect(resultsOf(runs(functions('words[0]'), [[1]], [1, 0]))).toEqual([0]);
});

test('what twins export are steps of their own', () => {
  const functions = `
    export function run(words: Words, timeoutUs: i32): i32 {
      pause();
      const t = nowNs();
      if (parkFor(words, 0, 1, timeoutUs) === TIMED_OUT && parkFor(words, 0, 2, timeoutUs) === CHANGED) park(words, 1, 5);
      copyWords(words, 2, words, 0, 2);
      return (wake(words, 0, 3) + t) | 0;
    }`;
  const stops = runs(functions, [[-5]], [1, 0, 0, 0]);
  expect(stops.map(({ op, a, b }) => [op, a, b])).toEqual([
    [OP.PAUSE, 0, 0],
    [OP.NOW, 0, 0],
    [OP.WAIT, 1, 0], // a negative time is none, not for ever
    [OP.WAIT, 2, 0],
    [OP.WAIT, 5, -1],
    [OP.READ, 0, 0],
    [OP.WRITE, 1, 0],
    [OP.READ, 0, 0],
    [OP.WRITE, 0, 0],
    [OP.NOTIFY, 3, 0],
    [OP.RETURNED, 1_000_000, 0],
    [OP.DONE, 0, 0],
  ]);
});

test('an index outside its memory is a fault', () => {
  const shared = 'export function run(words: Words, at: i32): void { Atomics.store(words, at + 1, 1); }';
  for (const at of [-2, 2, 2147483647]) {
    const last = runs(shared, [[at]], [0, 0]).at(-1);
    expect(last).toMatchObject({ op: OP.FAULT, a: FAULT.OUT_OF_RANGE, b: (at + 1) | 0 });
    expect(last?.site?.text).toBe('Atomics.store(words, at + 1, 1)');
  }
  expect(runs(shared, [[0]], [0, 0]).at(-1)?.op).toBe(OP.DONE);
  const own = 'export function run(mine: Words, words: Words): i32 { return mine[words[0]]; }';
  for (const at of [-1, 4])
    expect(runs(own, [[]], [at]).at(-1)).toMatchObject({ op: OP.FAULT, a: FAULT.OUT_OF_RANGE_PRIVATE, b: at });
});

test('a loop that never ends and takes no step is a fault, a long one is none', () => {
  const functions = `
    export function run(words: Words, n: i32): i32 {
      let i: i32 = 0;
      while (i !== n) i = (i + 2) & 65535;
      return i;
    }`;
  expect(resultsOf(runs(functions, [[60000]]))).toEqual([60000]);
  const last = runs(functions, [[1]]).at(-1);
  expect(last?.op).toBe(OP.FAULT);
  expect(last?.site?.text).toBe('i !== n');
});

test('a function may call itself once a level, but not for ever', () => {
  const functions = `
    function climb(words: Words, node: i32): i32 {
      const parent = words[node];
      return parent === 0 ? node : (climb(words, parent) + 10) | 0;
    }
    export function run(words: Words, leaf: i32): i32 { return climb(words, leaf); }`;
  expect(resultsOf(runs(functions, [[1], [3]], [0, 2, 0, 1]))).toEqual([12, 22]);
  expect(runs(functions, [[1]], [0, 2, 3, 4, 0]).at(-1)?.op).toBe(OP.FAULT);
});

test('a constant has the value that its line says it is explored as', () => {
  const limits = `import type { i32 } from '../contract.ts';
    export const LIMIT: i32 = 3000; // [explored as 2] so many looks
    export const TWICE: i32 = LIMIT + LIMIT;
    // [explored as 9] above a constant says nothing
    export const OTHER: i32 = 5;`;
  const functions = `import { LIMIT, OTHER, TWICE } from './other.ts';
    export function run(words: Words): i32 { return Math.imul(LIMIT, 100) + Math.imul(TWICE, 10) + OTHER | 0; }`;
  const folder = temporaryFolder({ 'other.ts': limits });
  const text = `import type { i32, Words } from '${PROJECT}/src/contract.ts';\n${functions}`;
  const driver = join(folder, 'driver.ts');
  const sources = new Map([[driver, text]]);
  expect(resultsOf(stopsOf({ driver, calls: [{ name: 'run', args: [] }], regions: { words: [] }, sources }))).toEqual([
    245,
  ]);
});

test('texts replace files, and the hash tells which were compiled', () => {
  const subject = join(PROJECT, 'src/locks/ticket.ts');
  const functions = `import { unlock } from '#subject';
    export function run(words: Words): i32 { return unlock(words, 0) ? 1 : 2; }`;
  const replaced = `import type { i32, Words } from '../contract.ts';
    export function unlock(words: Words, self: i32): boolean { return self !== 0; }`;
  const calls = [{ name: 'run', args: [] }];
  const words = new Array(96).fill(0);
  const shipped = scene(functions, calls, words, { subject });
  const mutant = scene(functions, calls, words, { subject, sources: new Map([[subject, replaced]]) });
  expect(resultsOf(stopsOf(shipped))).toEqual([1]);
  expect(resultsOf(stopsOf(mutant))).toEqual([2]);
  const placed = { words: { at: 0, length: 96 } };
  const [a, again, b] = [shipped, shipped, mutant].map(
    (one) => compileProgram(programOf(one), placed, one.sources).sourceHash,
  );
  expect(again).toBe(a);
  expect(b).not.toBe(a);
});

test.for([
  [
    'a remainder',
    'export function run(words: Words): i32 { return words[0] % 3; }',
    /test-driver\.ts:\d+:\d+ operator/,
  ],
  [
    'the value of a store',
    'export function run(words: Words): void { const x = Atomics.store(words, 0, 1); }',
    /the value of Atomics\.store/,
  ],
  [
    "sleeping on a thread's own words",
    'export function run(mine: Words): void { park(mine, 0, 0); }',
    /test-driver\.ts:\d+:\d+ parks or wakes/,
  ],
  ['a region that is missing', 'export function run(sea: Words): void { sea[0] = 1; }', /region called sea/],
  ['a call without its number', 'export function run(words: Words, a: i32): void {}', /expected 1 numbers .* found 0/],
  ['a function that is not exported', 'function run(words: Words): void {}', /exported function run/],
  [
    'a subject that is missing',
    "import { lock } from '#subject';\nexport function run(words: Words): void { lock(words, 0); }",
    /#subject/,
  ],
  [
    'a file that is missing',
    "import { x } from './missing.ts';\nexport function run(words: Words): void { x(words); }",
    /missing\.ts/,
  ],
  [
    "a twin's function that nobody knows",
    "import { steal } from '../../../atomics/pause.ts';\nexport function run(words: Words): void { steal(); }",
    /test-driver\.ts:\d+:\d+ calls steal/,
  ],
] as const)('%s is refused', ([, functions, message]) => {
  const refused = () => runs(functions, [[]], [0, 0]);
  expect(refused).toThrow(CompileError);
  expect(refused).toThrow(message);
});
