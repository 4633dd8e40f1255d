/**
 * Draws a matrix of pairs: cells as squares of one colour a step, lines at the borders of the machine, and the numbers where
 * they fit. Runs in the page and in the PNG writer, so this file imports nothing.
 */

/** `options.matrix` of a chart specification. */
export interface Matrix {
  /** Names of rows and columns. */
  readonly cpus: readonly number[];
  /** Index of the first CPU behind the border, and the line's width in pixels. */
  readonly borders: readonly (readonly [before: number, widthPx: number])[];
  readonly distances: readonly string[];
  /** What is shown below the diagonal and above it. One name: the matrix is mirrored. */
  readonly names: readonly string[];
  /** Room that the chart takes where there is more of it. */
  readonly widthPx: number;
  /** Write the numbers into the cells. */
  readonly figures: boolean;
  readonly ink: string;
  readonly paper: string;
}

/** `cells` of a dataset: short, since there are thousands. Row and column are indices into `cpus`; spread in percent. */
export type MatrixCell = readonly [row: number, column: number, ns: number, spread: number | null, distance: number];

interface Point {
  readonly x: number;
  readonly y: number;
  readonly figure: string;
  readonly text: string;
}

interface MatrixChart {
  readonly ctx: CanvasRenderingContext2D;
  readonly width: number;
  readonly currentDevicePixelRatio: number;
  readonly chartArea: { left: number; right: number; top: number; bottom: number };
  readonly data: { datasets: { backgroundColor: string; ink: string; data: Point[] }[] };
  readonly scales: Record<'x' | 'y', { getPixelForValue(value: number): number }>;
  isDatasetVisible(index: number): boolean;
  getActiveElements(): { datasetIndex: number; index: number }[];
}

/** Points for all cells, with their texts; returns the plugin that draws them. */
export function prepareMatrix(matrix: Matrix, datasets: Record<string, unknown>[], options: Record<string, unknown>) {
  for (const dataset of datasets) dataset.data = pointsOf(matrix, dataset.cells as MatrixCell[]);
  options.animation = false;
  options.layout = {
    padding: ({ chart }: { chart: MatrixChart }) => ({ right: Math.max(8, chart.width - matrix.widthPx) }),
  };
  return {
    id: 'matrix',
    beforeDatasetsDraw: (chart: MatrixChart) => drawMatrix(chart, matrix),
    afterDatasetsDraw: (chart: MatrixChart) => drawActive(chart, matrix),
  };
}

function pointsOf({ cpus, distances, names }: Matrix, cells: readonly MatrixCell[]): Point[] {
  const [below, above = below] = names;
  return cells.flatMap(([row, column, ns, spread, distance]) => {
    const figure = ns < 10 ? ns.toFixed(1) : ns.toFixed(0);
    const point = (y: number, x: number) => {
      const passes = spread === null ? '' : ` ±${spread} %`;
      const where = distance < 0 ? '' : `, ${distances[distance]}`;
      const name = above === below ? '' : `, ${y > x ? below : above}`;
      return { x, y, figure, text: `CPUs ${cpus[y]} and ${cpus[x]}: ${ns} ns${passes}${where}${name}` };
    };
    return names.length > 1 ? [point(row, column)] : [point(row, column), point(column, row)];
  });
}

function drawMatrix(chart: MatrixChart, matrix: Matrix): void {
  const { ctx } = chart;
  ctx.save();
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.font = ctx.font.replace(/[\d.]+px/, '11px');
  const all = chart.data.datasets.flatMap(({ data }) => data.map(({ figure }) => figure.length));
  const fits = matrix.figures && cellBox(chart, 0, 0).width > 4 + 6.5 * Math.max(...all);
  chart.data.datasets.forEach(({ backgroundColor, ink, data }, index) => {
    if (!chart.isDatasetVisible(index)) return;
    for (const { x, y, figure } of data) {
      const box = cellBox(chart, x, y);
      ctx.fillStyle = backgroundColor;
      ctx.fillRect(box.left, box.top, box.width, box.height);
      ctx.fillStyle = ink;
      if (fits) ctx.fillText(figure, box.left + box.width / 2, box.top + box.height / 2);
    }
  });
  drawBorders(chart, matrix);
  ctx.restore();
}

/** In whole pixels of the screen, so that neighbours neither overlap nor leave seams; large cells have a gap. */
function cellBox({ scales, currentDevicePixelRatio: ratio }: MatrixChart, x: number, y: number) {
  const snap = (pixel: number) => Math.round(pixel * ratio) / ratio;
  const [left, right] = [x - 0.5, x + 0.5].map((edge) => snap(scales.x.getPixelForValue(edge)));
  const [top, bottom] = [y - 0.5, y + 0.5].map((edge) => snap(scales.y.getPixelForValue(edge)));
  const gap = right - left > 14 ? 1 : 0;
  return { left, top, width: right - left - gap, height: bottom - top - gap };
}

/** Each line between two of the page's colour, so that it shows on every cell. */
function drawBorders(chart: MatrixChart, { borders, ink, paper }: Matrix): void {
  const { ctx, chartArea, scales } = chart;
  const strokes = [
    [paper, 1.5],
    [ink, 0],
  ] as const;
  for (const [colour, halo] of strokes) {
    ctx.strokeStyle = colour;
    for (const [before, widthPx] of borders) {
      const [x, y] = [scales.x.getPixelForValue(before - 0.5), scales.y.getPixelForValue(before - 0.5)];
      ctx.lineWidth = widthPx + halo;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.moveTo(chartArea.left, y);
      ctx.lineTo(chartArea.right, y);
      ctx.stroke();
    }
  }
}

function drawActive(chart: MatrixChart, { ink, paper }: Matrix): void {
  const { ctx } = chart;
  for (const { datasetIndex, index } of chart.getActiveElements()) {
    const { x, y } = chart.data.datasets[datasetIndex].data[index];
    const { left, top, width, height } = cellBox(chart, x, y);
    ctx.save();
    for (const [colour, widthPx] of [[paper, 5] as const, [ink, 2] as const]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = widthPx;
      ctx.strokeRect(left, top, width, height);
    }
    ctx.restore();
  }
}
