/** Every subject, called at random by one thread: compiled for the explorer it answers, and leaves memory, as its JavaScript does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OP } from '../../src/check/explore/thread-code.ts';
import type { Call } from '../../src/check/program.ts';
import type { AnySubject, LockSpec, RecordRingSpec, RingSpec } from '../../src/contract.ts';
import { KINDS } from '../../src/kinds.ts';
import { discover, PROJECT } from '../../src/registry.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { resultsOf, stopsOf } from './compile-alone.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CALLS = 60;
/** Calls that are compiled together, as one thread's. */
const CHUNK = 12;
const THREADS = 3;
const CAPACITY_SLOTS = 4;
const CAPACITY_BYTES = 128;
const LINES = 3;
const ITEMS_WORDS = 16;
/** Where free-running counters begin: at 0, and short of 2³¹ and 2³²; multiples of the capacity. */
const STARTS = [0, 2 ** 31 - 64, -64];

type Functions = Readonly<Record<string, (...args: (Int32Array | number)[]) => number | boolean | undefined>>;

/** Chooses calls that one thread can make alone, from the answers so far. */
interface Caller {
  next(random: Random): Call;
  answered(call: Call, answer: number): void;
}

for (const { path, spec } of (await discover()).subjects) {
  test.for(startsOf(spec))(`${spec.name} does the same compiled, from %i on, seed ${SEED}`, async (start) => {
    const text = driverText(readFileSync(path, 'utf8'), spec);
    const folder = temporaryFolder({ 'driver.ts': text, 'real.ts': text.replace('#subject', path) });
    const driver = join(folder, 'driver.ts');
    const real: Functions = await import(join(folder, 'real.ts'));
    const words = initialWords(await import(path), spec, start);
    const shared: Readonly<Record<string, Int32Array>> = { words, items: new Int32Array(ITEMS_WORDS) };
    const random = createRandom(SEED);
    const caller = callerOf(spec, start);
    for (let done = 0; done < CALLS; done += CHUNK) {
      const regions = { words: words.slice(), items: shared.items.slice() };
      const mine = new Int32Array(ITEMS_WORDS);
      const calls: Call[] = [];
      const answers: number[] = [];
      const memories: Int32Array[] = [];
      for (let index = 0; index < CHUNK; index++) {
        const call = caller.next(random);
        const rest = [...call.args];
        const names = namesOf(text, call.name);
        const args = names.map((name) => (name === 'mine' ? mine : (shared[name] ?? (rest.shift() as number))));
        const answer = Number(real[call.name](...args) ?? 0);
        caller.answered(call, answer);
        calls.push(call);
        answers.push(answer);
        memories.push(Int32Array.from([...words, ...shared.items]));
      }
      const where = `calls from ${done} on: ${calls.map(({ name, args }) => `${name}(${args})`).join(' ')}`;
      const stops = stopsOf({ driver, subject: path, calls, regions, privateWords: ITEMS_WORDS });
      expect(stops.at(-1)?.op, where).toBe(OP.DONE);
      expect(resultsOf(stops), where).toEqual(answers);
      for (const { op, call, memory } of stops) if (op === OP.RETURNED) expect(memory, where).toEqual(memories[call]);
    }
  });
}

/** Where no counter runs free, there is one beginning; peers keep their state outside the words. */
function startsOf({ peer, freeRunning }: AnySubject): number[] {
  return peer ? [] : freeRunning.length > 0 ? STARTS : [0];
}

/** A wrapper for each function of the subject; rings get two more, whose items are the thread's own. */
function driverText(subject: string, spec: AnySubject): string {
  const wrapped = Object.keys(KINDS[spec.kind].functions).filter((name) => name !== 'init' && name in spec);
  const wrappers = wrapped.map((name) => {
    const [, params = '', returns = ''] =
      new RegExp(`export function ${name}\\(([^)]*)\\): (\\w+)`).exec(subject) ?? [];
    const renamed = params.replace(/\b(into|from)\b/, 'items');
    const passed = renamed.replaceAll(/: \w+/g, '');
    return `export function ${name}Alone(${renamed}): ${returns} { ${returns === 'void' ? '' : 'return '}${name}(${passed}); }`;
  });
  return [
    `import type { i32, Words } from '${PROJECT}/src/contract.ts';`,
    `import { ${wrapped.join(', ')} } from '#subject';`,
    ...wrappers,
    ...(spec.kind === 'ring' ? [OWN_ITEMS] : []),
  ].join('\n');
}

const OWN_ITEMS = `
export function pushOwn(words: Words, mine: Words, self: i32, at: i32, count: i32, first: i32): i32 {
  for (let i = 0; i < count; i++) mine[at + i] = (first + i) | 0;
  return pushMany(words, self, mine, at, count);
}
export function popOwn(words: Words, mine: Words, self: i32, at: i32, count: i32): i32 {
  const found = popMany(words, self, mine, at, count);
  let sum = found;
  for (let i = 0; i < found; i++) sum = (Math.imul(sum, 31) + mine[at + i]) | 0;
  return sum;
}
export function popOneOwn(words: Words, mine: Words, self: i32): i32 {
  return tryPop(words, self, mine, 2) ? mine[2] : -1;
}`;

