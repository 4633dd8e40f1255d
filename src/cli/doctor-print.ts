/** What `npm run doctor` says in the terminal. */
import type { Diagnosis } from '../machine/doctor/diagnosis.ts';
import type { Finding } from '../machine/doctor/finding.ts';
import { printable, textWidth, wrapWidth } from '../report/text-width.ts';

const INDENT = '  ';

/** The diagnosis in lines of at most `columns`, but for commands: these stay whole, so that they can be copied. */
export function renderDiagnosis({ findings, verdict }: Diagnosis, columns: number): string {
  const of = (wanted: Finding['verdict']) => findings.filter((finding) => finding.verdict === wanted);
  const lines: string[] = [];
  for (const [title, group] of [
    ['Disturbs', of('disturbs')],
    ['Notes', of('note')],
  ] as const) {
    if (group.length === 0) continue;
    lines.push(title, ...group.flatMap((finding) => renderFinding(finding, columns)), '');
  }
  // What is hidden by the same cause is said once.
  for (const [why, group] of Map.groupBy(of('unknown'), ({ sentence }) => sentence))
    lines.push(...wrap(`Cannot tell: ${list(group)}. ${why}`, columns), '');
  if (of('fine').length > 0) lines.push(...wrap(`Fine: ${list(of('fine'))}.`, columns), '');
  return `${[...lines, ...wrap(verdict, columns)].join('\n')}\n`;
}

function renderFinding({ what, sentence, evidence, fix }: Finding, columns: number): string[] {
  const seen = evidence.map(({ source, value }) => `${source}: ${value}`).join('; ');
  return [
    ...wrap(`- ${what}: ${sentence}`, columns, INDENT),
    ...(seen === '' ? [] : wrap(`${INDENT}seen: ${seen}`, columns, INDENT)),
    ...(fix === null ? [] : [`${INDENT}fix:  ${fix}`]),
  ];
}

function list(findings: readonly Finding[]): string {
  return findings.map(({ what }) => what).join(', ');
}

/** Stands for a space where no line may end: before a unit. */
const KEPT = '\u00a0';

/** Lines after the first are indented; words that are longer than a line, paths above all, are broken, not cut. */
function wrap(text: string, columns: number, indent = ''): string[] {
  const width = columns - indent.length;
  const words = printable(text)
    .replace(/(\d) (?=%|ns|µs|MB)/g, `$1${KEPT}`)
    .split(' ')
    .flatMap((word) => (textWidth(word) <= width ? [word] : (word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [])));
  const [first, ...rest] = wrapWidth(words.join(' '), width);
  return [first, ...rest.map((line) => indent + line)].map((line) => line.replaceAll(KEPT, ' '));
}
