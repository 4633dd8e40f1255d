/** A history as SVG: lanes beside one another, time downwards. */
import { type Html, html } from '../../report/html.ts';
import type { History, Operation } from './history.ts';
import { endOf } from './intervals.ts';

export interface Drawn {
  /** Indexes of the operations to draw. */
  readonly shown: readonly number[];
  /** Operations in the order in which they take effect. */
  readonly order: readonly number[];
  readonly misfits: readonly number[];
}

/** Pixels. A time's row has room for a line of text and for the effects in it. */
const HEAD = 34;
const ROW = 24;
const EFFECT = 17;
const BAR_GAP = 6;
const CHARACTER = 7.3;
const MOST_CHARACTERS = 28;

/** Where one time is drawn. Calls are at the top of its row, returns at the bottom: equal times overlap. */
interface Row {
  readonly top: number;
  readonly bottom: number;
}

export function drawHistory(history: History, { shown, order, misfits }: Drawn): Html {
  const threads = [...new Set(shown.map((index) => history[index].thread))].sort((a, b) => a - b);
  const times = [...new Set(shown.flatMap((index) => [history[index].calledAt, endOf(history[index])]))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const visible = new Set(shown);
  const effects = effectTimes(history, order).filter(({ index }) => visible.has(index));
  const byTime = Map.groupBy(effects, ({ at }) => at);

  const rows = new Map<number, Row>();
  let y = HEAD;
  for (const time of times) {
    const height = ROW + EFFECT * (byTime.get(time)?.length ?? 0);
    rows.set(time, { top: y, bottom: y + height - BAR_GAP });
    y += height;
  }
  const height = y + ROW;
  const texts = new Map(shown.map((index) => [index, callText(history[index])]));
  const longest = Math.max(8, ...[...texts.values()].map(({ length }) => length));
  const lane = Math.ceil(longest * CHARACTER) + 50;
  const width = Math.max(1, threads.length) * lane;

  const wrong = new Set(misfits);
  const bars = shown.map((index) => {
    const operation = history[index];
    const x = threads.indexOf(operation.thread) * lane + 6;
    const top = rows.get(operation.calledAt)?.top ?? HEAD;
    const bottom = rows.get(endOf(operation))?.bottom;
    // Without a lower edge where it has not returned.
    const outline = `M${x} ${bottom ?? height}V${top}H${x + lane - 12}V${bottom ?? height}${bottom === undefined ? '' : 'Z'}`;
    return html`<g class="${wrong.has(index) ? 'misfit' : ''}"><path class="bar" d="${outline}"/><text x="${x + 6}" y="${top + 13}">${texts.get(index)}</text></g>\n`;
  });
  const marks = effects.map(({ index, nth, at }) => {
    const x = threads.indexOf(history[index].thread) * lane + 6;
    const place = (byTime.get(at) ?? []).findIndex((other) => other.index === index);
    const level = (rows.get(at)?.top ?? HEAD) + ROW + EFFECT * place;
    return html`<line class="effect" x1="${x}" x2="${x + lane - 12}" y1="${level}" y2="${level}"/><text class="nth" x="${x + lane - 16}" y="${level - 3}">${nth + 1}</text>\n`;
  });
  const lanes = threads.map(
    (thread, nth) =>
      html`<line class="lane" x1="${nth * lane}" x2="${nth * lane}" y1="0" y2="${height}"/><text class="thread" x="${nth * lane + 8}" y="20">thread ${thread}</text>\n`,
  );
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${shown.length} operations of ${threads.length} threads">
${lanes}${bars}${marks}</svg>`;
}

/** Each operation takes effect at its call, or as late as the last call before it in the order: never after its return. */
function effectTimes(history: History, order: readonly number[]): { index: number; nth: number; at: number }[] {
  let at = Number.NEGATIVE_INFINITY;
  return order.map((index, nth) => {
    at = Math.max(at, history[index].calledAt);
    return { index, nth, at };
  });
}

function callText({ name, args, result }: Operation): string {
  const text = `${name}(${args.join(', ')})${result === undefined ? '' : ` → ${result}`}`;
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
