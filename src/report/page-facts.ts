/** The parts of the page that are not charts: machine, doubts, strategies, claims, warnings, method. */
import { FEWEST_BLOCKS } from './doubts.ts';
import { type Content, type Html, html, safeLink } from './html.ts';
import { noiseFloor } from './noise-floor.ts';
import { scrolling } from './page-section.ts';
import { duration, percent, scaleFor, significant } from './quantity.ts';
import type { Claim, LabResult, Subject, Warning } from './schema.ts';
import type { SectionSummary } from './summary.ts';
import { renderTopologyDrawing } from './topology-drawing.ts';
import { failureOf } from './value.ts';

export function renderMachine(record: LabResult): Html {
  const { machine } = record;
  const { topology, os, runtime, memory } = machine;
  const virtual = os.virt === null || os.virt === 'none' || os.virt === '' ? '' : `, virtual (${os.virt})`;
  return html`${facts([
    ['Machine', [machine.label, machine.id].filter((part) => part !== null).join(', ') || 'unknown'],
    ['Processor', machine.cpu.model ?? 'unknown'],
    ['Topology', topologyText(topology)],
    ['Memory', memory.totalMB === null ? 'unknown' : `${significant(memory.totalMB / 1024)} GiB`],
    ['System', `${os.distro ?? os.platform}, kernel ${os.release ?? 'unknown'}${virtual}`],
    ['Runtime', `Node ${runtime.node}, V8 ${runtime.v8}`],
    ['Profile', html`<code class="hash">${machine.profile}</code>`],
  ])}
${renderTopologyDrawing(record)}`;
}

