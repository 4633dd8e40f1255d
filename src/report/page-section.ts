/** A section of the page: its question, each view with the answer above the chart, and the table of all its cells. */

import type { Ratio } from './compare-cells.ts';
import { meaning } from './doubts.ts';
import { type Content, type Html, html } from './html.ts';
import { percent, range, significant } from './quantity.ts';
import type { LabResult } from './schema.ts';
import { sectionScale } from './section-scale.ts';
import { BACKEND_NAMES } from './series-style.ts';
import { sparkSvg } from './spark-svg.ts';
import type { SectionSummary, SummaryRow, VerdictWord } from './summary.ts';
import type { ChartSpec, TextTwin, View, ViewResult } from './view.ts';

/** A view that has been built, and its picture for readers without scripts. */
export interface Shown {
  readonly id: string;
  readonly view: View;
  readonly result: ViewResult;
  readonly image: string | null;
}

export function renderSection(record: LabResult, summary: SectionSummary, shown: readonly Shown[]): Html {
  const { section } = summary;
  return html`
<section id="${anchor(section.id)}" aria-labelledby="${anchor(section.id)}-title">
<h2 id="${anchor(section.id)}-title">${section.title}</h2>
<p class="question">${section.question}</p>
${section.law !== null && html`<p>The law: <span class="law">${section.law}</span></p>`}
${shown.map((one) => renderView(section.title, one))}
${section.x === null ? figuresTable(record, summary) : folded('All figures of this section', figuresTable(record, summary))}
</section>`;
}

/** An id for use within the page; text from a record may hold anything. */
export function anchor(id: string): string {
  return `s-${id.replaceAll(/[^\w-]+/g, '-')}`;
}

/** A table that scrolls by itself where the screen is narrow; reachable by keyboard for that. */
export function scrolling(label: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-label="Table: ${label}" tabindex="0">${table}</div>`;
}

export function folded(summary: string, content: Content): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}

function renderView(title: string, { id, view, result, image }: Shown): Html {
  const { sentence, chart, table } = result;
  return html`
<h3>${view.title}</h3>
<p>${sentence}</p>
${chart !== null && renderFigure(id, sentence, chart, image)}
${table !== null && folded('The chart as a table', renderTwin(`${title}, ${view.title}`, table))}`;
}

function renderFigure(id: string, sentence: string, chart: ChartSpec, image: string | null): Html {
  return html`<figure id="${id}">
<div class="canvas"><canvas role="img" aria-label="${sentence}"></canvas></div>
${image !== null && html`<img src="${image}" alt="${sentence}" width="920" height="${chart.heightPx}">`}
</figure>`;
}

function renderTwin(label: string, { head, rows }: TextTwin): Html {
  const [first, ...others] = head;
  return scrolling(
    label,
    html`<table><thead><tr><th scope="col">${first}</th>${others.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`)}</tbody></table>`,
  );
}

function figuresTable(record: LabResult, summary: SectionSummary): Html {
  const { section, rows, baseline, floor } = summary;
  const { unit, divisor } = sectionScale(summary);
  const best = rows.reduce<SummaryRow | null>((top, row) => (isBetter(row, top) ? row : top), null);
  const rated = rows[0]?.cell.metric.unit === 'ops/s';
  const titles = new Map(record.subjects.map((subject) => [subject.name, subject.title]));
  const columns: Content[] = [
    html`<th scope="col">subject</th>`,
    html`<th scope="col">run as</th>`,
    section.x !== null && html`<th scope="col" class="number">${section.x}</th>`,
    html`<th scope="col" class="number">median, ${unit}</th>`,
    html`<th scope="col" class="number">95 % interval</th>`,
    rated && html`<th scope="col" class="number">ns per op</th>`,
    baseline !== null && html`<th scope="col" class="number">times baseline</th>`,
    html`<th scope="col">verdict</th>`,
    html`<th scope="col">trials</th>`,
  ];
  const width = columns.filter((column) => column !== false).length;
  const line = (row: SummaryRow) => html`
<tr${row === best ? html` class="best"` : ''}>
<th scope="row" title="${titles.get(row.cell.subject) ?? ''}">${row.label}</th>
<td>${BACKEND_NAMES[row.cell.backend]}</td>
${section.x !== null && html`<td class="number">${row.x ?? '–'}</td>`}
<td class="number">${row.median === null ? '–' : significant(row.median / divisor)}</td>
<td class="number">${range(row.low, row.high, divisor) || '–'}</td>
${rated && html`<td class="number">${row.perOpNs === null ? '–' : significant(row.perOpNs)}</td>`}
${baseline !== null && html`<td class="number">${ratioText(row.ratio, row.verdict)}</td>`}
<td class="word">${verdictText(row)}</td>
<td>${sparkSvg(row.values)}</td>
</tr>${doubtLine(row, width)}`;
  return html`
<p class="note">${tableNote(baseline, floor)}</p>
${scrolling(`${section.title}, all figures`, html`<table><thead><tr>${columns}</tr></thead><tbody>${rows.map(line)}</tbody></table>`)}
${doubtMeanings(rows)}`;
}

/** Below the row that it is about, across the table. */
function doubtLine({ failure, doubts }: SummaryRow, width: number): Content {
  if (failure === null && doubts.length === 0) return null;
  const texts = doubts.map(({ code, text }) => html`<span><code>${code}</code> ${text}</span>`);
  return html`<tr class="below"><td colspan="${width}">${failure}${texts}</td></tr>`;
}

function isBetter(row: SummaryRow, than: SummaryRow | null): boolean {
  if (row.median === null) return false;
  if (than?.median == null) return true;
  return row.cell.metric.better === 'higher' ? row.median > than.median : row.median < than.median;
}

function tableNote(baseline: SummaryRow | null, floor: SectionSummary['floor']): string {
  const intervals = 'Medians of the trials with 95 % intervals, which hold within this process.';
  if (baseline === null) return intervals;
  const { label, cell } = baseline;
  return `${intervals} The baseline is ${label} as ${BACKEND_NAMES[cell.backend]}; ratios are paired by block, and above 1 is better. Differences under ${percent(floor.ratio)} count as none (${floor.from}).`;
}

function ratioText(ratio: Ratio | null, verdict: VerdictWord | null): string {
  if (verdict === 'baseline') return '1';
  if (ratio === null) return '–';
  const interval = range(ratio.low, ratio.high);
  return interval === '' ? significant(ratio.estimate) : `${significant(ratio.estimate)} (${interval})`;
}

const TONES: Readonly<Record<VerdictWord, string>> = {
  faster: 'good',
  slower: 'bad',
  same: '',
  inconclusive: 'quiet',
  baseline: 'quiet',
  broken: 'bad',
  'no result': 'bad',
};

function verdictText({ verdict, moreTrials }: SummaryRow): Content {
  if (verdict === null) return '';
  const hint = moreTrials === null ? '' : html` <span class="small">(+${moreTrials} trials)</span>`;
  return html`<span class="${TONES[verdict]}">${verdict}</span>${hint}`;
}

function doubtMeanings(rows: readonly SummaryRow[]): Content {
  const codes = [...new Set(rows.flatMap((row) => row.doubts.map((doubt) => doubt.code)))].sort();
  if (codes.length === 0) return null;
  return html`<ul class="plain note">${codes.map((code) => html`<li><code>${code}</code>: ${meaning(code)}</li>`)}</ul>`;
}
