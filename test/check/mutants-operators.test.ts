/** Each operator on a small source: what it changes, to what, and what it leaves alone. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateMutants } from '../../src/check/mutants/generate.ts';
import { OPERATORS } from '../../src/check/mutants/operators.ts';
import { PROJECT } from '../../src/registry.ts';

/** Nobody writes it: imports are resolved from here. */
const PATH = join(PROJECT, 'src/locks/_example.ts');

const HEAD = `import { LINE_WORDS } from '../atomics/layout.ts';
import { parkAtMost } from '../atomics/timed-park.ts';
import { park, wake } from '../atomics/wait.ts';
import type { i32, Words } from '../contract.ts';

const STATE: i32 = 0;
const TAIL: i32 = LINE_WORDS;
const FREE: i32 = 0;
const HELD: i32 = 1;
const EVERYBODY: i32 = 0x7fffffff;
`;

/** What an operator makes of the body of a function of `words` and `self` that returns a number: `before → after`. */
function made(operator: string, body: string, name = 'f', descriptor = ''): string[] {
  const text = `${HEAD}export function ${name}(words: Words, self: i32): i32 {\n${body}\n}\n${descriptor}`;
  return mutantsBy(operator, text).map(({ before, after }) => `${before} → ${after}`);
}

const tested = new Set<string>();

function mutantsBy(operator: string, text: string) {
  tested.add(operator);
  const chosen = OPERATORS.filter(({ name }) => name === operator);
  expect(chosen).toHaveLength(1);
  return generateMutants(PATH, text, chosen);
}

test('drop-store leaves an atomic store away, also behind a condition', () => {
  expect(made('drop-store', 'if (self > 0) Atomics.store(words, STATE, FREE); // [release] x\nreturn 0;')).toEqual([
    'Atomics.store(words, STATE, FREE); → ;',
  ]);
});

test('drop-update leaves a read-modify-write away; where its result is used a load is left', () => {
  expect(made('drop-update', 'Atomics.add(words, STATE, 1);\nreturn Atomics.exchange(words, TAIL, self);')).toEqual([
    'Atomics.add(words, STATE, 1); → ;',
    'Atomics.exchange(words, TAIL, self) → Atomics.load(words, TAIL)',
  ]);
});

test('drop-plain-write leaves plain writes away, but those of tunables, which others choose', () => {
  const tunable = 'export default { tunables: { tries: { word: TAIL, default: 1 } } };';
  expect(made('drop-plain-write', 'words[STATE] = self;\nwords[TAIL] = 3;\nreturn 0;', 'init', tunable)).toEqual([
    'words[STATE] = self; → ;',
  ]);
});

test('drop-wake wakes nobody', () => {
  expect(made('drop-wake', 'if (self === 2) wake(words, STATE, 1);\nreturn 0;')).toEqual([
    'wake(words, STATE, 1); → ;',
  ]);
});

test('wake-before-change wakes before there is something to wake for', () => {
  const body = 'Atomics.store(words, STATE, FREE);\n// why\nif (self !== 0) wake(words, STATE, 1);\nreturn 0;';
  expect(made('wake-before-change', body)).toEqual([
    'Atomics.store(words, STATE, FREE); if (self !== 0) wake(words, STATE, 1); → if (self !== 0) wake(words, STATE, 1); Atomics.store(words, STATE, FREE);',
  ]);
});

test('publish-before-payload swaps a plain write and the atomic one after it, not two plain ones', () => {
  expect(
    made(
      'publish-before-payload',
      'words[TAIL] = 1;\nwords[TAIL + 1] = 2;\nAtomics.store(words, STATE, 1);\nreturn 0;',
    ),
  ).toEqual([
    'words[TAIL + 1] = 2; Atomics.store(words, STATE, 1); → Atomics.store(words, STATE, 1); words[TAIL + 1] = 2;',
  ]);
});

