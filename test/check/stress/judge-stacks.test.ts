/** How stress rounds of stacks are judged, on memory and histories made by hand. */
import { expect, test } from 'vitest';
import type { History, Operation } from '../../../src/check/linearizable/history.ts';
import { groundlessRefusal } from '../../../src/check/stress/judge-stack-refusals.ts';
import { stressedKind } from '../../../src/check/stress/kinds.ts';
import * as log from '../../../src/check/stress/log.ts';
import * as at from '../../../src/check/stress/protocol.ts';
import type { Aftermath, Scene, StressedKind } from '../../../src/check/stress/scene.ts';
import { createRandom } from '../../../src/stats/random.ts';
import stack from '../../../src/structures/treiber.ts';

function push(value: number, result: number, calledAt: number, returnedAt: number): Operation {
  return { thread: 0, name: 'tryPush', args: [value], result, calledAt, returnedAt };
}

function pop(result: number, calledAt: number, returnedAt: number): Operation {
  return { thread: 1, name: 'tryPop', args: [], result, calledAt, returnedAt };
}

test.for<[what: string, history: History, culprits: number[] | null]>([
  ['the slot is filled', [push(1, 1, 1, 2), push(2, 0, 3, 4)], null],
  ['the slot is empty', [push(2, 0, 3, 4)], [0]],
  ['the slot is about to be filled', [push(1, 1, 3, 9), push(2, 0, 2, 4)], null],
  ['the slot is not yet back', [push(1, 1, 1, 2), pop(1, 3, 9), push(2, 0, 5, 6)], null],
  ['the slot is its push’s, which met a pop', [push(1, 1, 1, 9), pop(1, 3, 4), push(2, 0, 5, 6)], null],
  ['the slot came back before', [push(1, 1, 1, 2), pop(1, 3, 4), push(2, 0, 5, 6)], [2]],
  ['equal times overlap', [push(1, 1, 1, 2), pop(1, 3, 5), push(2, 0, 5, 6)], null],
  ['a pop that found nothing gives nothing back', [push(1, 1, 1, 2), pop(-1, 3, 4), push(2, 0, 5, 6)], null],
])('a refused push where %s', ([, history, culprits]) => {
  expect(groundlessRefusal(history, 1)?.culprits ?? null).toEqual(culprits);
});

/** A round of two threads, as it is before they begin. */
function before(isWatched: boolean): { scene: Scene; aftermath: Aftermath } {
  const kind = stressedKind(stack) as StressedKind;
  const random = createRandom(1);
  let scene = kind.stage(stack, random, 2, !isWatched);
  while (scene.isWatched !== isWatched || !scene.says.includes('capacity 4'))
    scene = kind.stage(stack, random, 2, !isWatched);
  const words = new Int32Array(scene.sizeWords);
  const control = new Int32Array(at.CONTROL_WORDS);
  scene.setUp(words, control);
  const own = () => scene.players.map(() => new Int32Array(at.OWN_WORDS));
  return { scene, aftermath: { words, control, mine: own(), logs: own(), gone: new Set() } };
}

/** Thread 0 has put in 5 and 7, thread 1 has taken 7. */
function traded(): ReturnType<typeof before> {
  const round = before(false);
  const { words, mine } = round.aftermath;
  for (const item of [5, 7]) stack.push(words, 0, item);
  stack.pop(words, 1, new Int32Array(1), 0);
  mine[0][at.INSIDE] = 2;
  mine[0][at.SUM] = 12;
  mine[1][at.INSIDE] = -1;
  mine[1][at.SUM] = -7;
  return round;
}

test('what is left is what went in and did not come out', () => {
  const { scene, aftermath } = traded();
  expect(scene.judge(aftermath).wrong).toBeNull();
  const other = traded();
  other.aftermath.mine[1][at.SUM] = -5;
  expect(other.scene.judge(other.aftermath).wrong).toMatch(/not those that were left/);
  const lost = traded();
  stack.pop(lost.aftermath.words, 0, new Int32Array(1), 0);
  expect(lost.scene.judge(lost.aftermath).wrong).toBe('1 item had to be left, 0 came out.');
});

test('a dead thread may have taken one item and one slot with it, and no more', () => {
  const { scene, aftermath } = traded();
  stack.pop(aftermath.words, 0, new Int32Array(1), 0);
  expect(scene.judge({ ...aftermath, gone: new Set([1]) }).wrong).toBeNull();
  const two = traded();
  two.aftermath.mine[0][at.INSIDE] = 3;
  stack.pop(two.aftermath.words, 0, new Int32Array(1), 0);
  expect(two.scene.judge({ ...two.aftermath, gone: new Set([1]) }).wrong).not.toBeNull();
  const slots = traded();
  slots.aftermath.words[stack.layout.FREE] = 0; // as if all free nodes had gone: 3 of 4, and 1 is left in use
  expect(slots.scene.judge({ ...slots.aftermath, gone: new Set([1]) }).wrong).toBe(
    '1 item went in afterwards, where there was room for 4.',
  );
});

test('a watched stack whose items come out in the wrong order is told by them', () => {
  const { scene, aftermath } = before(true);
  const entries = [
    [log.PUSH, 3, 1, 10, 20],
    [log.PUSH, 4, 1, 30, 40],
    [log.POP, 0, 3, 50, 60],
    [log.POP, 0, 4, 70, 80],
  ];
  aftermath.logs[0].set(entries.flat(), log.ENTRIES);
  aftermath.logs[0].set([4, 4], log.CALLS);
  expect(scene.judge(aftermath).wrong).toMatch(/^One of the values 3, 4 must lie below/);
});
