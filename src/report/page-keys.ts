/**
 * Charts by keyboard: Tab reaches a chart, arrow keys go through its points, Home and End to the ends, Escape leaves. The point's
 * tooltip shows, and its text is read out. The page receives this file's text.
 */
import type { ActiveDataPoint, Chart as ChartClass } from 'chart.js';

declare const Chart: typeof ChartClass;

interface Stop extends ActiveDataPoint {
  readonly text: string;
  /** Pixels within the chart. */
  readonly x: number;
  readonly y: number;
}

type Chosen = Stop | undefined;

/** Once for each canvas; its chart may be drawn anew. */
export function reachByKeyboard(canvas: HTMLCanvasElement): void {
  if (canvas.tabIndex === 0) return;
  canvas.tabIndex = 0;
  // So that screen readers hand the arrow keys on.
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-roledescription', 'chart; arrow keys go through its points');
  canvas.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') canvas.blur();
    const chart = Chart.getChart(canvas);
    if (chart === undefined || !/^(Arrow|Home$|End$)/.test(event.key)) return;
    event.preventDefault();
    show(chart, nextStop(chart, event.key));
  });
  canvas.addEventListener('blur', () => {
    const chart = Chart.getChart(canvas);
    if (chart !== undefined) show(chart, undefined);
  });
}

function show(chart: ChartClass, stop: Chosen): void {
  const active = stop === undefined ? [] : [stop];
  chart.setActiveElements(active);
  chart.tooltip?.setActiveElements(active, stop ?? { x: 0, y: 0 });
  chart.render();
  liveRegion().textContent = stop?.text ?? '';
}

function liveRegion(): HTMLElement {
  const found = document.getElementById('point');
  if (found !== null) return found;
  const region = document.createElement('p');
  region.id = 'point';
  region.setAttribute('role', 'status');
  (document.querySelector('main') ?? document.body).append(region);
  return region;
}

/** From the active point; at an edge it stays. */
function nextStop(chart: ChartClass, key: string): Chosen {
  const series = stopsOf(chart);
  const [active] = chart.getActiveElements();
  const isActive = (stop: Stop) => stop.datasetIndex === active?.datasetIndex && stop.index === active?.index;
  const at = series.findIndex((stops) => stops.some(isActive));
  const current = series[at]?.find(isActive);
  if (current === undefined) return series[0]?.[0];
  const options = chart.config.options as { matrix?: unknown; indexAxis?: string; scales?: { y?: { rows?: true } } };
  if (options.matrix !== undefined) return inMatrix(series.flat(), current, key) ?? current;
  const rows = options.indexAxis === 'y' || options.scales?.y?.rows === true;
  const stops = series[at];
  const place = stops.indexOf(current);
  if (key === 'Home') return stops[0];
  if (key === 'End') return stops[stops.length - 1];
  const step = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  if ((key === 'ArrowUp' || key === 'ArrowDown') === rows) return stops[place + step] ?? current;
  const off = (stop: Stop) => Math.abs(rows ? stop.y - current.y : stop.x - current.x);
  return series[at + step]?.reduce((near, stop) => (off(stop) < off(near) ? stop : near)) ?? current;
}

/** The nearest in the current row or column; cells without a figure are passed over. */
function inMatrix(stops: readonly Stop[], current: Stop, key: string): Chosen {
  const [along, across] = key === 'ArrowUp' || key === 'ArrowDown' ? (['y', 'x'] as const) : (['x', 'y'] as const);
  const line = stops
    .filter((stop) => Math.abs(stop[across] - current[across]) < 0.01)
    .sort((a, b) => a[along] - b[along]);
  if (key === 'Home') return line[0];
  if (key === 'End') return line[line.length - 1];
  return line[line.indexOf(current) + (key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1)];
}

/** By series, those that the legend hides left out. */
function stopsOf(chart: ChartClass): Stop[][] {
  return chart.data.datasets
    .map((dataset, datasetIndex) => {
      if (!chart.isDatasetVisible(datasetIndex)) return [];
      const { data: elements } = chart.getDatasetMeta(datasetIndex);
      return dataset.data.flatMap((point, index) => {
        const { text = '' } = (point ?? {}) as { text?: string };
        return text === '' ? [] : [{ datasetIndex, index, text, x: elements[index].x, y: elements[index].y }];
      });
    })
    .filter((stops) => stops.length > 0);
}