test('read-late reads again, after the change, what was read before it', () => {
  const body = `const epoch = words[STATE];
if (Atomics.add(words, TAIL, 1) === self) return epoch;
park(words, STATE, epoch);
Atomics.store(words, STATE, 1);
return 0;`;
  expect(made('read-late', body)).toEqual([
    'return epoch; → return words[STATE];',
    'park(words, STATE, epoch) → park(words, STATE, words[STATE])',
  ]);
});

test('read-late leaves words alone that only init writes', () => {
  expect(made('read-late', 'const most = words[TAIL];\nAtomics.add(words, STATE, 1);\nreturn most;')).toEqual([]);
});

test('swap-accesses swaps other neighbours of which one is atomic, unless one needs the other', () => {
  const body = `const fixed = words[STATE + 1];
const most = words[TAIL];
const a = Atomics.load(words, STATE);
const b = Atomics.load(words, TAIL);
const c = Atomics.load(words, b);
return (a + c) | 0;`;
  expect(made('swap-accesses', body)).toEqual([
    'const a = Atomics.load(words, STATE); const b = Atomics.load(words, TAIL); → const b = Atomics.load(words, TAIL); const a = Atomics.load(words, STATE);',
  ]);
});

test('plain-store and plain-load make plain accesses of atomic ones', () => {
  const body = 'Atomics.store(words, TAIL + self, (self + 1) | 0);\nreturn Atomics.load(words, TAIL + self);';
  expect(made('plain-store', body)).toEqual([
    'Atomics.store(words, TAIL + self, (self + 1) | 0) → words[TAIL + self] = (self + 1) | 0',
  ]);
  expect(made('plain-load', body)).toEqual(['Atomics.load(words, TAIL + self) → words[TAIL + self]']);
});

test('plain-load leaves loads alone that may race', () => {
  const body = '// [relaxed] [racy: TAIL] a guess\nreturn Atomics.load(words, TAIL);';
  expect(made('plain-load', body)).toEqual([]);
});

test('plain-update and split-update take a read-modify-write apart, plainly and atomically', () => {
  const text = `${HEAD}export function f(words: Words, self: i32): i32 {\nreturn Atomics.sub(words, STATE, 1);\n}\nexport default {};`;
  const [plain] = mutantsBy('plain-update', text);
  expect(plain).toMatchObject({ before: 'Atomics.sub(words, STATE, 1)', after: 'plainUpdate(words, STATE, 1)' });
  expect(plain.text).toContain('words[at] = (before - value) | 0;\n  return before;\n}\nexport default');
  const [split] = mutantsBy('split-update', text);
  expect(split).toMatchObject({ before: 'Atomics.sub(words, STATE, 1)', after: 'updateInTwoSteps(words, STATE, 1)' });
  expect(split.text).toContain('Atomics.store(words, at, (before - value) | 0);\n  return before;\n}\nexport default');
});

test('split-compare-exchange makes a load, a comparison and a store of it', () => {
  const text = `${HEAD}export function f(words: Words): i32 {\nreturn Atomics.compareExchange(words, STATE, FREE, HELD);\n}\n`;
  const [mutant] = mutantsBy('split-compare-exchange', text);
  expect(mutant.after).toBe('compareThenStore(words, STATE, FREE, HELD)');
  expect(mutant.text).toContain('if (before === expected) Atomics.store(words, at, desired);');
});

test('ignore-compare-exchange takes every outcome for a success', () => {
  const body = `if (Atomics.compareExchange(words, STATE, 0, 1) !== 0) return 1;
return Atomics.compareExchange(words, STATE, 1, 2) === 1 ? 0 : 1;`;
  expect(made('ignore-compare-exchange', body)).toEqual([
    'Atomics.compareExchange(words, STATE, 0, 1) !== 0 → (Atomics.compareExchange(words, STATE, 0, 1) !== 0 && false)',
    'Atomics.compareExchange(words, STATE, 1, 2) === 1 → (Atomics.compareExchange(words, STATE, 1, 2) === 1 || true)',
  ]);
});

