/** Mutants of the kernels: that they are enough, that they are kernels, and that the list of equivalents is about them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryAll } from '../../src/check/mutants/crew.ts';
import { EQUIVALENTS, equivalenceOf, listErrors } from '../../src/check/mutants/equivalents.ts';
import { generateMutants } from '../../src/check/mutants/generate.ts';
import { mutantId } from '../../src/check/mutants/identity.ts';
import { withSources } from '../../src/check/mutants/mutated-subject.ts';
import { scoreOf, shareKilled } from '../../src/check/mutants/score.ts';
import { targetsOf } from '../../src/check/mutants/targets.ts';
import { differsAlone } from '../../src/check/mutants/unit.ts';
import type { LockSpec } from '../../src/contract.ts';
import { checkDialect } from '../../src/kernel/dialect.ts';
import { discover, PROJECT } from '../../src/registry.ts';
import { IS_QUICK } from '../quick.ts';

const { subjects } = await discover();
const targets = targetsOf(subjects);
const mutants = targets.flatMap((target) => target.mutants);
const FUTEX = join(PROJECT, 'src/locks/futex.ts');

test('there are at least 300 mutants, all in the dialect and all different', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(300);
  const looked = IS_QUICK ? mutants.filter((_, i) => i % 8 === 0) : mutants;
  expect(looked.filter(({ path, text }) => checkDialect(path, text).length > 0).map(mutantId)).toEqual([]);
  expect(new Set(mutants.map(({ path, text }) => path + text)).size).toBe(mutants.length);
});

test('names of mutants are unique within their file', () => {
  expect(new Set(mutants.map((mutant) => `${mutant.path} ${mutantId(mutant)}`)).size).toBe(mutants.length);
});

test('every subject that is neither control nor peer has mutants, and shared pieces are tried under all that import them', () => {
  const scored = subjects.filter(({ spec }) => !spec.control && !spec.peer).map(({ path }) => path);
  const own = targets.filter(({ path }) => subjects.some((one) => one.path === path)).map(({ path }) => path);
  expect(own.sort()).toEqual(scored.sort());
  const shared = targets.find(({ path }) => path.endsWith('_await-episode.ts'));
  expect(shared?.subjects.map(({ spec }) => spec.kind)).toEqual(expect.arrayContaining(['barrier', 'barrier']));
});

test('a mutant of a file says where it is and holds the whole text', () => {
  const text = readFileSync(FUTEX, 'utf8');
  const mutant = generateMutants(FUTEX, text).find(({ operator }) => operator === 'drop-wake');
  expect(mutant).toMatchObject({ functionName: 'unlock', before: 'wake(words, STATE, 1);', after: ';', nth: 1 });
  const lines = text.split('\n');
  expect(lines[(mutant?.line ?? 0) - 1].slice((mutant?.column ?? 0) - 1)).toBe('wake(words, STATE, 1);');
  expect(mutant?.text.replace('if (state === CONTENDED) ;', 'if (state === CONTENDED) wake(words, STATE, 1);')).toBe(
    text,
  );
});

test('every entry of the list of equivalents is one of the mutants, once, and has a reason of one line', () => {
  expect(listErrors(mutants)).toEqual([]);
  for (const { reason } of EQUIVALENTS) expect(reason).toMatch(/^[^\n]{10,}$/);
});

test('an entry that is no mutant, or stands twice, makes the list wrong', () => {
  const [mutant] = mutants;
  const path = mutant.path.slice(PROJECT.length + 1);
  const id = mutantId(mutant);
  const list = [{ path, reason: 'a reason', mutants: [id, id, 'lock drop-everything: x → y'] }];
  expect(listErrors(mutants, list)).toEqual([
    `${path}: expected '${id}' once in the list of equivalents, found it again: take one out.`,
    `${path}: expected a mutant 'lock drop-everything: x → y', found none: take it out of the list of equivalents.`,
  ]);
  expect(equivalenceOf(mutant, list)).toBe('a reason');
  expect(equivalenceOf(mutants[1], list)).toBe(null);
});

test('a listed mutant that is killed is wrongly listed; one that survives unlisted is a survivor', () => {
  const [listed, listedAndKilled, killed, survivor] = mutants;
  const dead = { verdict: 'killed', by: 'race', subject: 'x', program: 'y' } as const;
  const outcomes = [
    { mutant: listed, tried: { verdict: 'survived' } as const },
    { mutant: listedAndKilled, tried: dead },
    { mutant: killed, tried: dead },
    { mutant: survivor, tried: { verdict: 'undecided' } as const },
  ];
  const score = scoreOf(outcomes, (mutant) => (mutant === listed || mutant === listedAndKilled ? 'right' : null));
  expect(score).toMatchObject({ mutants: 4, killed: 2, equivalent: 1 });
  expect(score.wronglyListed.map(({ mutant }) => mutant)).toEqual([listedAndKilled]);
  expect(score.survivors.map(({ mutant }) => mutant)).toEqual([survivor]);
  expect(shareKilled(score)).toBe(2 / 3);
});

test('one thread notices no difference between a subject and itself', async () => {
  const ours = subjects.filter(({ spec }) => !spec.control && !spec.peer);
  expect(ours.length).toBeGreaterThan(30);
  for (const { spec } of ours) expect(await differsAlone(spec, spec), spec.name).toBe(false);
});

test.for([
  ['src/ringbuf/spsc-lamport.ts', 'size other-word: Atomics.load(words, HEAD) → Atomics.load(words, MASK)'],
  ['src/ringbuf/mpsc-bytes.ts', 'init drop-plain-write: words[MASK] = ((capacityBytes >> 3) - 1) | 0; → ;'],
  ['src/locks/futex.ts', 'unlock negate-equality: state !== FREE → state === FREE'],
  ['src/atomics/counters/fetch-add.ts', 'add drop-update: Atomics.add(words, COUNT, amount); → ;'],
])('one thread notices a mutant of %s', async ([path, id]) => {
  const file = join(PROJECT, path);
  const found = subjects.find((one) => one.path === file);
  const mutant = mutants.find((one) => one.path === file && mutantId(one) === id);
  if (!found || !mutant) throw new Error(`Expected a mutant '${id}' of ${path}, found none: choose another.`);
  const mutated = await withSources(found, new Map([[file, mutant.text]]));
  expect(await differsAlone(found.spec, mutated.spec)).toBe(true);
});

test("a subject is loaded with a mutated init, its own or a shared piece's", async () => {
  const found = subjects.find(({ path }) => path === FUTEX);
  if (!found) throw new Error('Expected the lock futex, found none.');
  const sources = new Map([[FUTEX, readFileSync(FUTEX, 'utf8').replace('= SPIN_TRIES;', '= 77;')]]);
  const { path, spec } = await withSources(found, sources);
  const words = new Int32Array(64);
  (spec as LockSpec).init?.(words, 2);
  expect(path).toBe(FUTEX);
  expect(words).toContain(77);

  const layout = join(PROJECT, 'src/atomics/layout.ts');
  const wide = new Map([[layout, 'export const LINE_WORDS = 100;']]);
  expect((await withSources(found, wide)).spec.layout).toEqual({ STATE: 0, SPINS: 100 });
  expect(found.spec.layout).toEqual({ STATE: 0, SPINS: 32 });
});

test('mutants are tried on threads; what came of them comes back in order', async () => {
  const path = join(PROJECT, 'src/atomics/counters/fetch-add.ts');
  const text = readFileSync(path, 'utf8');
  const named = (operator: string) => mutants.find((one) => one.path === path && one.operator === operator)?.text ?? '';
  const job = (name: string, mutated: string) => ({ name, path, text: mutated, subjects: [path] });
  const jobs = [
    job('unbroken', text),
    job('plain-update', named('plain-update')),
    job('split-update', named('split-update')),
    job('never ends', text.replace('Atomics.add(words, COUNT, amount);', 'while (amount !== 0) {}')),
  ];
  const done: string[] = [];
  const tried = await tryAll(jobs, 2, (_count, { name }) => done.push(name));
  expect(done.sort()).toEqual(jobs.map(({ name }) => name).sort());
  expect(tried).toEqual([
    { verdict: 'survived' },
    expect.objectContaining({ verdict: 'killed', by: 'race', subject: 'fetch-add' }),
    expect.objectContaining({ verdict: 'killed', by: 'wrong-at-the-end', subject: 'fetch-add' }),
    expect.objectContaining({ verdict: 'killed', subject: 'fetch-add' }),
  ]);
});
