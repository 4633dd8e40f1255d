/** The same random calls in JavaScript and in WebAssembly: equal answers, and equal memory word by word after each of them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/arena.ts';
import type { AnySubject, Backend, LockSpec, RecordRingSpec, RingSpec, Words } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import type { BoundFunction } from '../../src/kernel/instantiate.ts';
import { discover } from '../../src/registry.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const STEPS = 2000;
const CAPACITY_SLOTS = 8;
const CAPACITY_BYTES = 256;
const THREADS = 3;
const LINES = 24;
const ITEMS_WORDS = 64;
/** Where free-running counters begin: at 0, and short of 2³¹ and 2³²; multiples of the capacity. */
const STARTS = [0, 2 ** 31 - 64, -64];

/** The structure's words, a caller's words, and the functions over them, in one back end. */
interface Side {
  readonly functions: Record<string, BoundFunction>;
  readonly words: Words;
  readonly items: Words;
}

/** One call: the function's name and its arguments, given the side's words. */
type Call = readonly [name: string, args: (side: Side) => (Words | number)[]];

/** Makes the next call from the answers so far; a caller that keeps the thread contract. */
type Caller = { next(random: Random): Call; answered(call: Call, answer: unknown): void };

const subjects = (await discover()).subjects.filter(({ spec }) => (spec.backends ?? ['js', 'wasm']).length === 2);
beforeAll(() => buildKernels(subjects.map(({ path }) => ({ entry: path })))); // with one compiler for all

for (const found of subjects) {
  describe(found.spec.name, () => {
    test.for(STARTS)(`does the same in both back ends from %i on, seed ${SEED}`, async (start) => {
      const js = await open(found, 'js', start);
      const wasm = await open(found, 'wasm', start);
      const random = createRandom(SEED);
      const caller = callerOf(found.spec, start);
      expectSameMemory(js, wasm, 'init');
      for (let step = 0; step < STEPS; step++) {
        const call = caller.next(random);
        const [name, args] = call;
        const answers = [js, wasm].map((side) => side.functions[name](...args(side)));
        const where = `step ${step}: ${name}(${args(js).filter((arg) => typeof arg === 'number')})`;
        if (answers[0] !== answers[1]) expect.fail(`${where} gave ${answers[0]} in js, ${answers[1]} in wasm`);
        expectSameMemory(js, wasm, where);
        caller.answered(call, answers[0]);
      }
    });
  });
}

async function open(found: { path: string; spec: AnySubject }, backend: Backend, start: number): Promise<Side> {
  const { spec } = found;
  const [sizeWords, ...initial] =
    spec.kind === 'ring'
      ? [spec.sizeWords(CAPACITY_SLOTS, THREADS), CAPACITY_SLOTS, THREADS]
      : spec.kind === 'record-ring'
        ? [spec.sizeWords(CAPACITY_BYTES), CAPACITY_BYTES]
        : spec.kind === 'walk'
          ? [spec.sizeWords(LINES), LINES]
          : [spec.sizeWords(threadsOf(spec)), threadsOf(spec)];
  const arena = new Arena([sizeWords, ITEMS_WORDS]);
  const words = arena.words(arena.offsets[0], sizeWords);
  const items = arena.words(arena.offsets[1], ITEMS_WORDS);
  const functions = await bindSubject(found, backend, arena.memory);
  const setCounters = () => {
    for (const name of spec.freeRunning) words[spec.layout[name]] = start;
  };
  if (spec.kind === 'ring') setCounters(); // init begins where the counters stand
  functions.init?.(words, ...initial);
  if (spec.kind !== 'ring') setCounters();
  for (const tunable of Object.values(spec.tunables ?? {})) words[tunable.word] = tunable.default;
  return { functions, words, items };
}

function expectSameMemory(js: Side, wasm: Side, where: string): void {
  for (const part of ['words', 'items'] as const) {
    const at = js[part].findIndex((word, i) => word !== wasm[part][i]);
    if (at >= 0) expect.fail(`${where} left ${part}[${at}] = ${js[part][at]} in js, ${wasm[part][at]} in wasm`);
  }
}

/** One thread plays them all, which with a barrier it can do for itself only. */
function threadsOf({ kind }: AnySubject): number {
  return kind === 'barrier' ? 1 : THREADS;
}

function callerOf(spec: AnySubject, start: number): Caller {
  if (spec.kind === 'ring') return ringCaller(spec);
  if (spec.kind === 'record-ring') return recordCaller(spec);
  if (spec.kind === 'lock') return lockCaller(spec);
  if (spec.kind === 'counter') return counterCaller();
  if (spec.kind === 'operation') return operationCaller(spec.sizeWords());
  if (spec.kind === 'walk') return walkCaller();
  if (spec.kind === 'signal') return signalCaller(spec.freeRunning.length > 0 ? start : 0);
  if (spec.kind === 'eventcount') return eventcountCaller(spec.freeRunning.length > 0 ? start : 0);
  return { next: () => ['arriveAndWait', ({ words }) => [words, 0]], answered() {} };
}

