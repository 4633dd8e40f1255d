/** What every operation on a word must do, by name. */
import assert from 'node:assert/strict';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend, OperationSpec, Words } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import type { Check } from './check.ts';
import { guardedWords } from './guarded-words.ts';
import type { Call, Together } from './operation-roles.ts';
import { runParts } from './thread-pool.ts';

const ROLES = new URL('./operation-roles.ts', import.meta.url);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CALLS = 500;
const ROUNDS = 1500;
const THREADS = 3;

/** What a call leaves in the word and returns, by the descriptor's `family`. */
const MEANING: Readonly<Record<string, (before: number, value: number) => { after: number; returned: number }>> = {
  read: (before) => ({ after: before, returned: before }),
  write: (_before, value) => ({ after: value, returned: value }),
  'fetch-and-add': (before, value) => ({ after: (before + value) | 0, returned: before }),
  swap: (before, value) => ({ after: value, returned: before }),
  'compare-and-swap': (before, value) => ({ after: before === ((value - 1) | 0) ? value : before, returned: before }),
  plain: (before) => ({ after: (before + 1) | 0, returned: before }),
};

export const OPERATION_CHECKS: readonly Check<OperationSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to the word that it is given',
    threads: 'one',
    skip: () => null,
    async run(found, backends) {
      const { words, apply, breaches } = await open(found, backends, 3);
      const random = createRandom(SEED);
      for (let i = 0; i < CALLS; i++) {
        const at = random.below(words.length);
        const before = words.slice();
        apply(at, random.below(2 ** 32) | 0);
        const changed = [...words.keys()].filter((word) => word !== at && words[word] !== before[word]);
        assert.deepEqual(changed, [], `words beside ${at} that have changed, seed ${SEED}`);
      }
      assert.deepEqual(breaches(), [], 'words before and behind that have changed');
    },
  },
  {
    name: 'meaning',
    title: 'it leaves in the word, and returns, what its family says, past 2³¹ and 2³²',
    threads: 'one',
    skip: () => null,
    async run(found, backends) {
      const { words, apply } = await open(found, backends, 1);
      const random = createRandom(SEED);
      const mean = meaningOf(found.spec);
      const befores = [0, 2 ** 31 - 1, -(2 ** 31), -1];
      for (let i = 0; i < CALLS; i++) {
        const before = befores[i] ?? random.below(2 ** 32) | 0;
        // Every other value is the one with which a compare-exchange succeeds.
        const value = i % 2 === 0 ? (before + 1) | 0 : random.below(2 ** 32) | 0;
        words[0] = before;
        const returned = apply(0, value);
        assert.deepEqual({ after: words[0], returned }, mean(before, value), `${before}, value ${value}, seed ${SEED}`);
        if (found.spec.needs === 'copy') assert.equal(words[0], before, 'a word that is only to be copied');
        else if (value === ((before + 1) | 0)) assert.notEqual(words[0], before, 'a word that is to change');
      }
    },
  },
  {
    name: 'atomicity',
    title: 'several threads at one word: what each found is what another left',
    threads: 'several',
    skip: (spec) =>
      spec.atomic === 'plain'
        ? 'its word belongs to one thread'
        : meaningOf(spec)(1, 3).returned === 1
          ? null
          : 'it does not say what it found',
    async run(found, backends, limits) {
      const at = LINE_WORDS;
      const { memory, offset, words } = guardedWords(2 * LINE_WORDS);
      const arrivals = new Int32Array(new SharedArrayBuffer(8));
      const parts = Array.from({ length: THREADS }, (_, self) => {
        const backend = backends[self % backends.length];
        const rounds = ROUNDS * limits.scale;
        const data: Together = { path: found.path, backend, memory, offset, at, rounds, threads: THREADS, arrivals };
        return { file: ROLES.href, role: 'operateTogether', data };
      });
      const calls = (await runParts<Call[]>(parts, limits.patienceMs)).flat();
      const mean = meaningOf(found.spec);
      // One after the other, whatever the order: each state that was left was found once, but the last; the first was not left.
      const left = [0, ...calls.map(([value, returned]) => mean(returned, value).after)];
      const seen = [...calls.map(([, returned]) => returned), words[at]];
      assert.deepEqual(seen.sort(byNumber), left.sort(byNumber), 'values found, and values left');
    },
  },
];

function meaningOf({ name, family }: OperationSpec) {
  const mean = MEANING[family];
  if (mean) return mean;
  throw new Error(
    `${name}: expected a family whose meaning is known (${Object.keys(MEANING).join(', ')}), found '${family}': add it here.`,
  );
}

function byNumber(a: number, b: number): number {
  return a - b;
}

interface Opened {
  readonly words: Words;
  apply(at: number, value: number): number;
  breaches(): number[];
}

/** Several words; back ends take turns. */
async function open(found: FoundSubject<OperationSpec>, backends: readonly Backend[], size: number): Promise<Opened> {
  const { memory, offset, words, breaches } = guardedWords(size * found.spec.sizeWords());
  const bound = await Promise.all(backends.map((backend) => bindSubject(found, backend, memory)));
  // With the line of canaries behind: JavaScript drops what is written behind a view's end.
  const wide = new Int32Array(memory.buffer, offset, words.length + LINE_WORDS);
  let calls = 0;
  const apply = (at: number, value: number) => Number(bound[calls++ % bound.length].apply(wide, at, value));
  return { words, apply, breaches };
}