function namesOf(text: string, name: string): string[] {
  const [, params = ''] = new RegExp(`export function ${name}\\(([^)]*)\\)`).exec(text) ?? [];
  return params.split(',').map((param) => param.split(':')[0].trim());
}

function initialWords(functions: Functions, spec: AnySubject, start: number): Int32Array {
  const [sizeWords, ...initial] =
    spec.kind === 'ring'
      ? [spec.sizeWords(CAPACITY_SLOTS, THREADS), CAPACITY_SLOTS, THREADS]
      : spec.kind === 'record-ring'
        ? [spec.sizeWords(CAPACITY_BYTES), CAPACITY_BYTES]
        : spec.kind === 'walk'
          ? [spec.sizeWords(LINES), LINES]
          : [spec.sizeWords(threadsOf(spec)), threadsOf(spec)];
  const words = new Int32Array(new SharedArrayBuffer(4 * sizeWords)); // JavaScript parks on shared memory only
  const setCounters = () => {
    for (const name of spec.freeRunning) words[spec.layout[name]] = start;
  };
  if (spec.kind === 'ring') setCounters(); // init begins where the counters stand
  functions.init?.(words, ...initial);
  if (spec.kind !== 'ring') setCounters();
  return words;
}

/** One thread plays them all, which with a barrier it can do for itself only. */
function threadsOf({ kind }: AnySubject): number {
  return kind === 'barrier' ? 1 : THREADS;
}

function callerOf(spec: AnySubject, start: number): Caller {
  if (spec.kind === 'ring') return ringCaller(spec);
  if (spec.kind === 'record-ring') return recordCaller(spec);
  if (spec.kind === 'lock') return lockCaller(spec);
  const first = spec.freeRunning.length > 0 ? start : 0;
  if (spec.kind === 'signal') return signalCaller(first);
  if (spec.kind === 'eventcount') return eventcountCaller(first);
  return { next: (random) => statelessCall(spec, random), answered() {} };
}

function call(name: string, ...args: number[]): Call {
  return { name: `${name}Alone`, args };
}

function statelessCall(spec: AnySubject, random: Random): Call {
  const self = random.below(THREADS);
  const value = (random.below(2 ** 32) | 0) >> random.below(32);
  if (spec.kind === 'counter') return random.below(3) === 0 ? call('read') : call('add', self, value);
  if (spec.kind === 'operation') return call('apply', random.below(spec.sizeWords()), value);
  if (spec.kind === 'walk') return call('walk', LINES, random.below(LINES), random.below(LINES + 1));
  return call('arriveAndWait', 0);
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
        call('tryPush', producer, value),
        call('tryPop', consumer, at),
        call('pushMany', producer, at, count),
        call('popMany', consumer, at, count),
        call('flush', producer),
        call('size'),
        { name: 'pushOwn', args: [producer, at, count, value] },
        { name: 'popOwn', args: [consumer, at, count] },
        { name: 'popOneOwn', args: [consumer] },
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
      if (peeked >= 0) {
        const payload = peeked;
        if (random.below(2) === 0) return call('lengthBytes', payload);
        peeked = -1;
        return call('release', 0);
      }
      const ends = random.below(4);
      if (open.length > 0 && ends < 2) {
        const [payload] = open.splice(random.below(open.length), 1);
        return call(ends === 0 ? 'abort' : 'commit', producer, payload);
      }
      const lengthBytes = random.below(CAPACITY_BYTES / 4);
      const calls = [call('claim', producer, lengthBytes), call('peek', 0), call('size'), call('maxMessageBytes')];
      return calls[random.below(calls.length)];
    },
    answered({ name }, answer) {
      if (name === 'claimAlone' && answer >= 0) open.push(answer);
      if (name === 'peekAlone') peeked = answer;
    },
  };
}

/** A call that would wait is made only where it can end: `lock` when the lock is free or refuses. */
function lockCaller(spec: LockSpec): Caller {
  let holder = -1;
  let unplaced = spec.setNode ? THREADS : 0;
  return {
    next(random) {
      const self = random.below(THREADS);
      if (unplaced > 0) return call('setNode', --unplaced, random.below(THREADS));
      const calls: Call[] = [];
      const may = (isAllowed: boolean, name: string, ...args: number[]) => {
        if (isAllowed) calls.push(call(name, ...args));
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
    answered({ name, args: [self] }, answer) {
      if (name === 'lockAlone' && answer >= 0) holder = self;
      if ((name === 'tryLockAlone' || name === 'lockForAlone') && answer === 1) holder = self;
      if ((name === 'unlockAlone' || name === 'abandonAlone') && answer === 1) holder = -1;
    },
  };
}

/** Both threads' turns, so that each has come. */
function signalCaller(start: number): Caller {
  let turn = start;
  return {
    next: () => call('passTurn', turn & 1, turn),
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
      const reached = (count - random.below(3)) | 0;
      return random.below(2) === 0 ? call('advance', self) : call('awaitCount', self, reached);
    },
    answered({ name }) {
      if (name === 'advanceAlone') count = (count + 1) | 0;
    },
  };
}
