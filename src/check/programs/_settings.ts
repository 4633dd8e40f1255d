/** How a structure is set up before the threads begin: where its counters start, and what its tunables are. A shared piece. */
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { AnySubject, Words } from '../../contract.ts';
import { footprint, type Sizes, setUp } from '../../set-up.ts';
import type { Region } from '../program.ts';

export interface Setting {
  /** What a program's name adds to say so; '' for zero counters and least tunables. */
  readonly note: string;
  /** What the free-running words hold first. */
  readonly start: number;
  /** Tunables hold their minimum and this. */
  readonly aboveMin: 0 | 1;
}

export const PLAIN: Setting = { note: '', start: 0, aboveMin: 0 };

/**
 * All settings of a subject: the plain one; each tunable 1 above its minimum, where there are tunables; and starts from which
 * a few steps lead past 2³¹ and 2³², where counters run free.
 *
 * @param stride - the starts are so far below, and multiples of it.
 */
export function settingsOf(spec: AnySubject, stride: number): readonly Setting[] {
  const settings = [PLAIN];
  if (Object.keys(spec.tunables ?? {}).length > 0) settings.push({ note: ', tunables + 1', start: 0, aboveMin: 1 });
  if (spec.freeRunning.length > 0) {
    settings.push({ note: ', past 2³¹', start: (2 ** 31 - stride) | 0, aboveMin: 0 });
    settings.push({ note: ', past 2³²', start: -stride, aboveMin: 0 });
  }
  return settings;
}

/**
 * The subject's words as the threads find them.
 *
 * @param further - what else is set up before the threads begin.
 */
export function structure(
  spec: AnySubject,
  { start, aboveMin }: Setting,
  sizes: Sizes,
  further: (words: Words) => void = () => {},
): Region {
  const sizeWords = footprint(spec, sizes);
  // What is written behind the end of an array is lost, and would not be noticed.
  const longer = new Int32Array(sizeWords + LINE_WORDS);
  setUp(spec, longer, sizes, start);
  further(longer);
  const behind = longer.subarray(sizeWords).findIndex((word) => word !== 0);
  if (behind >= 0)
    throw new Error(
      `${spec.name}: expected to be set up within ${sizeWords} words, found word ${sizeWords + behind} written: compare sizeWords with it.`,
    );
  const words = longer.slice(0, sizeWords);
  for (const { word, min, max } of Object.values(spec.tunables ?? {})) words[word] = Math.min(min + aboveMin, max);
  return { initial: words, names: spec.layout };
}

/** Zeroed words that the threads share beside the structure. `names`: of its first words. */
export function sharedWords(count: number, ...names: readonly string[]): Region {
  return { initial: new Int32Array(count), names: Object.fromEntries(names.map((name, at) => [name, at])) };
}