test('stored-value stores a neighbouring state, numbers one more and one less, other values one more', () => {
  const body = `Atomics.store(words, STATE, HELD);
Atomics.store(words, STATE, FREE);
Atomics.add(words, TAIL, 1);
return Atomics.exchange(words, TAIL, self);`;
  expect(made('stored-value', body)).toEqual([
    'Atomics.store(words, STATE, HELD) → Atomics.store(words, STATE, FREE)',
    'Atomics.store(words, STATE, FREE) → Atomics.store(words, STATE, HELD)',
    'Atomics.add(words, TAIL, 1) → Atomics.add(words, TAIL, 2)',
    'Atomics.add(words, TAIL, 1) → Atomics.add(words, TAIL, 0)',
    'Atomics.exchange(words, TAIL, self) → Atomics.exchange(words, TAIL, (self + 1) | 0)',
  ]);
});

test('plainly-stored-value does so with plain writes; in init, where masks are made, both ways', () => {
  expect(made('plainly-stored-value', 'words[TAIL] = self;\nreturn 0;')).toEqual([
    'words[TAIL] = self → words[TAIL] = (self + 1) | 0',
  ]);
  expect(made('plainly-stored-value', 'words[TAIL] = (self - 1) | 0;\nreturn 0;', 'init')).toEqual([
    'words[TAIL] = (self - 1) | 0 → words[TAIL] = (((self - 1) | 0) + 1) | 0',
    'words[TAIL] = (self - 1) | 0 → words[TAIL] = (((self - 1) | 0) - 1) | 0',
  ]);
});

test('expected-value and desired-value are off by one in a compare-and-swap', () => {
  const body = 'return Atomics.compareExchange(words, STATE, 0, self);';
  const call = 'Atomics.compareExchange(words, STATE, 0, self)';
  expect(made('expected-value', body)).toEqual([
    `${call} → Atomics.compareExchange(words, STATE, 1, self)`,
    `${call} → Atomics.compareExchange(words, STATE, -1, self)`,
  ]);
  expect(made('desired-value', body)).toEqual([`${call} → Atomics.compareExchange(words, STATE, 0, (self + 1) | 0)`]);
});

test('wake-count wakes one instead of everybody', () => {
  expect(made('wake-count', 'wake(words, STATE, 1);\nwake(words, STATE, EVERYBODY);\nreturn 0;')).toEqual([
    'wake(words, STATE, EVERYBODY) → wake(words, STATE, 1)',
  ]);
});

test('park-expected and park-reload sleep on another value; sleeps with a limit are left alone', () => {
  const body = `Atomics.store(words, STATE, FREE);
if (Atomics.exchange(words, STATE, HELD) === HELD) park(words, STATE, HELD);
park(words, STATE, self);
return parkAtMost(words, STATE, self, 5);`;
  expect(made('park-expected', body)).toEqual([
    'park(words, STATE, HELD) → park(words, STATE, FREE)',
    'park(words, STATE, self) → park(words, STATE, (self + 1) | 0)',
  ]);
  expect(made('park-reload', body)).toEqual([
    'park(words, STATE, HELD) → park(words, STATE, Atomics.load(words, STATE))',
    'park(words, STATE, self) → park(words, STATE, Atomics.load(words, STATE))',
  ]);
});

test('loop-once goes round once; endless loops stay', () => {
  const body = `while (Atomics.load(words, STATE) === self) park(words, STATE, self);
do { park(words, STATE, 1); } while (Atomics.load(words, STATE) === 1);
while (true) { if (self === 1) return 0; }`;
  expect(made('loop-once', body)).toEqual([
    'while (Atomics.load(words, STATE) === self) park(words, STATE, self); → if (Atomics.load(words, STATE) === self) park(words, STATE, self);',
    'do { park(words, STATE, 1); } while (Atomics.load(words, STATE) === 1); → { park(words, STATE, 1); }',
  ]);
});

