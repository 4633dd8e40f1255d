/**
 * Runs in the page, after Chart.js, its plugins and `prepareChart`. Draws the charts, redraws them when the reader's
 * colour scheme changes, and opens all tables for print. The page receives this file's text, so it imports nothing.
 */
import type { Chart as ChartClass } from 'chart.js';
import type { prepareChart as Prepare } from './prepare-chart.ts';

declare const Chart: typeof ChartClass;
declare const prepareChart: typeof Prepare;

const charts: ChartClass[] = [];
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

function drawAll(animate: boolean): void {
  for (const chart of charts.splice(0)) chart.destroy();
  const style = getComputedStyle(document.documentElement);
  const colourOf = (name: string) => style.getPropertyValue(name).trim();
  const specs = JSON.parse(document.getElementById('charts')?.textContent ?? '{}');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  for (const [id, spec] of Object.entries<Record<string, unknown>>(specs)) {
    const figure = document.getElementById(id);
    const canvas = figure?.querySelector('canvas');
    if (!figure || !canvas?.parentElement) continue;
    figure.classList.add('live');
    canvas.parentElement.style.height = `${spec.heightPx}px`;
    charts.push(new Chart(canvas, prepareChart(spec, colourOf, animate) as never));
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
