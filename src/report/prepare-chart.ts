/**
 * From a chart specification to what Chart.js takes. Runs in the page and in the PNG writer: the page receives its text
 * and that of the file it imports.
 */
import { type Matrix, prepareMatrix } from './prepare-matrix.ts';

type Json = Record<string, unknown>;

/**
 * @param colourOf - gives the value of a CSS variable by name.
 * @param animate - false for PNGs and for readers who prefer less motion.
 */
export function prepareChart(spec: Json, colourOf: (name: string) => string, animate: boolean): Json {
  const config = withColours(spec, colourOf) as { options: Json; data: { datasets: Json[] }; plugins?: unknown[] };
  const options = config.options as { scales?: Record<string, Json>; plugins?: Record<string, Json> } & Json;
  for (const scale of Object.values(options.scales ?? {})) placeMarks(scale);
  options.responsive = true;
  options.maintainAspectRatio = false;
  options.animation = animate ? { duration: 250 } : false;
  options.plugins = { ...options.plugins };
  options.plugins.tooltip = {
    ...options.plugins.tooltip,
    callbacks: {
      title: () => '',
      label: (item: { raw: { text?: string } }) => item.raw?.text ?? '',
    },
  };
  options.plugins.legend = {
    ...options.plugins.legend,
    labels: {
      usePointStyle: true,
      boxHeight: 7,
      color: colourOf('--ink'),
      filter: (item: { datasetIndex: number }) => config.data.datasets[item.datasetIndex].legend !== false,
    },
  };
  const matrix = options.matrix as Matrix | undefined;
  config.plugins = [
    matrix === undefined
      ? { id: 'barFigures', afterDatasetsDraw: drawBarFigures }
      : prepareMatrix(matrix, config.data.datasets, options),
  ];
  return config;
}

function withColours(value: unknown, colourOf: (name: string) => string): unknown {
  if (typeof value === 'string') return value.replace(/^var\((--[\w-]+)\)$/, (_, name: string) => colourOf(name));
  if (Array.isArray(value)) return value.map((item) => withColours(item, colourOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withColours(item, colourOf)]));
}

/** Ticks exactly at the scale's marks, with their labels. */
function placeMarks(scale: Json): void {
  const marks = scale.marks as { value: number; label: string }[] | undefined;
  if (marks === undefined) return;
  scale.afterBuildTicks = (built: { ticks: { value: number }[] }) => {
    built.ticks = marks.map(({ value }) => ({ value }));
  };
  const labels = new Map(marks.map(({ value, label }) => [value, label]));
  scale.ticks = {
    ...(scale.ticks as Json),
    autoSkip: scale.rows !== true,
    callback: (value: number) => labels.get(value) ?? '',
  };
}

interface DrawnChart {
  ctx: CanvasRenderingContext2D;
  chartArea: { right: number };
  data: {
    datasets: {
      figures?: string;
      figuresBeside?: true;
      halo?: string;
      data: ({ x?: number; xMax?: number; figure?: string } | null)[];
    }[];
  };
  scales: { x: { getPixelForValue(value: number): number } };
  getDatasetMeta(index: number): { hidden: boolean | null; data: { y: number }[] };
  isDatasetVisible(index: number): boolean;
}

/** Writes each bar's or point's figure behind its interval, where the dataset names a colour for figures. */
function drawBarFigures(chart: DrawnChart): void {
  const { ctx } = chart;
  chart.data.datasets.forEach((dataset, index) => {
    if (dataset.figures === undefined || !chart.isDatasetVisible(index)) return;
    ctx.save();
    ctx.fillStyle = dataset.figures;
    ctx.strokeStyle = dataset.halo ?? 'transparent';
    ctx.lineWidth = 3;
    ctx.lineJoin = 'round';
    ctx.textBaseline = 'middle';
    const bars = chart.getDatasetMeta(index).data;
    dataset.data.forEach((point, at) => {
      if (point?.figure === undefined) return;
      const left = chart.scales.x.getPixelForValue(point.xMax ?? point.x ?? 0) + 6;
      const width = ctx.measureText(point.figure).width;
      const fitting = Math.min(left, chart.chartArea.right - width);
      // A bar may be written on; a point would be hidden.
      const x = fitting < left && dataset.figuresBeside ? left - 12 - width : fitting;
      ctx.strokeText(point.figure, x, bars[at].y);
      ctx.fillText(point.figure, x, bars[at].y);
    });
    ctx.restore();
  });
}
