/** What every walk must do, by name. Threads do not meet in a walk, so one thread shows it all; back ends take turns at the same words. */
import assert from 'node:assert/strict';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { Backend, WalkSpec, Words } from '../../src/contract.ts';
import { bindSubject } from '../../src/kernel/bind.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { createRandom } from '../../src/stats/random.ts';
import type { Check } from './check.ts';
import { guardedWords } from './guarded-words.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** Lines: few, odd numbers, a power of two with its neighbours. */
const REGIONS = [1, 2, 3, 5, 16, 31, 32, 33, 100];
/** Walks through each region. */
const WALKS = 60;
/** Of a line of 64 bytes. */
const WALK_LINE_WORDS = 16;

export const WALK_CHECKS: readonly Check<WalkSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words',
    threads: 'one',
    skip: () => null,
    async run(found, backends) {
      const random = createRandom(SEED);
      for (const lines of REGIONS) {
        const { walk, requireCanaries } = await open(found, backends, lines);
        requireCanaries();
        let at = 0;
        for (let i = 0; i < WALKS; i++) at = walk(at, random.below(lines + 1));
        requireCanaries();
      }
    },
  },
  {
    name: 'way',
    title: 'it goes through all lines and then begins again, in one piece or in several',
    threads: 'several',
    skip: () => null,
    async run(found, backends) {
      const random = createRandom(SEED);
      for (const lines of REGIONS) {
        const { walk } = await open(found, backends, lines);
        const way = [0];
        for (let step = 0; step < lines; step++) way.push(walk(way[step], 1));
        assert.equal(new Set(way).size, lines, `lines that ${lines} steps lead to`);
        assert.equal(way[lines], 0, `where step ${lines} of ${lines} leads`);
        if (found.spec.does !== 'chase') assert.deepEqual(way.slice(0, lines), [...Array(lines).keys()], 'the order');
        let steps = 0;
        for (let i = 0; i < WALKS; i++) {
          const count = random.below(lines + 1);
          const at = way[steps % lines];
          steps += count;
          assert.equal(walk(at, count), way[steps % lines], `${count} from ${at} of ${lines} lines, seed ${SEED}`);
        }
      }
    },
  },
  {
    name: 'touches',
    title: 'what it does is done to the lines of the walk and to no others',
    threads: 'one',
    skip: () => null,
    async run(found, backends) {
      const random = createRandom(SEED);
      for (const lines of REGIONS) {
        const opened = await open(found, backends, lines);
        for (let i = 0; i < WALKS; i++) {
          opened.init();
          const [at, count] = [random.below(lines), random.below(lines + 1)];
          const walked = Array.from({ length: count }, (_, step) => (at + step) % lines);
          TOUCHES[found.spec.does](opened, { lines, at, count, walked });
        }
      }
    },
  },
];

interface Opened {
  /** The structure's own. */
  readonly words: Words;
  init(): void;
  walk(at: number, count: number): number;
  requireCanaries(): void;
}

async function open(found: FoundSubject<WalkSpec>, backends: readonly Backend[], lines: number): Promise<Opened> {
  const guarded = guardedWords(found.spec.sizeWords(lines));
  const { memory, offset, words } = guarded;
  const bound = await Promise.all(backends.map((backend) => bindSubject(found, backend, memory)));
  // With the line of canaries behind: JavaScript drops what is written behind a view's end.
  const wide = new Int32Array(memory.buffer, offset, words.length + LINE_WORDS);
  const init = () => {
    bound[0].init(wide, lines);
  };
  init();
  let walks = 0;
  return {
    words,
    init,
    walk: (at, count) => Number(bound[walks++ % bound.length].walk(wide, lines, at, count)),
    requireCanaries: () => assert.deepEqual(guarded.breaches(), [], `words outside the ${words.length}`),
  };
}

interface Stretch {
  readonly lines: number;
  readonly at: number;
  readonly count: number;
  /** The lines, where a walk goes through them in order. */
  readonly walked: readonly number[];
}

/** What walking a stretch must do to the words. */
const TOUCHES: Readonly<Record<WalkSpec['does'], (opened: Opened, stretch: Stretch) => void>> = {
  read(opened, { lines, at, count, walked }) {
    assert.deepEqual(changedBy(opened, at, count), [], 'words that reading changes');
    for (const line of walked) {
      // Every line is worth a step: without its mark the walk ends one line earlier.
      const mark = line * WALK_LINE_WORDS;
      opened.words[mark] = 0;
      assert.equal(opened.walk(at, count), (at + count - 1) % lines, `line ${line} of ${lines} without its mark`);
      opened.words[mark] = 1;
    }
  },
  write(opened, { at, count, walked }) {
    assert.deepEqual(changedBy(opened, at, count), firstWords(walked), 'words that have changed');
  },
  copy(opened, { lines, at, count, walked }) {
    const copies = walked.map((line) => lines + line);
    assert.deepEqual(changedBy(opened, at, count), firstWords(copies), 'words that have changed');
    for (const line of walked)
      assert.equal(
        opened.words[(lines + line) * WALK_LINE_WORDS],
        opened.words[line * WALK_LINE_WORDS],
        `the copy of line ${line}`,
      );
  },
  chase(opened, { at, count }) {
    assert.deepEqual(changedBy(opened, at, count), [], 'words that chasing changes');
  },
};

function changedBy({ words, walk }: Opened, at: number, count: number): number[] {
  const before = words.slice();
  walk(at, count);
  return [...words.keys()].filter((word) => words[word] !== before[word]);
}

function firstWords(lines: readonly number[]): number[] {
  return lines.map((line) => line * WALK_LINE_WORDS).sort((a, b) => a - b);
}