function ringCaller(spec: RingSpec): Caller {
  return {
    next(random) {
      const producer = spec.producers === 1 ? 0 : random.below(THREADS);
      const consumer = spec.consumers === 1 ? 0 : random.below(THREADS);
      const at = random.below(ITEMS_WORDS / 2);
      const count = random.below(CAPACITY_SLOTS + 3);
      const value = random.below(2 ** 32) | 0;
      const calls: Call[] = [
        ['tryPush', ({ words }) => [words, producer, value]],
        ['tryPop', ({ words, items }) => [words, consumer, items, at]],
        ['pushMany', ({ words, items }) => [words, producer, items, at, count]],
        ['popMany', ({ words, items }) => [words, consumer, items, at, count]],
        ['flush', ({ words }) => [words, producer]],
        ['size', ({ words }) => [words]],
      ];
      return calls[random.below(calls.length)];
    },
    answered() {},
  };
}

/** Claims stay open for a while and are committed or aborted in any order. */
function recordCaller(spec: RecordRingSpec): Caller {
  const open: number[] = [];
  let peeked = -1;
  return {
    next(random) {
      const producer = spec.producers === 1 ? 0 : random.below(THREADS);
      const lengthBytes = random.below(CAPACITY_BYTES / 8 + 2);
      if (peeked >= 0) {
        const payload = peeked;
        if (random.below(2) === 0) return ['lengthBytes', ({ words }) => [words, payload]];
        peeked = -1;
        return ['release', ({ words }) => [words, 0]];
      }
      const ends = random.below(4);
      if (open.length > 0 && ends < 2) {
        const [payload] = open.splice(random.below(open.length), 1);
        return [ends === 0 ? 'abort' : 'commit', ({ words }) => [words, producer, payload]];
      }
      const calls: Call[] = [
        ['claim', ({ words }) => [words, producer, lengthBytes]],
        ['peek', ({ words }) => [words, 0]],
        ['size', ({ words }) => [words]],
        ['maxMessageBytes', ({ words }) => [words]],
      ];
      return calls[random.below(calls.length)];
    },
    answered([name], answer) {
      if (name === 'claim' && Number(answer) >= 0) open.push(Number(answer));
      if (name === 'peek') peeked = Number(answer);
    },
  };
}

/**
 * One thread plays all, so a call that would wait is made only where it can end: `lock` when the lock is free or refuses,
 * `lockFor` without time when it is held.
 */
function lockCaller(spec: LockSpec): Caller {
  let holder = -1;
  let unplaced = spec.setNode ? THREADS : 0;
  return {
    next(random) {
      const self = random.below(THREADS);
      if (unplaced > 0) {
        const thread = --unplaced;
        const node = random.below(THREADS);
        return ['setNode', ({ words }) => [words, thread, node]];
      }
      const calls: Call[] = [];
      const may = (isAllowed: boolean, name: string, ...rest: number[]) => {
        if (isAllowed) calls.push([name, ({ words }) => [words, ...rest]]);
      };
      const isFree = holder < 0;
      const knowsOwner = spec.detects === 'owner';
      may(isFree, 'lock', self);
      may(!isFree, 'unlock', holder);
      may(knowsOwner && !isFree, 'lock', holder);
      may(isFree ? spec.detects !== 'nothing' : knowsOwner, 'unlock', self);
      may('tryLock' in spec && self !== holder, 'tryLock', self);
      may('lockFor' in spec && self !== holder, 'lockFor', self, isFree ? random.below(1000) : 0);
      may('abandon' in spec, 'abandon', self);
      may('ownerDied' in spec && !isFree, 'ownerDied');
      may('repaired' in spec && !isFree, 'repaired', holder);
      return calls[random.below(calls.length)];
    },
    answered([name, args], answer) {
      const self = args({ functions: {}, words: new Int32Array(0), items: new Int32Array(0) })[1] as number;
      if (name === 'lock' && Number(answer) >= 0) holder = self;
      if ((name === 'tryLock' || name === 'lockFor') && answer === true) holder = self;
      if ((name === 'unlock' || name === 'abandon') && answer === true) holder = -1;
    },
  };
}

function counterCaller(): Caller {
  return {
    next(random) {
      const self = random.below(THREADS);
      const amount = (random.below(2 ** 32) | 0) >> random.below(32);
      return random.below(3) === 0 ? ['read', ({ words }) => [words]] : ['add', ({ words }) => [words, self, amount]];
    },
    answered() {},
  };
}

function operationCaller(sizeWords: number): Caller {
  return {
    next(random) {
      const [at, value] = [random.below(sizeWords), random.below(random.below(2) === 0 ? 4 : 2 ** 32) | 0];
      return ['apply', ({ words }) => [words, at, value]];
    },
    answered() {},
  };
}

function walkCaller(): Caller {
  return {
    next(random) {
      const [at, count] = [random.below(LINES), random.below(LINES + 1)];
      return ['walk', ({ words }) => [words, LINES, at, count]];
    },
    answered() {},
  };
}

/** Both threads' turns, so that each has come. */
function signalCaller(start: number): Caller {
  let turn = start;
  return {
    next: () => ['passTurn', ({ words }) => [words, turn & 1, turn]],
    answered() {
      turn = (turn + 1) | 0;
    },
  };
}

/** Counts that have been reached only. */
function eventcountCaller(start: number): Caller {
  let count = start;
  return {
    next(random) {
      const self = random.below(THREADS);
      const reached = (count - random.below(random.below(2) === 0 ? 3 : 2 ** 31)) | 0;
      return random.below(2) === 0
        ? ['advance', ({ words }) => [words, self]]
        : ['awaitCount', ({ words }) => [words, self, reached]];
    },
    answered([name]) {
      if (name === 'advance') count = (count + 1) | 0;
    },
  };
}
