/**
 * A page that shows a history: a lane for each thread, time downwards, each operation a bar from its call to its return, and in it the moment
 * at which it takes effect, numbered in the order that explains the history; or the longest such order that was found, and what
 * does not fit. One file, no script; the policy in its head allows nothing but its own style.
 */
import { type Html, html } from '../../report/html.ts';
import { headAssets } from '../../report/page-assets.ts';
import { declarations, NIGHT, PAPER } from '../../report/page-colours.ts';
import { type HistoryVerdict, operationText } from './finding.ts';
import type { History } from './history.ts';
import { drawHistory } from './history-drawing.ts';

/** What is known of it: a Linearization, a Finding, or both. */
export interface Explained {
  readonly verdict: HistoryVerdict;
  readonly order?: readonly number[];
  readonly reason?: string;
  readonly culprits?: readonly number[];
}

/** More make a page that nobody reads. */
const MOST_SHOWN = 300;

const VERDICTS: Readonly<Record<HistoryVerdict, string>> = {
  ok: 'Linearizable: the operations can have happened in the order of the numbers.',
  illegal: 'Not linearizable: no order explains all results.',
  unknown: 'Not known: no order was found, and not all were tried.',
};

const STYLE = `
:root { color-scheme: light dark; ${declarations(PAPER)} }
@media screen and (prefers-color-scheme: dark) { :root { ${declarations(NIGHT)} } }
body { margin: 1.5rem auto; width: min(70rem, 100% - 2rem); background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.375rem; line-height: 1.25; } h2 { font-size: 1.0625rem; margin-top: 2rem; }
ol, ul { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.8125rem; }
.note { color: var(--muted); }
.wrong { color: var(--bad); font-weight: 600; }
.drawing { overflow-x: auto; border: 1px solid var(--rule); border-radius: 4px; }
.drawing:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
svg { display: block; }
svg text { fill: var(--ink); font: 12px ui-monospace, Menlo, Consolas, monospace; }
svg .lane { stroke: var(--grid); } svg .thread { font-weight: 600; }
svg .bar { fill: var(--panel); stroke: var(--axis); }
svg .misfit .bar { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 5 3; } svg .misfit text { fill: var(--bad); }
svg .effect { stroke: var(--link); stroke-width: 2; } svg .nth { fill: var(--link); font-weight: 600; text-anchor: end; }
`;

/** @param title - what was checked, such as the subject and the seed. Any text. */
export function historyPage(title: string, history: History, explained: Explained): string {
  const { verdict, order = [], reason = '', culprits = [] } = explained;
  const misfits = misfitsOf(history, explained);
  const shown = shownOf(history, [...culprits, ...misfits]);
  const { policy, style } = headAssets(STYLE, []);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${style}
</head>
<body>
<main>
<h1>${title}</h1>
<p class="${verdict === 'ok' ? '' : 'wrong'}">${VERDICTS[verdict]}</p>
${reason !== '' && html`<p>${reason}.</p>`}
${shown.length < history.length && html`<p class="note">${shown.length} of ${history.length} operations are shown.</p>`}
<div class="drawing" tabindex="0" role="region" aria-label="Operations by thread, time downwards">
${drawHistory(history, { shown, order, misfits })}
</div>
<p class="note">Time runs downwards; its distances mean nothing. A bar reaches from call to return, one without a lower edge has not returned.
${order.length > 0 && 'A numbered line is where the operation takes effect.'} ${misfits.length > 0 && 'Dashed operations do not fit.'}</p>
${order.length > 0 && ordered(verdict === 'ok' ? 'The order' : 'The longest order that was found', history, order, shown)}
${misfits.length > 0 && html`<h2>What does not fit</h2>\n<ul>\n${listed(history, misfits, shown)}</ul>\n`}
</main>
</body>
</html>
`;
  return page.text;
}

/** The culprits of a finding; of a search, those that returned and have no place in its longest order. */
function misfitsOf(history: History, { verdict, order, culprits }: Explained): readonly number[] {
  if (verdict === 'ok') return [];
  if (culprits) return culprits;
  const placed = new Set(order);
  return [...history.keys()].filter((index) => history[index].result !== undefined && !placed.has(index));
}

/** Those called around the first that matters. */
function shownOf(history: History, matters: readonly number[]): readonly number[] {
  const byCall = [...history.keys()].sort((a, b) => history[a].calledAt - history[b].calledAt);
  const important = new Set(matters);
  const first = byCall.findIndex((index) => important.has(index));
  const from = Math.max(0, Math.min(first - MOST_SHOWN / 2, history.length - MOST_SHOWN));
  return byCall.slice(from, from + MOST_SHOWN);
}

function ordered(heading: string, history: History, order: readonly number[], shown: readonly number[]): Html {
  return html`<h2>${heading}</h2>\n<ol>\n${listed(history, order, shown)}</ol>\n`;
}

/** Numbers are those of the whole list. */
function listed(history: History, indexes: readonly number[], shown: readonly number[]): Html[] {
  const visible = new Set(shown);
  return indexes.flatMap((index, nth) =>
    visible.has(index) ? [html`<li value="${nth + 1}">${operationText(history[index])}</li>\n`] : [],
  );
}
