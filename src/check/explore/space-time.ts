/** A failing execution as a page: lanes, steps, arrows for who reads from whom and who wakes whom. */
import { type Html, html, trusted } from '../../report/html.ts';
import { declarations, NIGHT, PAPER } from '../../report/page-colours.ts';
import type { Failure, TraceStep } from './exploration.ts';
import { failureText } from './failure-text.ts';
import { callText, stepText } from './step-text.ts';

const LANE = 250;
const LEFT = 48;
const TOP = 34;
const ROW = 26;
/** Characters that fit beside a lane. */
const MOST_CHARACTERS = 34;

const STYLE = `
:root { color-scheme: light dark; ${declarations(PAPER)} }
@media (prefers-color-scheme: dark) { :root { ${declarations(NIGHT)} } }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.3rem; } .scroll { overflow-x: auto; } pre { overflow-x: auto; font-size: .85rem; }
svg { display: block; font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
svg text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; } svg .muted { fill: var(--muted); } .lane { stroke: var(--rule); stroke-width: 2; }
.dot { fill: var(--series-1); } .plain { fill: var(--paper); stroke: var(--series-1); stroke-width: 2; } .bad { fill: var(--bad); stroke: var(--bad); }
.reads { fill: none; stroke: var(--series-3); stroke-width: 1.5; } .wakes { fill: none; stroke: var(--series-4); stroke-width: 1.5; stroke-dasharray: 5 3; }
.rf { fill: var(--series-3); } .wk { fill: var(--series-4); } svg .at-fault { fill: var(--bad); font-weight: 700; }
`;

/** @param title "mcs: 3 threads × 1 section". */
export function spaceTimeDiagram(title: string, failure: Failure): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${trusted(STYLE)}</style></head>
<body><main><h1>${title}</h1>
<p>${failure.sentence}</p>
<p>Time runs down. Filled: atomic; hollow: plain. Solid arrows lead from a write to who reads it on another thread, dashed ones from a
notify to who wakes. ${failure.steps.length} steps, ${failure.preemptions} ${failure.preemptions === 1 ? 'preemption' : 'preemptions'}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Diagram of the execution">${diagram(failure)}</div>
<h2>As text</h2><pre tabindex="0">${failureText(failure, 6 + 34 * failure.ends.length).join('\n')}</pre></main></body></html>
`;
  return page.text;
}

function diagram(failure: Failure): Html {
  const rows: { readonly step: TraceStep; readonly y: number }[] = [];
  const texts: Html[] = [];
  let y = TOP;
  for (const [index, step] of failure.steps.entries()) {
    const x = laneAt(step.thread);
    const label = (text: string, style: string): void => {
      texts.push(html`<text class="${style}" x="${x + 12}" y="${y + 4}">${cut(text)}</text>`);
    };
    if (step.begins) {
      label(callText(step.begins), 'muted');
      y += ROW * 0.7;
    }
    rows.push({ step, y });
    texts.push(html`<text class="muted" x="${LEFT - 34}" y="${y + 4}" text-anchor="end">${index}</text>`);
    label(stepText(step), failure.culprits.includes(index) ? 'at-fault' : '');
    for (const { thread, call, result } of step.returned) {
      y += ROW * 0.7;
      label(thread === step.thread ? `returns ${result}` : `${call.name} of ${thread} returns ${result}`, 'muted');
    }
    y += ROW;
  }
  const height = y + 2 * ROW;
  const width = LEFT + LANE * failure.ends.length;
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${failure.sentence}">
<defs><marker id="rf" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="rf" d="M0 0L8 4L0 8z"/></marker>
<marker id="wk" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="wk" d="M0 0L8 4L0 8z"/></marker></defs>
${failure.ends.map((_, thread) => lane(thread, height))}
${rows.map(({ step, y: to }) => arrows(rows, step, to))}
${rows.map(({ step, y: at }, index) => dot(step, at, failure.culprits.includes(index)))}
${texts}
${failure.ends.map((end, thread) => html`<text class="muted" x="${laneAt(thread) + 12}" y="${height - ROW}">${cut(end)}</text>`)}
</svg>`;
}

function laneAt(thread: number): number {
  return LEFT + thread * LANE;
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}

function lane(thread: number, height: number): Html {
  const x = laneAt(thread);
  return html`<line class="lane" x1="${x}" y1="${TOP - 12}" x2="${x}" y2="${height - ROW * 0.5}"/><text x="${x}" y="14" text-anchor="middle">thread ${thread}</text>`;
}

function dot({ op, event, thread }: TraceStep, y: number, isAtFault: boolean): Html {
  const isPlain = event === 'step' && (op === 3 || op === 4);
  return html`<circle class="${isAtFault ? 'bad' : isPlain ? 'plain' : 'dot'}" cx="${laneAt(thread)}" cy="${y}" r="${isAtFault ? 6 : 5}"/>`;
}

function arrows(rows: readonly { readonly step: TraceStep; readonly y: number }[], step: TraceStep, y: number): Html[] {
  const drawn: Html[] = [];
  for (const [from, style] of [
    [step.readsFrom, 'reads'],
    [step.wokenBy, 'wakes'],
  ] as const) {
    if (from === null || !rows[from] || rows[from].step.thread === step.thread) continue;
    const [x1, x2] = [laneAt(rows[from].step.thread), laneAt(step.thread)];
    const gap = x2 > x1 ? -7 : 7;
    const marker = style === 'reads' ? 'rf' : 'wk';
    drawn.push(html`<path class="${style}" marker-end="url(#${marker})" d="M${x1} ${rows[from].y}L${x2 + gap} ${y}"/>`);
  }
  return drawn;
}
