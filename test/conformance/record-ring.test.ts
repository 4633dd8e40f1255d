import { describe, expect, test } from 'vitest';
import type { Backend, RecordRingSpec } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import { type GuardedWords, guardedWords } from './guarded-words.ts';
import { granulesOf, type ModelRecord, RecordRingModel } from './record-ring-model.ts';
import type { ConsumerResult, RecordRingThread } from './record-ring-worker.ts';
import { subjectsUnderTest } from './subjects.ts';
import { runThreads } from './threads.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const RECORDS = 100_000;
/** The positions of the first record; the last two wrap at 2³¹ and 2³² soon. */
const STARTS = [0, 2 ** 30 - 5, 2 ** 31 - 3, 2 ** 32 - 3];

interface Ring {
  readonly ring: RecordRingSpec;
  readonly guard: GuardedWords;
  readonly words: Int32Array;
}

async function openRing(
  found: FoundSubject<RecordRingSpec>,
  backend: Backend,
  capacityBytes: number,
  start = 0,
): Promise<Ring> {
  const guard = guardedWords(found.spec.sizeWords(capacityBytes));
  const ring = (await bindSubject(found, backend, guard.memory)) as unknown as RecordRingSpec;
  ring.init(guard.words, capacityBytes);
  startAt(guard.words, found.spec, start);
  return { ring, guard, words: guard.words };
}

/** Set the indices of an empty ring, so that its next record lies at `position`. */
function startAt(words: Int32Array, spec: RecordRingSpec, position: number): void {
  for (const name of spec.freeRunning) words[spec.layout[name]] = position | 0;
}

/** Claim, fill with `word`, commit; the payload or what `claim` refused with. */
function push({ ring, words }: Ring, lengthBytes: number, word: number): number {
  const payload = ring.claim(words, 0, lengthBytes);
  if (payload < 0) return payload;
  words.fill(word, payload, payload + Math.ceil(lengthBytes / 4));
  ring.commit(words, 0, payload);
  return payload;
}

/** Take the next record; its words, or `null`. */
function pop({ ring, words }: Ring): number[] | null {
  const payload = ring.peek(words, 0);
  if (payload < 0) return null;
  const content = [...words.slice(payload, payload + Math.ceil(ring.lengthBytes(words, payload) / 4))];
  ring.release(words, 0);
  return content;
}

