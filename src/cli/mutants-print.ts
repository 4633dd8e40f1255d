/** What `npm run mutants` says. */
import { basename } from 'node:path';
import { equivalenceOf } from '../check/mutants/equivalents.ts';
import { fromProject, mutantId } from '../check/mutants/identity.ts';
import { GROUPS, type Outcome, type Score, scoreOf, shareKilled, survivorText } from '../check/mutants/score.ts';
import { padWidth, textWidth } from '../report/text-width.ts';
import { paint, paragraph, type TextOutput } from './output-text.ts';

/** A row a file, the sum, then what survived and what is wrong with the list. */
export function printMutants(output: TextOutput, outcomes: readonly Outcome[], errors: readonly string[]): void {
  const paths = [...new Set(outcomes.map(({ mutant }) => mutant.path))];
  const scores = paths.map((path) => ({
    name: basename(path, '.ts'),
    score: scoreOf(outcomes.filter(({ mutant }) => mutant.path === path)),
  }));
  const all = scoreOf(outcomes);
  const [head, ...rows] = table([...scores, { name: 'all files', score: all }], output.columns);
  output.line(paint(output, 'bold', head));
  for (const row of rows) output.line(row);

  section(output, 'Survivors: a check is missing, or the mutant is equivalent.', all.survivors.map(survivorText));
  section(output, 'Listed as equivalent, but killed.', all.wronglyListed.map(survivorText));
  section(output, 'Wrong with what the score rests on.', errors);
  output.line();
  // Cut, not rounded: 100 % means all.
  const percent = Math.floor(shareKilled(all) * 1000) / 10;
  const text = `${all.killed} of ${all.mutants - all.equivalent} mutants killed: ${percent} %. ${all.equivalent} more are equivalent.`;
  paragraph(output, text);
}

function section(output: TextOutput, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  output.line();
  paragraph(output, title);
  // Not wrapped: what stands there may have to be copied into the list.
  for (const line of lines) output.line(`  ${line}`);
}

interface Column {
  readonly head: string;
  readonly text: (row: { readonly name: string; readonly score: Score }) => string;
}

/** Who killed is left out where the terminal is narrow. */
function table(rows: readonly { name: string; score: Score }[], columns: number): string[] {
  const counts: Column[] = [
    { head: 'all', text: ({ score }) => String(score.mutants) },
    { head: 'killed', text: ({ score }) => String(score.killed) },
  ];
  const by: Column[] = GROUPS.map((group) => ({ head: group, text: ({ score }) => String(score.killedBy[group]) }));
  const rest: Column[] = [
    { head: 'equal', text: ({ score }) => String(score.equivalent) },
    { head: 'left', text: ({ score }) => String(score.survivors.length) },
  ];
  const name: Column = { head: 'file', text: (row) => row.name };
  const wide = lines([name, ...counts, ...by, ...rest], rows);
  return textWidth(wide[0]) <= columns ? wide : lines([name, ...counts, ...rest], rows);
}

function lines(columns: readonly Column[], rows: readonly { name: string; score: Score }[]): string[] {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => textWidth(row[i]))));
  return cells.map((row) => row.map((cell, i) => padWidth(cell, widths[i], i === 0 ? 'left' : 'right')).join('  '));
}

export function mutantsJson(outcomes: readonly Outcome[], errors: readonly string[]): Record<string, unknown> {
  const { survivors, wronglyListed, ...score } = scoreOf(outcomes);
  return {
    ...score,
    survived: survivors.length,
    wronglyListed: wronglyListed.length,
    errors,
    outcomes: outcomes.map(({ mutant, tried }) => ({
      path: fromProject(mutant.path),
      line: mutant.line,
      column: mutant.column,
      function: mutant.functionName,
      operator: mutant.operator,
      before: mutant.before,
      after: mutant.after,
      id: mutantId(mutant),
      expectedKillers: mutant.killers,
      ...tried,
      equivalent: equivalenceOf(mutant),
    })),
  };
}
