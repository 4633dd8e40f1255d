/** The report of one run as one HTML file that needs no network: renders from the record alone. */
import { type Html, html, jsonScript } from './html.ts';
import { day, moment } from './moment.ts';
import { headAssets, pageScripts, pageStyle } from './page-assets.ts';
import {
  facts,
  renderClaim,
  renderDoubts,
  renderMachine,
  renderMethod,
  renderStrategies,
  renderWarnings,
} from './page-facts.ts';
import { anchor, renderSection, type Shown } from './page-section.ts';
import { renderPng } from './png.ts';
import type { LabResult } from './schema.ts';
import { type SectionSummary, summarize } from './summary.ts';
import { loadView } from './view-folder.ts';

export interface PageSource {
  /** Name of the result file, without folders. */
  readonly fileName: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** @throws RangeError when a section asks for a view that does not exist. */
export async function renderPage(record: LabResult, source: PageSource): Promise<string> {
  const summaries = summarize(record);
  const shown = await Promise.all(summaries.map((summary) => buildViews(record, summary)));
  const charts = Object.fromEntries(
    shown.flat().flatMap(({ id, result }) => (result.chart === null ? [] : [[id, result.chart]])),
  );
  const style = pageStyle();
  const assets = headAssets(style, pageScripts());
  const body = html`
${renderHeader(record)}
${renderContents(record)}
<main id="content">
${renderAnswers(record)}
<section id="doubts" aria-labelledby="doubts-title">
<h2 id="doubts-title">The machine, and what to doubt</h2>
<div class="columns">
<div><h3>Measured on</h3>${renderMachine(record)}</div>
<div><h3>Keep in mind</h3>${renderDoubts(record, summaries)}</div>
</div>
</section>
${summaries.map((summary, at) => renderSection(record, summary, shown[at]))}
${part('strategies', 'The strategies', record.subjects.length > 0 && renderStrategies(record.subjects))}
${part('claims', 'Claims, and whether they held', record.claims.length > 0 && html`${record.claims.map(renderClaim)}`)}
${part('not-measured', 'Not measured', record.notMeasured.length > 0 && facts(record.notMeasured.map(({ what, reason }) => [what, reason])))}
${part('warnings', 'Warnings', record.warnings.length > 0 && renderWarnings(record.warnings))}
${part('method', 'How it was measured', renderMethod(record))}
${part('reproduce', 'Run it again', renderReproduce(record, source))}
</main>
${jsonScript('charts', charts)}
${assets.scripts}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${assets.policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${record.lab.name} lab, ${record.machine.label ?? record.machine.id ?? 'unknown machine'}, ${day(record.startedAt)}</title>
${assets.style}
</head>
<body>
<a class="skip" href="#content">Skip to the answers</a>
${body}
</body>
</html>
`.text;
}

async function buildViews(record: LabResult, summary: SectionSummary): Promise<Shown[]> {
  const views = await Promise.all(summary.section.views.map(loadView));
  return views.map((view) => {
    const result = view.build(record, summary.section, summary);
    const image = result.chart === null ? null : `data:image/png;base64,${renderPng(result.chart).toString('base64')}`;
    return { id: `${anchor(summary.section.id)}-${view.name}`, view, result, image };
  });
}

function renderHeader(record: LabResult): Html {
  const { machine } = record;
  const meta = [
    machine.label,
    machine.cpu.model,
    `${machine.topology.cpus} CPUs`,
    moment(record.startedAt),
    `${Math.round(record.durationMs / 1000)} s of measuring`,
  ];
  return html`<header>
<p class="kicker">crosscore laboratory / ${record.lab.name}</p>
<h1>${record.headline}</h1>
<p class="meta">${meta.filter((part) => part !== null).join(' · ')}</p>
</header>`;
}

function renderContents(record: LabResult): Html {
  const links = [
    ['doubts', 'Machine and doubts'],
    ...record.sections.map(({ id, title }) => [anchor(id), title]),
    ...(record.subjects.length > 0 ? [['strategies', 'Strategies']] : []),
    ...(record.claims.length > 0 ? [['claims', 'Claims']] : []),
    ['method', 'Method'],
    ['reproduce', 'Run it again'],
  ];
  return html`<nav aria-label="Contents"><ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}

function renderAnswers({ answers }: LabResult): Html {
  return html`<dl class="answers">${answers.map(
    ({ question, answer }) => html`<div><dt>${question}</dt><dd>${answer}</dd></div>`,
  )}</dl>`;
}

function part(id: string, title: string, content: Html | false): Html | false {
  if (content === false) return false;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;
}

function renderReproduce({ command, lab, runId, seriesId }: LabResult, { fileName, sha256 }: PageSource): Html {
  const dirty = lab.dirty ? ', with uncommitted changes' : '';
  return html`<pre tabindex="0"><code>${command}</code></pre>
${facts([
  ['Raw data', html`<code class="hash">${fileName}</code>`],
  ['SHA-256', html`<code class="hash">${sha256}</code>`],
  ['Run', html`<code>${runId}</code>${runId === seriesId ? '' : html`, series <code>${seriesId}</code>`}`],
  ['Version', `${lab.version}${lab.commit === null ? '' : `, commit ${lab.commit}${dirty}`}`],
  ['Configuration', html`<code class="hash">${lab.configHash}</code>`],
])}`;
}