function topologyText(topology: LabResult['machine']['topology']): string {
  const count = (n: number | null, one: string) => (n === null ? null : `${n} ${one}${n === 1 ? '' : 's'}`);
  const parts = [
    count(topology.packages, 'package'),
    count(topology.cores, 'core'),
    count(topology.cpus, 'CPU'),
    topology.numa.length > 0 ? count(topology.numa.length, 'NUMA node') : null,
    l3Text(topology),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** Which CPUs share a cache, unless there are many caches and the drawing tells. */
function l3Text({ l3Groups, places }: LabResult['machine']['topology']): string | null {
  if (l3Groups.length === 0) return null;
  if (places !== undefined && l3Groups.length > 4) return `${l3Groups.length} L3 caches`;
  return `L3 shared by CPUs ${l3Groups.join('; ')}`;
}

/** What to keep in mind before believing the numbers, a line each. */
export function renderDoubts(record: LabResult, summaries: readonly SectionSummary[]): Html {
  const floor = noiseFloor(record);
  const failed = record.cells.filter((cell) => failureOf(cell) !== null).length;
  const rows = summaries.flatMap(({ rows }) => rows);
  const doubtful = new Set(rows.filter((row) => row.doubts.length > 0).map((row) => row.cell.id)).size;
  const lines: Content[] = [
    !record.complete && html`<b>The run was interrupted.</b> Finished cells were kept.`,
    failed > 0 &&
      html`<b>${failed} of ${record.cells.length} cells ${failed === 1 ? 'has' : 'have'} no score</b>, because a check failed or the cell did not finish.`,
    ...record.warnings.filter(({ severity }) => severity === 'warn').map(({ message }) => html`${message}`),
    doubtful > 0 && html`${doubtful} of ${record.cells.length} cells carry doubts of their own; the tables name them.`,
    html`Differences under ${percent(floor.ratio)} count as none: the noise floor, ${floor.from}.`,
    html`One process ran everything. A fresh one may differ by more than the intervals say.`,
  ];
  return html`<ul class="plain">${lines.filter((line) => line !== false).map((line) => html`<li>${line}</li>`)}</ul>`;
}

export function renderStrategies(subjects: readonly Subject[]): Html {
  const names = [...new Set(subjects.flatMap((subject) => Object.keys(subject.facts)))];
  const head = ['name', 'title', 'family', 'progress', ...names];
  const rows = subjects.map(
    (subject) => html`<tr>
<th scope="row">${subject.name}</th><td>${subject.title}</td><td>${subject.family}</td><td class="word">${subject.progress}</td>
${names.map((name) => html`<td${typeof factOf(subject, name) === 'number' ? html` class="number"` : ''}>${factText(factOf(subject, name))}</td>`)}
</tr>${originLine(subject, head.length)}`,
  );
  const heads = head.map((name) => {
    const numeric = subjects.some((subject) => typeof factOf(subject, name) === 'number');
    return html`<th scope="col"${numeric ? html` class="number"` : ''}>${name}</th>`;
  });
  return scrolling('The strategies', html`<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`);
}

/** Limits and sources of a subject, below its row. */
function originLine({ restrictions, sources }: Subject, width: number): Content {
  if (restrictions.length === 0 && sources.length === 0) return null;
  const source = ({ who, year, what, url }: Subject['sources'][number]) => {
    const link = safeLink(url);
    return html`<span>${who} ${year}, ${link === null ? what : html`<a href="${link}" rel="noreferrer">${what}</a>`}</span>`;
  };
  const limits = restrictions.length > 0 && html`<span>Limits: ${restrictions.join('; ')}.</span>`;
  return html`<tr class="below"><td colspan="${width}">${limits}${sources.map(source)}</td></tr>`;
}

/** Its own: a file may name a fact `constructor`, and other subjects have none of that name. */
function factOf({ facts }: Subject, name: string): string | number | undefined {
  return Object.hasOwn(facts, name) ? facts[name] : undefined;
}

function factText(fact: string | number | undefined): string {
  if (fact === undefined) return '–';
  return typeof fact === 'number' ? figure(fact) : fact;
}

/** Counts stand as they are; measured values get three digits. */
function figure(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : significant(value);
}

export function renderClaim({ title, law, verdict, sentence, evidence }: Claim): Html {
  const tone = { held: 'good', 'did not hold': 'bad', undecided: 'quiet' }[verdict];
  return html`<div class="claim">
<h3>${title}: <span class="${tone}">${verdict}</span></h3>
${law !== null && html`<p class="law">${law}</p>`}
<p>${sentence}</p>
${Object.keys(evidence).length > 0 && facts(Object.entries(evidence).map(([name, value]) => [name, factText(value)]))}
</div>`;
}

export function renderWarnings(warnings: readonly Warning[]): Html {
  const rows = warnings.map(
    ({ code, message, evidence, cure }) => html`<tr>
<th scope="row"><code>${code}</code></th><td class="text">${message}</td><td>${evidenceText(evidence)}</td><td>${cure === null ? 'none' : html`<code>${cure}</code>`}</td></tr>`,
  );
  return scrolling(
    'Warnings',
    html`<table><thead><tr>${['code', 'what', 'evidence', 'cure'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function evidenceText(evidence: Warning['evidence']): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.entries(evidence)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join(', ');
}

export function renderMethod(record: LabResult): Html {
  const { config, environment, controls, cells } = record;
  const { timer, before, after } = environment;
  const verified = cells.filter((cell) => cell.placement.verified).length;
  const load = before.load1 === null || after.load1 === null ? null : `${before.load1} before, ${after.load1} after`;
  const controlText = controls.map(({ name, value, unit }) => `${name}: ${controlFigure(value, unit)}`).join('; ');
  return html`
<ul class="plain">
<li>Each cell ran ${config.trials} trials of ${figure(config.trialMs)} ms after ${figure(config.warmupMs)} ms of warm-up, in threads of its own. The order was ${config.order.replaceAll('-', ' ')}: every block visits every cell once, so that drift hits all alike.</li>
<li>${verified} of ${cells.length} cells ran on CPUs that were confirmed after pinning.</li>
<li>A trial counts only if it proved its result: nothing lost, nothing doubled, order kept. A cell that failed this once has no score.</li>
<li>Figures are medians over trials. Intervals are 95 % percentile intervals of a two-level bootstrap: 10,000 times, blocks are drawn and then trials within them. With fewer than ${FEWEST_BLOCKS} blocks none is given.</li>
<li>Ratios compare trials of the same block. A verdict needs the whole interval on one side of the noise floor’s band, or inside it; otherwise it is inconclusive. A machine that changes its speed shows in the doubts (two groups of trials) and widens the interval.</li>
<li>Outliers are counted and marked, never dropped.</li>
</ul>
${facts([
  ['Seed', String(config.seed)],
  ['Effort', config.effort],
  [
    'Timer',
    `${timer.source}, resolution ${timer.resolutionNs === null ? 'unknown' : duration(timer.resolutionNs)}, cost of a reading ${timer.overheadNs === null ? 'unknown' : duration(timer.overheadNs)}`,
  ],
  ...(load === null ? [] : [['Load', load] as const]),
  ...(controlText === '' ? [] : [['Controls', controlText] as const]),
  [
    'Packages',
    Object.entries(record.machine.packages)
      .map(([name, version]) => `${name} ${version ?? 'unknown'}`)
      .join(', '),
  ],
])}`;
}

function controlFigure(value: number, unit: string): string {
  if (unit === 'ns') return duration(value);
  if (unit !== 'ops/s') return `${significant(value)} ${unit}`;
  const scale = scaleFor({ name: '', unit, better: 'higher' }, value);
  return `${significant(value / scale.divisor)} ${scale.unit}`;
}

export function facts(pairs: readonly (readonly [string, Content])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
