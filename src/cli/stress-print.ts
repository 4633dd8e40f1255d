/** What `npm run stress` says. */
import { describe, MIXTURES } from '../check/stress/configuration.ts';
import { counted } from '../check/stress/counted.ts';
import { historyWindow } from '../check/stress/history-window.ts';
import { type LitmusTally, outcomeTotals } from '../check/stress/litmus/litmus.ts';
import { atMost } from '../check/stress/rule-of-three.ts';
import { threadNames } from '../check/stress/sentences.ts';
import type { Stressed, Tally, Violation } from '../check/stress/stress.ts';
import { fitWidth, padWidth, textWidth, wrapWidth } from '../report/text-width.ts';
import { paint, paragraph, type TextOutput } from './output-text.ts';

/** In place of a 0 that says "there was nothing of the kind". */
const NONE = '–';

/** Where totals are wrong, or a thread complained itself. */
export const NO_CULPRIT = 'No single operation of the recorded history is at fault.';

const LEGEND =
  'In histories: operations whose calls and returns were recorded and checked against all orders. Deaths: rounds in which a ' +
  'worker was terminated. At most: so many of the possible rounds may show a violation, at 95 %, after none was seen.';

/** One line while rounds are played. */
export function progressText(tallies: readonly Tally[], litmus: LitmusTally): string {
  const wrong = tallies.reduce((sum, tally) => sum + tally.violations, litmus.wrong === null ? 0 : 1);
  const rounds = counted(roundsOf(tallies, litmus), 'round');
  return `${rounds}, ${amount(operationsOf(tallies), 'operation')}, ${counted(wrong, 'violation')}`;
}

/** The same line while threads do not come back. */
export function quietText(ranks: readonly number[], patienceMs: number): string {
  return `waiting for ${threadNames(ranks)}, up to ${patienceMs / 1000} s`;
}

export function printStressed(
  output: TextOutput,
  { tallies, litmus, skipped, seconds, cut, unpinned }: Stressed,
): void {
  const played = tallies.filter(({ rounds }) => rounds > 0);
  if (played.length > 0) {
    printTable(output, [
      ['subject', 'rounds', 'operations', 'in histories', 'deaths', 'back ends', 'at most'],
      ...played.map((tally) => [
        tally.subject,
        count(tally.rounds),
        short(tally.operations),
        tally.recorded > 0 ? short(tally.recorded) : NONE,
        tally.deaths > 0 ? count(tally.deaths) : NONE,
        MIXTURES.filter((mixture) => tally.mixtures.has(mixture))
          .map((mixture) => `${mixture} ${tally.mixtures.get(mixture)}`)
          .join(', '),
        tally.violations > 0
          ? 'VIOLATION'
          : tally.operations === 0
            ? NONE
            : `${percent(atMost(tally.rounds))}${tally.lost > 0 ? `; lost ${short(tally.lost)}, as it says` : ''}`,
      ]),
    ]);
    output.line();
    paragraph(output, LEGEND);
    output.line();
  }
  if (litmus.outcomes.size > 0) {
    printTable(output, [
      ['litmus', 'outcomes', 'seen'],
      ...outcomeTotals(litmus).map(({ shape, total, seen }) => [
        shape.name,
        short(total),
        seen
          .map(({ outcome, times }) => {
            const mark = shape.forbidden.includes(outcome) ? ' FORBIDDEN' : '';
            return `${outcome} ${short(times)}${mark}`.replaceAll(' ', '\u00a0'); // on one line, whatever the width
          })
          .join(' · '),
      ]),
    ]);
    output.line();
  }
  const unplayed = tallies.filter(({ rounds }) => rounds === 0).map(({ subject }) => subject);
  if (unplayed.length > 0) paragraph(output, `No time for ${unplayed.join(', ')}.`);
  for (const [reason, subjects] of Object.entries(Object.groupBy(skipped, ({ reason }) => reason)))
    paragraph(output, `Not stressed: ${subjects?.map(({ subject }) => subject).join(', ')}: ${reason}.`);
  const undecided = tallies.filter((tally) => tally.undecided > 0);
  if (undecided.length > 0) {
    const which = undecided.map(({ subject, ...tally }) => `${subject} ${tally.undecided} of ${tally.histories}`);
    paragraph(
      output,
      `Histories that could be neither explained nor refuted: ${which.join(', ')}. All that is open is whether ` +
        'a refusal (full, no permit) was right each time: order and loss were checked all the same.',
    );
  }
  if (cut !== null) paragraph(output, `A round of ${cut.subject} was not judged. ${cut.reason}`);
  if (unpinned !== null) paragraph(output, `Some threads were not pinned: ${unpinned}`);
  paragraph(output, verdict(tallies, litmus, seconds));
}

