/** What Michael and Scott's queue promises beyond the contract of rings, and what the ring tests are too short for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRing } from '../../src/arena.ts';
import { explorePlanned } from '../../src/check/examine.ts';
import { fifo } from '../../src/check/linearizable/models/fifo.ts';
import type { Planned } from '../../src/check/plan.ts';
import { plansFor } from '../../src/check/plans.ts';
import type { Program, Sources } from '../../src/check/program.ts';
import type { RingSpec, ScenarioSpec } from '../../src/contract.ts';
import { discover, PROJECT, subjectAt } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import { bitsOf, linkAt, NONE, nodeOf } from '../../src/structures/_pool.ts';
import queue from '../../src/structures/ms-queue.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const PATH = join(PROJECT, 'src/structures/ms-queue.ts');
/** Of the programs of rings. */
const SLOTS = 2;

const plans = (await plansFor(await subjectAt(PATH))) as readonly Planned[];

function named(name: string): Planned {
  const planned = plans.find(({ program }) => program.name === name);
  if (!planned) throw new Error(`Expected a program '${name}' for ms-queue, found none.`);
  return planned;
}

/** The program with this name in every order, with other threads or another look at what comes out; nobody stops for ever. */
function explored(name: string, looks: Partial<Program>, sources: Sources) {
  const program = { ...named(name).program, ...looks };
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

describe('a pop that is too slow reads an item that is being written, in no order, and throws it away', () => {
  const name = '3 pushes, 1 + 1 pops';
  const [pushes, one, other] = named(name).program.threads;
  const look = (sources: Sources) => explored(name, { threads: [pushes, one, [...other, ...other]] }, sources);

  test('in every order', () => {
    expect(look(AS_IT_IS).verdict).toBe('exhaustive');
  });

  test.for([
    ['Atomics.store(words, payloadAt(POOL, node), value)', 'words[payloadAt(POOL, node)] = value'],
    ['Atomics.load(words, payloadAt(POOL, last))', 'words[payloadAt(POOL, last)]'],
  ] as const)('for which both must be atomic: not with %s as a plain access', ([healthy, wrong]) => {
    expect(look(broken(healthy, wrong)).failure?.kind).toBe('race');
  });
});

describe('when all have returned, TAIL is at the end, so that the size is right', () => {
  const { POOL, TAIL } = queue.layout;
  const isAtTheEnd: Program['finally'] = (read) => {
    const bits = read('words', POOL);
    const node = nodeOf(read('words', TAIL), bits);
    return nodeOf(read('words', linkAt(POOL, node)), bits) === NONE ? null : `Node ${node} is not the last one.`;
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

const CAPACITY = 8;
/** So far below the counts begin, and so many items bring all of them past: a link counts once while its node serves for an item. */
const BELOW = 1000;
const ITEMS = 40_000;

/** An empty queue whose counts all begin here. */
function countingFrom(start: number): Int32Array {
  const words = new Int32Array(queue.sizeWords(CAPACITY));
  queue.init(words, CAPACITY, 1);
  const { HEAD, TAIL, FREE, POOL } = queue.layout;
  const links = Array.from({ length: CAPACITY + 1 }, (_, i) => linkAt(POOL, i + 1));
  for (const at of [HEAD, TAIL, FREE, ...links]) words[at] = words[at] | (start << bitsOf(words, POOL));
  return words;
}

const halfway = 2 ** (31 - bitsOf(countingFrom(0), queue.layout.POOL));

test.for([
  ['the sign', halfway - BELOW],
  ['the wrap', -BELOW],
] as const)(`items keep their order, and the size is right, when the counts pass %s, seed ${SEED}`, ([, start]) => {
  const random = createRandom(SEED);
  const words = countingFrom(start);
  const { TAIL, FREE, POOL } = queue.layout;
  const signs = [TAIL, FREE, linkAt(POOL, 1), linkAt(POOL, CAPACITY)];
  const before = signs.map((at) => Math.sign(words[at]));
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
  expect(
    signs.map((at) => -Math.sign(words[at])),
    'all counts have passed it',
  ).toEqual(before);
});

/** Rounds in which all slots are filled and emptied: the counts, of 16 bits then, go past their wrap. */
const ROUNDS = 3;

/** What the size is with all slots filled. */
function sizesWhenFull(capacity: number): number[] {
  const words = new Int32Array(queue.sizeWords(capacity));
  queue.init(words, capacity, 1);
  const into = new Int32Array(1);
  return Array.from({ length: ROUNDS }, (_, round) => {
    for (let i = 0; i < capacity; i++) if (!queue.tryPush(words, 0, i - round)) expect.fail(`no room for item ${i}`);
    const size = queue.size(words);
    for (let i = 0; i < capacity; i++)
      if (!queue.tryPop(words, 0, into, 0) || into[0] !== i - round) expect.fail(`item ${i} did not come out`);
    return size;
  });
}

test('its largest capacity is the largest of which the counts can tell the size', () => {
  expect(sizesWhenFull(queue.mostSlots)).toEqual(Array(ROUNDS).fill(queue.mostSlots));
  expect(sizesWhenFull(2 * queue.mostSlots)).not.toContain(2 * queue.mostSlots);
});

test('what asks for more slots is refused: for words to share, and by each scenario', async () => {
  expect(createRing(queue, queue.mostSlots).length).toBe(queue.sizeWords(queue.mostSlots));
  expect(() => createRing(queue, 2 * queue.mostSlots)).toThrow(`${queue.mostSlots}`);
  const { scenarios } = await discover();
  const rings = scenarios.flatMap(({ spec }) => (spec.kind === 'ring' ? [spec as ScenarioSpec<RingSpec>] : []));
  expect(rings.length).toBeGreaterThan(0);
  for (const { name, params, refuses } of rings) {
    const usual = Object.fromEntries(Object.entries(params).map(([param, { default: value }]) => [param, value]));
    const asked = (capacitySlots: number) => refuses(queue, { ...usual, capacitySlots });
    expect(asked(queue.mostSlots), name).toBe(null);
    expect(asked(2 * queue.mostSlots), name).toBe(`it holds ${queue.mostSlots} items at most`);
  }
});
