/** What `npm run calibrate` says in the terminal, before and after. */
import type { Noise, PairNoise } from '../lab/calibration.ts';
import type { CalibrationPlan } from '../lab/calibration-plan.ts';
import { MOST_DAYS } from '../lab/calibration-store.ts';
import type { MachineWarning } from '../machine/types.ts';
import { ASSUMED_FLOOR } from '../report/noise-floor.ts';
import { percent, range, significant } from '../report/quantity.ts';
import type { LabResult } from '../report/schema.ts';
import { padWidth, textWidth } from '../report/text-width.ts';
import { MOST_FLOOR } from '../stats/noise-floor.ts';
import { paint, paragraph, type TextOutput } from './output-text.ts';

/** Where the words go. */

export function printPlan(
  output: TextOutput,
  { cpu, runtime }: Pick<LabResult['machine'], 'cpu' | 'runtime'>,
  { plan, pairs, settings }: CalibrationPlan,
  seed: number,
): void {
  const { blocks, trialsPerVisit, trialMs } = settings;
  const trials = `${trialsPerVisit} ${trialsPerVisit === 1 ? 'trial' : 'trials'} of ${trialMs} ms a visit`;
  const largest = plan.cells.reduce((most, cell) => (cell.threads > most.threads ? cell : most));
  paragraph(output, `${cpu.model ?? cpu.vendor ?? 'CPU of unknown model'}, Node ${runtime.node}.`);
  paragraph(output, largest.placement.sentence);
  paragraph(
    output,
    `${pairs.length} pairs of equal cells, ${blocks} blocks in shuffled order, ${trials}, seed ${seed}.`,
  );
  output.line();
}

/** The floor last. Without a path it was too loud to be stored. */
export function printNoise(
  output: TextOutput,
  noise: Noise,
  { plan }: CalibrationPlan,
  { warnings, path }: { readonly warnings: readonly MachineWarning[]; readonly path: string | null },
): void {
  const [head, ...rows] = pairTable(noise.pairs, output.columns);
  output.line(paint(output, 'bold', head));
  for (const row of rows) output.line(row);
  output.line();
  for (const { what, reason } of plan.notMeasured) paragraph(output, `Not measured: ${what}: ${reason}.`);
  for (const { message, severity } of warnings) if (severity === 'warn') paragraph(output, message);
  const classes = noise.classes.map(({ name, ratio }) => `${name} ${percent(ratio)}`);
  paragraph(output, `By class: ${classes.join(', ')}.`);
  const { comparisons, assumed, measured } = noise.falsePositives;
  paragraph(
    output,
    `Of ${comparisons} comparisons of equal cells, verdicts with the assumed floor of ${percent(ASSUMED_FLOOR)} would have called ${percent(assumed)} faster or slower; with a measured floor, for each pair that of the others, ${percent(measured)}.`,
  );
  output.line();
  const result =
    path === null
      ? `Noise floor: ${percent(noise.ratio)}. It is not kept: above ${percent(MOST_FLOOR)} labs would call large differences none for ${MOST_DAYS} days.`
      : `Noise floor: ${percent(noise.ratio)}, stored in ${path}; labs on this machine use it for ${MOST_DAYS} days.`;
  paragraph(output, result, 'bold');
  if (path === null)
    paragraph(
      output,
      `npm run doctor says what disturbs this machine: calibrate again when it is quiet. Until then labs use the floor that was stored before, or the assumed ${percent(ASSUMED_FLOOR)}.`,
    );
}

/** Pairs in rows: ratio of the two, and its interval. Too narrow a terminal cuts the names. */
function pairTable(pairs: readonly PairNoise[], columns: number): string[] {
  const table = [
    ['two of each', 'run as', 'threads', 'ratio', '95 %'],
    ...pairs.map(({ cell, ratio }) => [
      `${cell.subject}, ${cell.scenario}`,
      cell.backend,
      String(cell.threads),
      significant(ratio.estimate),
      range(ratio.low, ratio.high),
    ]),
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => textWidth(row[column]))));
  const excess = widths.reduce((sum, width) => sum + width + 2, -2) - columns;
  widths[0] = Math.max(1, widths[0] - Math.max(0, excess));
  return table.map((row) =>
    row.map((text, column) => padWidth(text, widths[column], column < 2 ? 'left' : 'right')).join('  '),
  );
}
