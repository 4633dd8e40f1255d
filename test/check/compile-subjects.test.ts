/** Every subject, called at random by one thread: compiled for the explorer it answers, and leaves memory, as its JavaScript does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callerOf, ITEMS_WORDS, STARTS } from '../../src/check/caller.ts';
import { OP } from '../../src/check/explore/thread-code.ts';
import type { Call } from '../../src/check/program.ts';
import type { AnySubject } from '../../src/contract.ts';
import { KINDS } from '../../src/kinds.ts';
import { discover, PROJECT } from '../../src/registry.ts';
import { footprint, setUp } from '../../src/set-up.ts';
import { createRandom } from '../../src/stats/random.ts';
import { IS_QUICK } from '../quick.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { resultsOf, stopsOf } from './compile-alone.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CALLS = 60;
/** One drawn by the seed where there is no time for all. */
const starts = IS_QUICK ? [STARTS[SEED % STARTS.length]] : STARTS;
/** Calls that are compiled together, as one thread's. */
const CHUNK = 12;

type Functions = Readonly<Record<string, (...args: (Int32Array | number)[]) => number | boolean | undefined>>;

for (const { path, spec } of (await discover()).subjects) {
  test.for(startsOf(spec))(`${spec.name} does the same compiled, from %i on, seed ${SEED}`, async (start) => {
    const text = driverText(readFileSync(path, 'utf8'), spec);
    const folder = temporaryFolder({ 'driver.ts': text, 'real.ts': text.replace('#subject', path) });
    const driver = join(folder, 'driver.ts');
    const real: Functions = await import(join(folder, 'real.ts'));
    const { sizes, caller: makeCaller } = await callerOf(spec);
    // JavaScript parks on shared memory only.
    const words = new Int32Array(new SharedArrayBuffer(4 * footprint(spec, sizes)));
    setUp(spec, words, sizes, start);
    const shared: Readonly<Record<string, Int32Array>> = { words, items: new Int32Array(ITEMS_WORDS) };
    const random = createRandom(SEED);
    const caller = makeCaller(start);
    for (let done = 0; done < CALLS; done += CHUNK) {
      const regions = { words: words.slice(), items: shared.items.slice() };
      const mine = new Int32Array(ITEMS_WORDS);
      const calls: Call[] = [];
      const answers: number[] = [];
      const memories: Int32Array[] = [];
      for (let index = 0; index < CHUNK; index++) {
        const chosen = caller.next(random);
        const takesItems = chosen.args.includes('items');
        const name = `${chosen.name}${takesItems && random.below(2) === 0 ? 'Own' : 'Alone'}`;
        const rest = chosen.args.filter((arg) => arg !== 'items');
        calls.push({ name, args: [...rest] });
        const args = namesOf(text, name).map((param) =>
          param === 'mine' ? mine : (shared[param] ?? rest.shift() ?? 0),
        );
        const result = real[name](...args) ?? 0;
        caller.answered?.(chosen, Number(name.endsWith('Own') ? mine[ITEMS_WORDS - 1] : result));
        answers.push(Number(result));
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
function startsOf({ peer, freeRunning }: AnySubject): readonly number[] {
  return peer ? [] : freeRunning.length > 0 ? starts : [0];
}

const ITEMS_PARAMETER = /\b(into|from)\b/;

/** A wrapper for each function of the subject; where items go in or come out, a second one, whose items are the thread's own. */
function driverText(subject: string, spec: AnySubject): string {
  const wrapped = Object.keys(KINDS[spec.kind].functions).filter((name) => name !== 'init' && name in spec);
  const wrappers = wrapped.flatMap((name) => {
    const [, params = '', returns = ''] =
      new RegExp(`export function ${name}\\(([^)]*)\\): (\\w+)`).exec(subject) ?? [];
    const alone = wrapper(`${name}Alone`, name, params.replace(ITEMS_PARAMETER, 'items'), returns);
    return ITEMS_PARAMETER.test(params)
      ? [alone, ownWrapper(name, params.replace(ITEMS_PARAMETER, 'mine'), returns)]
      : [alone];
  });
  return [
    `import type { i32, Words } from '${PROJECT}/src/contract.ts';`,
    `import { ${wrapped.join(', ')} } from '#subject';`,
    ...wrappers,
  ].join('\n');
}

function wrapper(name: string, wrapped: string, params: string, returns: string): string {
  const passed = params.replaceAll(/: \w+/g, '');
  return `export function ${name}(${params}): ${returns} { ${returns === 'void' ? '' : 'return '}${wrapped}(${passed}); }`;
}

/** Returns a sum over what was answered and all items; the answer is left in the last word. */
function ownWrapper(name: string, params: string, returns: string): string {
  const passed = params.replaceAll(/: \w+/g, '');
  const answer = returns === 'boolean' ? `${name}(${passed}) ? 1 : 0` : `${name}(${passed})`;
  return `export function ${name}Own(${params}): i32 {
  const answer: i32 = ${answer};
  mine[${ITEMS_WORDS - 1}] = answer;
  let sum: i32 = 0;
  for (let i: i32 = 0; i < ${ITEMS_WORDS}; i++) sum = (Math.imul(sum, 31) + mine[i]) | 0;
  return sum;
}`;
}

function namesOf(text: string, name: string): string[] {
  const [, params = ''] = new RegExp(`export function ${name}\\(([^)]*)\\)`).exec(text) ?? [];
  return params.split(',').map((param) => param.split(':')[0].trim());
}
