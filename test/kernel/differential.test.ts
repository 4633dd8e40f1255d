/** The same random calls in JavaScript and in WebAssembly: equal answers, and equal memory word by word after each of them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/arena.ts';
import { callerOf, ITEMS_WORDS, STARTS } from '../../src/check/caller.ts';
import type { Backend, Words } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import { buildKernels } from '../../src/kernel/build.ts';
import type { BoundFunction } from '../../src/kernel/instantiate.ts';
import { discover, type FoundSubject } from '../../src/registry.ts';
import { footprint, type Sizes, setUp } from '../../src/set-up.ts';
import { createRandom } from '../../src/stats/random.ts';
import { IS_QUICK } from '../quick.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const STEPS = 2000;
/** One drawn by the seed where there is no time for all. */
const starts = IS_QUICK ? [STARTS[SEED % STARTS.length]] : STARTS;

/** The structure's words, a caller's words, and the functions over them, in one back end. */
interface Side {
  readonly functions: Record<string, BoundFunction>;
  readonly words: Words;
  readonly items: Words;
}

const subjects = (await discover()).subjects.filter(({ spec }) => (spec.backends ?? ['js', 'wasm']).length === 2);
beforeAll(() => buildKernels(subjects.map(({ path }) => ({ entry: path })))); // with one compiler for all

for (const found of subjects) {
  describe(found.spec.name, () => {
    test.for(starts)(`does the same in both back ends from %i on, seed ${SEED}`, async (start) => {
      const { sizes, caller: makeCaller } = await callerOf(found.spec);
      const js = await open(found, 'js', sizes, start);
      const wasm = await open(found, 'wasm', sizes, start);
      const random = createRandom(SEED);
      const caller = makeCaller(start);
      expectSameMemory(js, wasm, 'init');
      for (let step = 0; step < STEPS; step++) {
        const call = caller.next(random);
        for (const { items } of [js, wasm]) for (let i = 0; i < ITEMS_WORDS; i++) items[i] = 100 * step + i;
        const [inJs, inWasm] = [js, wasm].map(({ functions, words, items }) =>
          functions[call.name](words, ...call.args.map((arg) => (arg === 'items' ? items : arg))),
        );
        const where = `step ${step}: ${call.name}(${call.args})`;
        if (inJs !== inWasm) expect.fail(`${where} gave ${inJs} in js, ${inWasm} in wasm`);
        expectSameMemory(js, wasm, where);
        for (const { words } of [js, wasm]) caller.touch?.(call, Number(inJs ?? 0), words);
        caller.answered?.(call, Number(inJs ?? 0));
      }
    });
  });
}

async function open(found: FoundSubject, backend: Backend, sizes: Sizes, start: number): Promise<Side> {
  const sizeWords = footprint(found.spec, sizes);
  const arena = new Arena([sizeWords, ITEMS_WORDS]);
  const words = arena.words(arena.offsets[0], sizeWords);
  const items = arena.words(arena.offsets[1], ITEMS_WORDS);
  const functions = await bindSubject(found, backend, arena.memory);
  setUp(found.spec, words, sizes, start, functions.init);
  return { functions, words, items };
}

function expectSameMemory(js: Side, wasm: Side, where: string): void {
  for (const part of ['words', 'items'] as const) {
    const at = js[part].findIndex((word, i) => word !== wasm[part][i]);
    if (at >= 0) expect.fail(`${where} left ${part}[${at}] = ${js[part][at]} in js, ${wasm[part][at]} in wasm`);
  }
}