/** What silence is worth, over everything. */
function verdict(tallies: readonly Tally[], litmus: LitmusTally, seconds: number): string {
  const operations = operationsOf(tallies);
  const outcomes = outcomeTotals(litmus).reduce((sum, { total }) => sum + total, 0);
  const what = [
    ...(operations > 0 ? [amount(operations, 'operation')] : []),
    ...(outcomes > 0 ? [amount(outcomes, 'litmus outcome')] : []),
  ].join(' and ');
  if (tallies.some(({ violations }) => violations > 0) || litmus.wrong !== null)
    return `Ended by a violation after ${Math.round(seconds)} s${what === '' ? '' : `; checked: ${what}`}.`;
  if (what === '') return `Nothing was checked in ${seconds.toFixed(1)} s.`;
  const rounds = roundsOf(tallies, litmus);
  return (
    `0 violations in ${counted(rounds, 'round')} and ${Math.round(seconds)} s: at most ${percent(atMost(rounds))} of rounds ` +
    `(configurations drawn at random) at 95 %, for the schedules that the system happened to give. Checked: ${what}.`
  );
}

/** What went wrong, how to have the same configuration again, and where the record is. */
export function printViolation(
  output: TextOutput,
  { subject, configuration, result }: Violation,
  again: string,
  files: readonly string[],
): void {
  output.line(paint(output, ['red', 'bold'], `VIOLATION: ${subject}`));
  paragraph(output, result.wrong ?? '');
  paragraph(output, `${describe(configuration)}.`);
  if (result.history && !result.culprits?.length)
    paragraph(output, `${NO_CULPRIT} The record has all ${counted(result.history.length, 'operation')}.`);
  if (result.history)
    for (const line of historyWindow(result.history, result.culprits ?? []))
      output.line(fitWidth(line, output.columns));
  for (const file of files) output.line(`Record: ${file}`);
  paragraph(output, 'The same configuration again, though not the same schedule:');
  output.line(again); // not wrapped: it is there to be copied
  output.line();
}

export function printForbidden(output: TextOutput, sentence: string, again: string): void {
  output.line(paint(output, ['red', 'bold'], 'VIOLATION: litmus'));
  paragraph(output, sentence);
  output.line(again);
  output.line();
}

/** Text to the left, numbers to the right; the last column takes the rest of the line. */
function printTable(output: TextOutput, table: readonly (readonly string[])[]): void {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => textWidth(row[column]))));
  const isNumber = (column: number) => table.slice(1).every((row) => /^([\d.,]+( [a-z]+)?|–)$/i.test(row[column]));
  const last = widths.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  for (const [nth, row] of table.entries()) {
    const cells = row.slice(0, last).map((text, i) => padWidth(text, widths[i], isNumber(i) ? 'right' : 'left'));
    const [first = '', ...more] = wrapWidth(row[last], Math.max(16, output.columns - before));
    const line = [...cells, first].join('  ').trimEnd();
    output.line(nth === 0 ? paint(output, ['bold'], line) : line);
    for (const rest of more) output.line(`${' '.repeat(before)}${rest}`);
  }
}

function operationsOf(tallies: readonly Tally[]): number {
  return tallies.reduce((sum, { operations }) => sum + operations, 0);
}

function roundsOf(tallies: readonly Tally[], { rounds }: LitmusTally): number {
  return tallies.reduce((sum, tally) => sum + tally.rounds, rounds);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** `812`, `8.1 k`, `8.1 M`. */
function short(value: number): string {
  for (const [size, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const)
    if (value >= size) return `${(value / (letter === 'k' ? 1e3 : size)).toPrecision(3)} ${letter}`;
  return count(value);
}

/** `8.10 M operations`. */
function amount(value: number, word: string): string {
  return value < 1e4 ? counted(value, word) : `${short(value)} ${word}s`;
}

/** `33 %`, `0.12 %`. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
