import type { ChartSpec } from './view.ts';

type Json = Record<string, unknown>;

/** Options common to all charts: two axes, annotations (named), a legend where there is more than one series. */
export function chartOptions(x: Json, y: Json, annotations: Json, legend: boolean): ChartSpec['options'] {
  return {
    scales: { x, y },
    layout: { padding: { right: 8 } },
    interaction: { mode: 'nearest', intersect: true },
    plugins: {
      annotation: { annotations },
      legend: { display: legend, position: 'top', align: 'start' },
      tooltip: {
        backgroundColor: 'var(--ink)',
        titleColor: 'var(--paper)',
        bodyColor: 'var(--paper)',
        displayColors: false,
      },
    },
  };
}

/** A vertical line at `x` with a caption at its foot. */
export function verticalLine(x: number, caption: string): Json {
  return {
    type: 'line',
    xMin: x,
    xMax: x,
    borderColor: 'var(--muted)',
    borderWidth: 1,
    borderDash: [4, 3],
    drawTime: 'beforeDatasetsDraw',
    label: {
      display: caption !== '',
      content: caption,
      position: 'start',
      backgroundColor: 'var(--paper)',
      color: 'var(--muted)',
      font: { size: 11, weight: 'normal' },
      padding: 2,
    },
  };
}

/** The noise floor as a band around 1, across the axis named. */
export function floorBand(floor: number, across: 'x' | 'y'): Json {
  const band = { [`${across}Min`]: 1 / (1 + floor), [`${across}Max`]: 1 + floor };
  return { type: 'box', ...band, backgroundColor: 'var(--band)', borderWidth: 0, drawTime: 'beforeDatasetsDraw' };
}