for (const found of await subjectsUnderTest('record-ring')) {
  for (const backend of found.spec.backends ?? (['js', 'wasm'] as const)) {
    describe(`${found.spec.name} as ${backend}`, () => {
      const open = (capacityBytes: number, start?: number) => openRing(found, backend, capacityBytes, start);

      test('random claims, commits, aborts and releases agree with a list', async () => {
        const random = createRandom(SEED);
        for (const capacityBytes of [64, 128, 1024]) {
          for (const start of STARTS) {
            const opened = await open(capacityBytes, start);
            try {
              followModel(opened, new RecordRingModel(capacityBytes, start), random.below, 3000);
            } catch (error) {
              throw new Error(`capacity ${capacityBytes}, start ${start}, SEED=${SEED}: ${(error as Error).message}`);
            }
            expect(opened.guard.breaches()).toEqual([]);
          }
        }
      });

      test('the longest message is an eighth of the capacity; a longer one is refused with -2 and takes no room', async () => {
        const opened = await open(1024);
        const { ring, words } = opened;
        expect(ring.maxMessageBytes(words)).toBe(128);
        expect(ring.claim(words, 0, 129)).toBe(-2);
        expect(ring.size(words)).toBe(0);
        expect(push(opened, 128, 7)).toBeGreaterThan(0);
        expect(pop(opened)).toEqual(Array(32).fill(7));
      });

      test('a full ring refuses with -1 and keeps what it has', async () => {
        const opened = await open(64);
        for (let i = 0; i < 4; i++) expect(push(opened, 8, i)).toBeGreaterThan(0);
        const before = opened.words.slice();
        for (const lengthBytes of [0, 1, 8]) expect(opened.ring.claim(opened.words, 0, lengthBytes)).toBe(-1);
        // The producer's copy of the consumer's index may have been refreshed; nothing else.
        const indices = found.spec.freeRunning.map((name) => found.spec.layout[name]);
        expect(opened.words.filter((word, at) => word !== before[at] && !indices.includes(at))).toHaveLength(0);
        for (let i = 0; i < 4; i++) expect(pop(opened)).toEqual([i, i]);
        expect(pop(opened)).toBe(null);
      });

      test('a rest of the ring that holds a header alone is skipped', async () => {
        const opened = await open(64);
        const first = push(opened, 0, 0);
        for (let i = 0; i < 3; i++) expect(push(opened, 8, i)).toBeGreaterThan(0);
        while (pop(opened) !== null);
        expect(push(opened, 8, 9)).toBe(first); // 8 bytes were left before the end
        expect(pop(opened)).toEqual([9, 9]);
        expect(opened.guard.breaches()).toEqual([]);
      });

      test('an empty ring takes the longest message wherever it stands', async () => {
        const opened = await open(1024);
        for (let position = 0; position < 128; position++) {
          startAt(opened.words, found.spec, position);
          expect(push(opened, 128, position), `position ${position}`).toBeGreaterThan(0);
          expect(pop(opened)).toEqual(Array(32).fill(position));
        }
        expect(opened.guard.breaches()).toEqual([]);
      });

      test('an emptied ring takes every length, however old the producer’s copy of the consumer’s index is', async () => {
        const opened = await open(128);
        for (let lap = 0; lap < 50; lap++) {
          for (let lengthBytes = 0; lengthBytes <= 16; lengthBytes++) {
            expect(push(opened, lengthBytes, lap), `lap ${lap}, ${lengthBytes} bytes`).toBeGreaterThan(0);
            expect(pop(opened)).toEqual(Array(Math.ceil(lengthBytes / 4)).fill(lap));
          }
        }
      });

      test('a record of no bytes is a record', async () => {
        const opened = await open(64);
        push(opened, 0, 0);
        expect(pop(opened)).toEqual([]);
        expect(pop(opened)).toBe(null);
      });

      test('a record stays where it is until it is released', async () => {
        const opened = await open(64);
        const { ring, words } = opened;
        const payload = push(opened, 5, 3);
        expect([ring.peek(words, 0), ring.peek(words, 0)]).toEqual([payload, payload]);
        expect(ring.lengthBytes(words, payload)).toBe(5);
        ring.release(words, 0);
        expect(ring.peek(words, 0)).toBe(-1);
      });

      test('a claimed record hides the committed ones behind it', async () => {
        const opened = await open(128);
        const { ring, words } = opened;
        const first = ring.claim(words, 0, 4);
        const second = ring.claim(words, 0, 4);
        words[first] = 1;
        words[second] = 2;
        ring.commit(words, 0, second);
        expect(ring.peek(words, 0)).toBe(-1);
        ring.commit(words, 0, first);
        expect([pop(opened), pop(opened), pop(opened)]).toEqual([[1], [2], null]);
      });

      test('aborted records are skipped, and a ring full of them becomes free by looking', async () => {
        const opened = await open(64);
        const { ring, words } = opened;
        for (let lap = 0; lap < 10; lap++) {
          for (let i = 0; i < 4; i++) ring.abort(words, 0, ring.claim(words, 0, 8));
          expect(ring.claim(words, 0, 0)).toBe(-1);
          expect(ring.peek(words, 0)).toBe(-1);
          expect(ring.size(words)).toBe(0);
        }
        ring.abort(words, 0, ring.claim(words, 0, 8));
        push(opened, 8, 5);
        expect(pop(opened)).toEqual([5, 5]);
      });

      test('old payload is never taken for a record', async () => {
        for (const word of [1, 2, -1]) {
          const opened = await open(64);
          for (let lap = 0; lap < 20; lap++) {
            for (const lengthBytes of [8, 0, 4, 8, 0]) {
              push(opened, lengthBytes, word);
              expect(pop(opened)).toHaveLength(Math.ceil(lengthBytes / 4));
              expect(pop(opened)).toBe(null);
            }
            const open = opened.ring.claim(opened.words, 0, lap & 7);
            expect(pop(opened)).toBe(null);
            opened.ring.commit(opened.words, 0, open);
            expect(pop(opened)).not.toBe(null);
          }
        }
      });

      test('the size counts headers and whole granules of 8 bytes', async () => {
        const opened = await open(1024, 2 ** 32 - 1);
        push(opened, 0, 0);
        push(opened, 9, 0);
        expect(opened.ring.size(opened.words)).toBe(8 + 24);
        pop(opened);
        expect(opened.ring.size(opened.words)).toBe(24);
        pop(opened);
        expect(opened.ring.size(opened.words)).toBe(0);
      });

      test(`one producer and one consumer: ${RECORDS} records arrive whole and in order`, () =>
        runProducers(found, [backend], backend));

      test.skipIf(found.spec.producers === 1)(
        `three producers and one consumer: ${RECORDS} records arrive whole and in each producer’s order${found.spec.producers === 1 ? ' (skipped: one producer only)' : ''}`,
        () => runProducers(found, [backend, backend, backend], backend),
      );
    });
  }

  test.skipIf(found.spec.backends !== undefined)(
    `${found.spec.name}: a WebAssembly thread produces, a JavaScript thread consumes, and the reverse${found.spec.backends ? ' (skipped: one back end only)' : ''}`,
    async () => {
      await runProducers(found, ['wasm'], 'js');
      await runProducers(found, found.spec.producers === 1 ? ['js'] : ['js', 'wasm'], 'wasm');
    },
  );
}

