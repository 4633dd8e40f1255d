/** Random functions: compiled for the explorer they answer, and leave memory, as the same text run as JavaScript does. */
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyWords } from '../../src/atomics/copy.ts';
import { OP } from '../../src/check/explore/thread-code.ts';
import { PROJECT } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import { resultsOf, stopsOf } from './compile-alone.ts';
import { OWN_WORDS, randomSource, WORDS } from './compile-random-source.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const FUNCTIONS = 60;
const CALLS = 2;

test(`random functions do the same compiled, seed ${SEED}`, () => {
  const random = createRandom(SEED);
  for (let made = 0; made < FUNCTIONS; made++) {
    const text = randomSource(random, join(PROJECT, 'src/atomics'));
    const driver = join(PROJECT, 'random.ts');
    const main = realFunction(text);
    const words = Int32Array.from({ length: WORDS }, () => random.below(8) - 4);
    const mine = new Int32Array(OWN_WORDS);
    const initial = words.slice();
    const calls = Array.from({ length: CALLS }, () => ({
      name: 'main',
      args: [random.below(9) - 4, random.below(2 ** 32) | 0],
    }));
    const answers = calls.map(({ args: [a, b] }) => main(words, mine, a, b));
    const scene = { driver, calls, regions: { words: initial }, privateWords: OWN_WORDS };
    const stops = stopsOf({ ...scene, sources: new Map([[driver, text]]) });
    expect(stops.at(-1)?.op, text).toBe(OP.DONE);
    expect(resultsOf(stops), text).toEqual(answers);
    expect(stops.at(-1)?.memory, text).toEqual(words);
    expect(stops.at(-1)?.slots, text).toEqual(stops.at(-1)?.slots.map(() => 0)); // nothing is left behind
  }
});

/** `main` of the text as Node would run it. */
function realFunction(text: string): (words: Int32Array, mine: Int32Array, a: number, b: number) => number {
  const script = stripTypeScriptTypes(text)
    .replaceAll(/^import .*$/gm, '')
    .replaceAll('export ', '');
  return new Function('copyWords', 'pause', `'use strict';${script}\nreturn main;`)(copyWords, () => {});
}
