/** The judge of register rounds, on memory and logs made by hand. */
import { expect, test } from 'vitest';
import * as value from '../../../src/check/stress/drivers/_register.ts';
import kind from '../../../src/check/stress/kinds/register.ts';
import * as log from '../../../src/check/stress/log.ts';
import * as at from '../../../src/check/stress/protocol.ts';
import type { Aftermath, Scene } from '../../../src/check/stress/scene.ts';
import type { Words } from '../../../src/contract.ts';
import seqlock from '../../../src/registers/seqlock.ts';
import { createRandom } from '../../../src/stats/random.ts';

const THREADS = 2;
const ROOM = 8;

/** A round with its memory as it is before the threads begin. */
function before(isWatched: boolean): { scene: Scene; aftermath: Aftermath } {
  const random = createRandom(1);
  let scene: Scene = kind.stage(seqlock, random, THREADS, false);
  while (scene.isWatched !== isWatched) scene = kind.stage(seqlock, random, THREADS, false);
  const words = new Int32Array(scene.sizeWords);
  const control = new Int32Array(at.CONTROL_WORDS);
  scene.setUp(words, control);
  const region = (sizeWords: number) => Array.from({ length: THREADS }, () => new Int32Array(sizeWords));
  const mine = region(at.OWN_WORDS);
  const logs = region(log.ENTRIES + ROOM * log.ENTRY_WORDS);
  for (const own of mine) for (const [word, set] of Object.entries(scene.own)) own[Number(word)] = set;
  return { scene, aftermath: { words, control, mine, logs, gone: new Set() } };
}

/** Thread `self` makes its write number `count`. */
function write({ words, mine }: Aftermath, self: number, count: number): number {
  const number = (count << value.WRITER_BITS) | self;
  value.fill(mine[self], number);
  mine[self][at.ASKED] = count;
  seqlock.writeFrom(words, self, mine[self], value.FROM);
  return number;
}

function wrongWith(scene: Scene, aftermath: Aftermath): string | null {
  return scene.judge(aftermath).wrong;
}

test('nobody wrote, or the last write is left: nothing is wrong', () => {
  const { scene, aftermath } = before(false);
  expect(wrongWith(scene, aftermath)).toBe(null);
  write(aftermath, 0, 1);
  write(aftermath, 1, 1);
  write(aftermath, 1, 2);
  expect(wrongWith(scene, aftermath)).toBe(null);
});

test('what is left is not its last write: one that came later is lost', () => {
  const { scene, aftermath } = before(false);
  write(aftermath, 1, 1);
  aftermath.mine[1][at.ASKED] = 2;
  expect(wrongWith(scene, aftermath)).toBe('What is left is write 1 of thread 1, which is not its last.');
  aftermath.mine[0][at.ASKED] = 1;
  aftermath.words.fill(0, seqlock.layout.VALUE);
  expect(wrongWith(scene, aftermath)).toBe('What is left is the first value, which is not its last.');
  // Of a thread that is gone, nobody knows whether it came to its last.
  expect(wrongWith(scene, { ...aftermath, gone: new Set([1]) })).toBe(null);
});

test('a torn read, and one of an older write, are complaints', () => {
  const torn = before(false);
  value.fault(torn.aftermath.mine[1], value.TORN_READ, 0, (3 << value.WRITER_BITS) | 0);
  expect(wrongWith(torn.scene, torn.aftermath)).toBe(
    'Thread 1 read a value whose first word is from write 3 of thread 0, and others are not.',
  );
  const old = before(false);
  value.fault(old.aftermath.mine[0], value.OLD_READ, (5 << value.WRITER_BITS) | 1, (4 << value.WRITER_BITS) | 1);
  expect(wrongWith(old.scene, old.aftermath)).toBe(
    'Thread 0 read write 4 of thread 1 after having known write 5 of thread 1.',
  );
});

test('words that are all from one write have its number, others none', () => {
  const own = new Int32Array(at.OWN_WORDS);
  own[value.VALUE_WORDS] = 8;
  const number = (7 << value.WRITER_BITS) | 3;
  value.fill(own, number);
  own.copyWithin(value.INTO, value.FROM, value.FROM + 8);
  expect(value.numberOf(own)).toBe(number);
  for (let i = 0; i < 8; i++) {
    own[value.INTO + i]++;
    expect(value.numberOf(own), `word ${i}`).toBe(value.TORN);
    own[value.INTO + i]--;
  }
});

test('a recorded round is judged by its history, the value that is left included', () => {
  const { scene, aftermath } = before(true);
  const [first, second] = [write(aftermath, 0, 1), write(aftermath, 1, 1)];
  record(aftermath.logs[0], [
    { name: 0, argument: first, result: 0, from: 1, to: 2 },
    { name: 1, argument: 0, result: first, from: 3, to: 4 },
  ]);
  record(aftermath.logs[1], [
    { name: 0, argument: second, result: 0, from: 5, to: 6 },
    { name: 1, argument: 0, result: second, from: 7, to: 8 },
  ]);
  expect(scene.judge(aftermath)).toMatchObject({ operations: 5, wrong: null });
  aftermath.logs[1][log.ENTRIES + log.ENTRY_WORDS + log.RESULT] = first; // read when it was overwritten
  expect(scene.judge(aftermath)).toMatchObject({ wrong: expect.stringContaining('can have been before the other') });
  aftermath.logs[1][log.ENTRIES + log.ENTRY_WORDS + log.RESULT] = value.TORN;
  expect(scene.judge(aftermath)).toMatchObject({ wrong: expect.stringContaining('nobody wrote -1') });
});

interface Entry {
  readonly name: number;
  readonly argument: number;
  readonly result: number;
  readonly from: number;
  readonly to: number;
}

function record(words: Words, entries: readonly Entry[]): void {
  words[log.CALLS] = entries.length;
  words[log.RETURNS] = entries.length;
  for (const [nth, { name, argument, result, from, to }] of entries.entries())
    words.set([name, argument, result, from, to], log.ENTRIES + nth * log.ENTRY_WORDS);
}
