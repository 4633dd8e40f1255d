/**
 * Runs in the page, after Chart.js and its plugins. Draws the charts, redraws them when the reader's colour scheme
 * changes, and opens all tables for print. The page receives this file's text and that of those it imports.
 */
import type { Chart as ChartClass } from 'chart.js';
import { reachByKeyboard } from './page-keys.ts';
import { prepareChart } from './prepare-chart.ts';

declare const Chart: typeof ChartClass;

type Spec = Record<string, unknown> & { heightPx: number; options: Record<string, unknown> };

const charts: ChartClass[] = [];
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

function drawAll(animate: boolean): void {
  for (const chart of charts.splice(0)) chart.destroy();
  const style = getComputedStyle(document.documentElement);
  const colourOf = (name: string) => style.getPropertyValue(name).trim();
  const specs: Record<string, Spec> = JSON.parse(document.getElementById('charts')?.textContent ?? '{}');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  for (const [id, spec] of Object.entries(specs)) {
    const figure = document.getElementById(id);
    const canvas = figure?.querySelector('canvas');
    if (!figure || !canvas?.parentElement) continue;
    figure.classList.add('live');
    // A matrix stays about square where the page is narrow.
    canvas.parentElement.style.height = spec.options.matrix ? `min(${spec.heightPx}px, 115vw)` : `${spec.heightPx}px`;
    charts.push(new Chart(canvas, prepareChart(spec, colourOf, animate) as never));
    reachByKeyboard(canvas);
  }
}

drawAll(!still.matches);
dark.addEventListener('change', () => drawAll(false));

addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not([open])')) {
    details.dataset.closed = '';
    details.open = true;
  }
});
addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-closed]')) {
    delete details.dataset.closed;
    details.open = false;
  }
});
