/**
 * What one thread can notice: random calls, made of the original and of the mutant, must yield the same results. Stands for the
 * single-threaded conformance checks, in JavaScript and within milliseconds. A mutant that waits for ever is noticed by whoever
 * waits for this.
 */
import type { AnySubject, Words } from '../../contract.ts';
import { footprint, type Sizes, setUp } from '../../set-up.ts';
import { createRandom, type Random } from '../../stats/random.ts';
import { type Caller, callerOf, ITEMS_WORDS, oneOf } from '../caller.ts';

const SCRIPTS = 12;
const CALLS = 200;
/** Words behind a structure: what is written there was meant for somebody else. */
const GUARD_WORDS = 64;

type Functions = Readonly<Record<string, (words: Words, ...args: (Words | number)[]) => unknown>>;

/** Do the two differ for one thread? */
export async function differsAlone(original: AnySubject, mutant: AnySubject): Promise<boolean> {
  for (let seed = 1; seed <= SCRIPTS; seed++) {
    const random = createRandom(seed);
    const { sizes, caller } = await callerOf(original, drawSizes(random));
    const start = oneOf(random, [0, 2 ** 31 - 8, -8]);
    const [expected, found] = [original, mutant].map((spec) =>
      resultsOf(spec, sizes, start, caller(start), createRandom(seed)),
    );
    if (expected !== found) return true;
  }
  return false;
}

function drawSizes(random: Random): Required<Sizes> {
  return {
    threads: oneOf(random, [1, 2, 3, 8, 100]),
    capacitySlots: oneOf(random, [2, 4, 8]),
    capacityBytes: oneOf(random, [64, 128, 256]),
    consumers: oneOf(random, [1, 2, 3]),
    valueWords: oneOf(random, [1, 2, 5, 17]),
    count: oneOf(random, [0, 1, 2, 100]),
    lines: oneOf(random, [1, 3, 24]),
  };
}

function resultsOf(spec: AnySubject, sizes: Sizes, start: number, caller: Caller, random: Random): string {
  const results: unknown[] = [];
  try {
    const words = new Int32Array(new SharedArrayBuffer(4 * (footprint(spec, sizes) + GUARD_WORDS)));
    setUp(spec, words, sizes, start);
    for (let nth = 0; nth < CALLS; nth++) {
      const items = Int32Array.from({ length: ITEMS_WORDS }, (_, i) => 100 * nth + i);
      const call = caller.next(random);
      const args = call.args.map((arg) => (arg === 'items' ? items : arg));
      const result = (spec as unknown as Functions)[call.name](words, ...args);
      results.push(result, ...items, ...(caller.touch?.(call, Number(result ?? 0), words) ?? []));
      caller.answered?.(call, Number(result ?? 0));
    }
    results.push(words.subarray(-GUARD_WORDS).every((word) => word === 0));
  } catch (error) {
    results.push((error as Error).name);
  }
  return results.join();
}
