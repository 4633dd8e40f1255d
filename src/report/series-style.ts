/** How cells look in charts: colour by subject, shape by back end, so that no distinction rests on colour alone. */
import type { Cell } from './schema.ts';

/** Colours of Okabe and Ito's palette, in two sets for light and dark pages (see the style sheet). */
const SERIES_COLOURS = 7;

export const BACKEND_NAMES: Readonly<Record<Cell['backend'], string>> = { js: 'JavaScript', wasm: 'WebAssembly' };

export function seriesColour(index: number): string {
  return `var(--series-${(index % SERIES_COLOURS) + 1})`;
}

export function backendColour(backend: Cell['backend']): string {
  return `var(--${backend})`;
}

export function backendShape(backend: Cell['backend']): 'circle' | 'triangle' {
  return backend === 'js' ? 'triangle' : 'circle';
}

/** Shapes of points without lines: beyond seven subjects colours repeat, and each back end has another shape. */
export function pointShape(backend: Cell['backend'], index: number): 'circle' | 'triangle' | 'rect' | 'rectRot' {
  if (index < SERIES_COLOURS) return backendShape(backend);
  return backend === 'js' ? 'rectRot' : 'rect';
}

/** Beyond seven subjects colours repeat; the dashes then differ. */
export function seriesDash(index: number): number[] {
  return [[], [6, 3], [2, 3]][Math.floor(index / SERIES_COLOURS) % 3];
}

/** Error bars in one colour. */
export function errorBars(colour: string): Record<string, unknown> {
  return {
    errorBarColor: { v: [colour] },
    errorBarWhiskerColor: { v: [colour] },
    errorBarLineWidth: { v: [1.5] },
    errorBarWhiskerLineWidth: { v: [1.5] },
    errorBarWhiskerSize: { v: [7] },
  };
}
