/** What Michael and Scott's queue promises beyond the contract of rings, and what the ring tests are too short for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explorePlanned } from '../../src/check/examine.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import type { Planned } from '../../src/check/plan.ts';
import { plansFor } from '../../src/check/plans.ts';
import type { Program, Sources } from '../../src/check/program.ts';
import { PROJECT, subjectAt } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import queue from '../../src/structures/ms-queue.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const PATH = join(PROJECT, 'src/structures/ms-queue.ts');
/** Of the programs of rings. */
const SLOTS = 2;

const plans = (await plansFor(await subjectAt(PATH))) as readonly Planned[];

/** The program with this name in every order, with another look at what comes out; nobody stops for ever. */
function explored(name: string, looks: Partial<Program>, sources: Sources) {
  const planned = plans.find(({ program }) => program.name === name);
  if (!planned) throw new Error(`Expected a program '${name}' for ms-queue, found none.`);
  const program = { ...planned.program, ...looks };
  return explorePlanned(
    { program, tier: 'full', demands: 'exhaustive', expects: [] },
    { strategy: 'exhaustive', sources },
  );
}

function broken(healthy: string, wrong: string): Sources {
  const text = readFileSync(PATH, 'utf8');
  expect(text).toContain(healthy);
  return new Map([[PATH, text.replace(healthy, wrong)]]);
}

const AS_IT_IS: Sources = new Map();

describe('a pop says empty only of an empty queue, whatever is in flight', () => {
  const model = fifo({ capacity: SLOTS, refusals: 'exact', pushRefusals: 'when-overlapped' });
  const look = (sources: Sources) => explored('3 pushes, 1 + 1 pops', { model }, sources);

  test('in every order', () => {
    expect(look(AS_IT_IS).verdict).toBe('exhaustive');
  });

  test('which the second look at HEAD is for', () => {
    const once = broken('if (Atomics.load(words, HEAD) !== head) continue;', '');
    expect(look(once).failure?.kind).toBe('not-linearizable');
  });
});

describe('when all have returned, TAIL is at the end, so that the size is right', () => {
  const { NODES, TAIL } = queue.layout;
  const isAtTheEnd: Program['finally'] = (read) => {
    const node = (read('words', TAIL) >> 16) & 65535;
    return read('words', NODES + 2 * node) >> 16 === 0 ? null : `Node ${node} is not the last one.`;
  };
  const look = (sources: Sources) => explored('one batch in, two out', { finally: isAtTheEnd }, sources);

  test('in every order', () => {
    expect(look(AS_IT_IS).verdict).toBe('exhaustive');
  });

  test('for which a producer stays until it is', () => {
    const hasty = broken(
      'if (isLinked && moveTail(words, tail, n, last)) return;',
      'if (isLinked) { moveTail(words, tail, n, last); return; }',
    );
    expect(look(hasty).failure?.kind).toBe('wrong-at-the-end');
  });
});

/** So many that each of the nodes has been used 40,000 times, and its link has counted each time twice: past 16 bits. */
const ITEMS = 400_000;
const CAPACITY = 8;

test(`items keep their order, and the size is right, when every count has wrapped, seed ${SEED}`, () => {
  const random = createRandom(SEED);
  const words = new Int32Array(queue.sizeWords(CAPACITY));
  queue.init(words, CAPACITY, 1);
  const items = new Int32Array(CAPACITY);
  let pushed = 0;
  let popped = 0;
  while (popped < ITEMS) {
    const count = 1 + random.below(CAPACITY);
    const wanted = items.map((_, i) => pushed + i);
    const fits = Math.min(count, CAPACITY - (pushed - popped));
    if (queue.pushMany(words, 0, wanted, 0, count) !== fits) expect.fail(`not ${fits} of ${count} fitted in`);
    pushed += fits;
    if (queue.size(words) !== pushed - popped) expect.fail(`a size of ${queue.size(words)}, not ${pushed - popped}`);
    const most = 1 + random.below(CAPACITY);
    const due = Math.min(most, pushed - popped);
    if (queue.popMany(words, 0, items, 0, most) !== due) expect.fail(`not ${due} of ${most} came out`);
    const odd = items.subarray(0, due).findIndex((item, i) => item !== popped + i);
    if (odd >= 0) expect.fail(`item ${items[odd]} came out where ${popped + odd} was due`);
    popped += due;
  }
  expect(queue.size(words)).toBe(pushed - popped);
});