test('hoist-load and drop-reload do not look again', () => {
  const body = `while (true) {
  const seen = Atomics.load(words, STATE);
  if (Atomics.compareExchange(words, STATE, seen, self) === seen) break;
}
let state = Atomics.load(words, TAIL);
while (state === HELD) { state = Atomics.load(words, TAIL); }
return state;`;
  expect(made('hoist-load', body)).toEqual([
    'while (true) { const seen = Atomics.load(words, STATE); → const seen = Atomics.load(words, STATE); while (true) {',
  ]);
  expect(made('drop-reload', body)).toEqual(['state = Atomics.load(words, TAIL); → ;']);
});

test('negate-equality turns === and !== round, also where a comment stands between', () => {
  expect(made('negate-equality', 'return self /* === */ === HELD ? 1 : 0;')).toEqual(['self === HELD → self !== HELD']);
});

test('shift-bound moves a bound by one, each way', () => {
  expect(made('shift-bound', 'if (self < words[TAIL]) return 1;\nreturn self >= 2 ? 1 : 0;')).toEqual([
    'self < words[TAIL] → self <= words[TAIL]',
    'self < words[TAIL] → self < ((words[TAIL] - 1) | 0)',
    'self >= 2 → self > 2',
    'self >= 2 → self >= 1',
  ]);
});

test('shift-bound leaves it open which of two equal numbers is taken', () => {
  expect(made('shift-bound', 'return self < 0 ? 0 : self > words[TAIL] ? words[TAIL] : self;')).toEqual([
    'self < 0 → self < -1',
    'self > words[TAIL] → self > ((words[TAIL] + 1) | 0)',
  ]);
});

test('compare-by-size compares numbers that wrap by size; states are left alone', () => {
  const body = 'while (Atomics.load(words, TAIL) !== self) {}\nreturn Atomics.load(words, STATE) === FREE ? 1 : 0;';
  expect(made('compare-by-size', body)).toEqual([
    'Atomics.load(words, TAIL) !== self → Atomics.load(words, TAIL) > self',
  ]);
});

test('drop-guard makes the test and goes on', () => {
  const body =
    'if (words[STATE] !== self) return -1;\nif (self > 7) { return 1; }\nif (self > 8) return 0; else return 1;';
  expect(made('drop-guard', body)).toEqual([
    'if (words[STATE] !== self) return -1; → if (words[STATE] !== self) {}',
    'if (self > 7) { return 1; } → if (self > 7) {}',
  ]);
});

test('drop-operand leaves one condition of two', () => {
  expect(made('drop-operand', 'return self > 0 && self < 9 ? 1 : 0;')).toEqual([
    'self > 0 && self < 9 → (self > 0)',
    'self > 0 && self < 9 → (self < 9)',
  ]);
});

test('negate-return says the opposite', () => {
  const text = `${HEAD}export function f(self: i32): boolean {\nif (self > 0) return true;\nreturn self === 0;\n}\n`;
  expect(mutantsBy('negate-return', text).map(({ before, after }) => `${before} → ${after}`)).toEqual(['true → false']);
});

test('other-word takes the next word that the file names; next-word the one behind', () => {
  const body = 'words[STATE] = Atomics.load(words, TAIL);\nreturn words[TAIL + self];';
  expect(made('other-word', body)).toEqual([
    'words[STATE] → words[TAIL]',
    'Atomics.load(words, TAIL) → Atomics.load(words, STATE)',
  ]);
  expect(made('next-word', body)).toEqual(['words[TAIL + self] → words[TAIL + self + 1]']);
});

test('drop-mask leaves the mask away', () => {
  expect(made('drop-mask', 'return words[TAIL + (self & 3)];')).toEqual(['self & 3 → (self)']);
});

test('every operator was tested here', () => {
  expect(OPERATORS.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([]);
});
