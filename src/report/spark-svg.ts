import { type Content, html } from './html.ts';

const HEIGHT_PX = 16;
const BAR_PX = 4;
const STEP_PX = 5;

/** The trials in measured order as small bars from zero; the table beside it holds the figures. */
export function sparkSvg(values: readonly number[]): Content {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return null;
  const largest = Math.max(...known);
  const bars = values.map((value, at) => {
    const height = Number.isFinite(value) && largest > 0 ? Math.max(0.5, (value / largest) * HEIGHT_PX) : 0;
    return html`<rect x="${at * STEP_PX}" y="${(HEIGHT_PX - height).toFixed(1)}" width="${BAR_PX}" height="${height.toFixed(1)}"/>`;
  });
  return html`<svg class="spark" aria-hidden="true" width="${values.length * STEP_PX}" height="${HEIGHT_PX}">${bars}</svg>`;
}