/** Random calls; every answer and every record must be the model's. */
function followModel({ ring, words }: Ring, model: RecordRingModel, below: (n: number) => number, steps: number): void {
  const maxBytes = ring.maxMessageBytes(words);
  const open: ModelRecord[] = [];
  const content = (record: ModelRecord, i: number) => Math.imul(record.payload + 1, 0x9e3779b1) ^ i;
  for (let step = 0; step < steps; step++) {
    switch (below(6)) {
      case 0:
      case 1: {
        const lengthBytes = below(maxBytes + 2);
        const payload = ring.claim(words, 0, lengthBytes);
        if (lengthBytes > maxBytes) expect(payload, `step ${step}`).toBe(-2);
        else {
          const may = model.mayClaim(lengthBytes);
          if (may !== null) expect(payload >= 0, `step ${step}: room for ${lengthBytes} bytes`).toBe(may);
          if (payload < 0) expect(payload, `step ${step}`).toBe(-1);
          else {
            const record = model.claimed(lengthBytes, payload);
            expect(payload & 1, `step ${step}: payloads lie on 8 bytes`).toBe(0);
            for (let i = 0; i < (granulesOf(lengthBytes) - 1) * 2; i++) words[payload + i] = content(record, i);
            open.push(record);
          }
        }
        break;
      }
      case 2:
      case 3: {
        if (open.length === 0) break;
        const [record] = open.splice(below(open.length), 1);
        record.state = below(4) === 0 ? 'aborted' : 'committed';
        if (record.state === 'aborted') ring.abort(words, 0, record.payload);
        else ring.commit(words, 0, record.payload);
        break;
      }
      default: {
        const expected = model.peeked();
        const payload = ring.peek(words, 0);
        expect(payload, `step ${step}: peek`).toBe(expected?.payload ?? -1);
        if (expected === null) break;
        expect(ring.lengthBytes(words, payload), `step ${step}: length`).toBe(expected.lengthBytes);
        for (let i = 0; i < (expected.granules - 1) * 2; i++) {
          if (words[payload + i] !== content(expected, i)) expect.fail(`step ${step}: word ${i} was overwritten`);
        }
        if (below(4) > 0) {
          ring.release(words, 0);
          model.released();
        }
      }
    }
    const sizeBytes = ring.size(words);
    if (sizeBytes < 0 || sizeBytes > model.capacityGranules * 8) expect.fail(`step ${step}: size ${sizeBytes}`);
  }
}

async function runProducers(
  found: FoundSubject<RecordRingSpec>,
  producers: readonly Backend[],
  consumer: Backend,
): Promise<void> {
  const capacityBytes = 1024;
  const { guard, ring, words } = await openRing(found, 'js', capacityBytes, 2 ** 31 - 3);
  // Built once here; the threads find it in the cache.
  if ([...producers, consumer].includes('wasm')) await bindSubject(found, 'wasm', guard.memory);
  const recordsEach = Math.floor(RECORDS / producers.length);
  const common = {
    path: found.path,
    memory: guard.memory,
    offset: guard.offset,
    sizeWords: words.length,
    arrivals: new Int32Array(new SharedArrayBuffer(8)),
    done: new Int32Array(new SharedArrayBuffer(4)),
    producers: producers.length,
    recordsEach,
  };
  const threads: RecordRingThread[] = [
    { ...common, backend: consumer, producer: -1 },
    ...producers.map((backend, producer) => ({ ...common, backend, producer })),
  ];
  const [result] = await runThreads<ConsumerResult | number>(
    new URL('./record-ring-worker.ts', import.meta.url),
    threads.map((data) => ({ data })),
  );
  expect(result).toEqual({ received: producers.map(() => recordsEach), wrong: [] });
  expect(ring.peek(words, 0)).toBe(-1);
  expect(ring.size(words)).toBe(0);
  expect(guard.breaches()).toEqual([]);
}
