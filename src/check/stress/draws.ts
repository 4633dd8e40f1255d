/** What is drawn in the same way for several kinds. */
import type { SubjectSpec, Words } from '../../contract.ts';
import type { Random } from '../../stats/random.ts';

export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)];
}

/** Where free-running counters begin: at 0, or a few steps short of 2³¹ or 2³². */
export function drawStart({ freeRunning }: SubjectSpec, random: Random, step: number): number {
  if (freeRunning.length === 0) return 0;
  const short = step * (1 + random.below(8));
  return oneOf(random, [0, 2 ** 31 - short, -short]) | 0;
}

/** Every tunable at its least, at its default, or anywhere between its bounds, small values as often as large ones. */
export function drawTunables({ tunables = {} }: SubjectSpec, random: Random): Readonly<Record<string, number>> {
  const drawn = Object.entries(tunables).map(([name, { min, max, default: usual }]) => {
    const any = min + Math.floor((max - min + 1) ** random.next()) - 1;
    return [name, oneOf(random, [min, usual, Math.min(any, max)])];
  });
  return Object.fromEntries(drawn) as Record<string, number>;
}

/** Write drawn tunables: after `init`, before sharing. */
export function setTunables(
  { tunables = {} }: SubjectSpec,
  words: Words,
  drawn: Readonly<Record<string, number>>,
): void {
  for (const [name, { word }] of Object.entries(tunables)) words[word] = drawn[name]; // plain: not shared yet
}

export function setStart({ freeRunning, layout }: SubjectSpec, words: Words, start: number): void {
  for (const name of freeRunning) words[layout[name]] = start; // plain: not shared yet
}

export function sayStart(start: number): string[] {
  return start === 0 ? [] : [`counters from ${start >>> 0}`];
}

export function sayTunables(drawn: Readonly<Record<string, number>>): string[] {
  return Object.entries(drawn).map(([name, value]) => `${name} ${value}`);
}

/** Pauses between operations at most: mostly none, else up to 3, 15 or 255. */
export function drawLinger(random: Random): number {
  return oneOf(random, [0, 0, 0, 3, 15, 255]);
}
