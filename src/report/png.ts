/**
 * Charts as PNG, for print and for readers without scripts. The only file that knows chartjs-node-canvas.
 *
 * Plugins are loaded by `require`: their ES modules would import a second Chart.js. Only `renderToBufferSync` works
 * with the canvas in use. The font is bundled, because text on a machine without fonts vanishes silently.
 */
import { createRequire } from 'node:module';
import type { ChartCallback, ChartJSNodeCanvas, ChartJSNodeCanvasOptions } from 'chartjs-node-canvas';
import { HEAT_PAPER } from './heat-colours.ts';
import { PAPER } from './page-colours.ts';
import { prepareChart } from './prepare-chart.ts';
import type { ChartSpec } from './view.ts';

const require = createRequire(import.meta.url);
const FONT_FAMILY = 'Report Sans';
const FONT_FILE = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const WIDTH_PX = 920;
const COLOURS = { ...PAPER, ...HEAT_PAPER };

interface CanvasModule {
  readonly GlobalFonts: { registerFromPath(path: string, family: string): unknown };
  createCanvas(width: number, height: number): { getContext(kind: '2d'): CanvasRenderingContext2D };
}

let fontChecked = false;

/**
 * Draw a chart in the light colours, at one and a half pixels per CSS pixel.
 *
 * @throws Error when the bundled font cannot be used, since the chart would have no text.
 */
export function renderPng(chart: ChartSpec): Buffer {
  checkFont();
  const { ChartJSNodeCanvas: Renderer } = require('chartjs-node-canvas') as {
    ChartJSNodeCanvas: new (options: ChartJSNodeCanvasOptions) => ChartJSNodeCanvas;
  };
  const renderer = new Renderer({ width: WIDTH_PX, height: chart.heightPx, backgroundColour: 'white', chartCallback });
  const spec = { ...chart, options: { ...chart.options, devicePixelRatio: 1.5 } };
  const config = prepareChart(spec, (name) => COLOURS[name] ?? '#000000', false);
  return renderer.renderToBufferSync(config as unknown as Parameters<ChartJSNodeCanvas['renderToBufferSync']>[0]);
}

const chartCallback: ChartCallback = (Chart) => {
  const errorBars = requireAnew('chartjs-chart-error-bars') as typeof import('chartjs-chart-error-bars');
  const annotation = requireAnew('chartjs-plugin-annotation') as Parameters<typeof Chart.register>[0];
  const { BarWithErrorBarsController, BarWithErrorBar, ScatterWithErrorBarsController, PointWithErrorBar } = errorBars;
  Chart.register(
    BarWithErrorBarsController,
    BarWithErrorBar,
    ScatterWithErrorBarsController,
    PointWithErrorBar,
    annotation,
  );
  Chart.defaults.font.family = FONT_FAMILY;
};

/** Each renderer loads a Chart.js of its own; a plugin that was loaded before would belong to an earlier one. */
function requireAnew(name: string): unknown {
  delete require.cache[require.resolve(name)];
  return require(name);
}

function checkFont(): void {
  if (fontChecked) return;
  const { GlobalFonts, createCanvas } = require('canvas') as CanvasModule;
  const registered = GlobalFonts.registerFromPath(require.resolve(FONT_FILE), FONT_FAMILY);
  const context = createCanvas(10, 10).getContext('2d');
  context.font = `12px "${FONT_FAMILY}"`;
  if (!registered || context.measureText('x').width === 0) {
    throw new Error(`Expected the chart font ${FONT_FILE}, found none that can be read; run npm ci.`);
  }
  fontChecked = true;
}
