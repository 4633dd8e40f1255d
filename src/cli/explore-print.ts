/** What `npm run explore` says. */
import { styleText } from 'node:util';
import type { Examined } from '../check/examine.ts';
import type { Exploration } from '../check/explore/exploration.ts';
import { failureText } from '../check/explore/failure-text.ts';
import type { FoundSubject } from '../registry.ts';
import { fitWidth, padWidth, textWidth, wrapWidth } from '../report/text-width.ts';
import type { Output } from './output.ts';

type Words = Pick<Output, 'line' | 'event' | 'columns' | 'colour'>;

export function printExamined(
  output: Words,
  { spec }: FoundSubject,
  { planned, exploration, passed, complaint }: Examined,
): void {
  const { failure, outcomes, ...figures } = exploration;
  output.event('program', {
    subject: spec.name,
    ...figures,
    demands: planned.demands,
    passed,
    ...(complaint && { complaint }),
    ...(failure && { failure: { kind: failure.kind, sentence: failure.sentence, schedule: failure.schedule } }),
  });
  const mark = passed ? paint(output, 'green', 'ok  ') : paint(output, 'red', 'FAIL');
  const found =
    planned.expects.length > 0 && failure ? `${failure.kind} found, as it says itself` : verdictText(exploration);
  const { name } = planned.program;
  const room = output.columns - MARGIN - textWidth(found) - 2;
  if (textWidth(name) <= room) output.line(`  ${mark} ${padWidth(name, room, 'left')}  ${found}`);
  else {
    for (const [i, line] of wrapWidth(name, output.columns - MARGIN).entries())
      output.line(`  ${i === 0 ? mark : '    '} ${line}`);
    output.line(`${' '.repeat(Math.max(MARGIN, output.columns - textWidth(found)))}${found}`);
  }
}

/** Before a program's name: two spaces, the mark, a space. */
const MARGIN = 7;

/** `every order: 1,234 states`, `every order with at most 3 preemptions: …`. */
export function verdictText({ verdict, bound, states, executions, steps, seconds }: Exploration): string {
  const took = seconds >= 1 ? `, ${seconds.toFixed(1)} s` : '';
  switch (verdict) {
    case 'exhaustive':
      return `every order, ${states.toLocaleString('en')} states${took}`;
    case 'exhaustive-to-bound':
      return `every order with at most ${bound} preemptions, ${states.toLocaleString('en')} states${took}`;
    case 'sampled':
      return `${executions.toLocaleString('en')} orders drawn at random${took}`;
    case 'budget-spent':
      return `not finished after ${steps.toLocaleString('en')} steps${took}`;
    case 'failed':
      return `fails after ${steps.toLocaleString('en')} steps${took}`;
  }
}

/** @param again flags that repeat the run: the seed, further subjects. */
export function printFailure(
  output: Words,
  { spec }: FoundSubject,
  { planned, exploration, complaint }: Examined,
  again: string,
): void {
  output.line();
  output.line(paint(output, 'bold', fitWidth(`${spec.name}: ${planned.program.name}`, output.columns)));
  if (!exploration.failure) {
    for (const line of wrapWidth(`${complaint}.`, output.columns)) output.line(line);
    return;
  }
  for (const line of failureText(exploration.failure, output.columns)) output.line(line);
  // Not wrapped: it is there to be copied.
  output.line(
    `npm run explore -- ${spec.name} --program "${planned.program.name}" ${again} --replay ${exploration.failure.schedule}`,
  );
}

export function printSummary(
  output: Words,
  examined: readonly Examined[],
  without: readonly { readonly name: string; readonly reason: string }[],
  planned: number,
  seed: number,
): void {
  const count = (test: (one: Examined) => boolean): number => examined.filter(test).length;
  const failed = count(({ passed }) => !passed);
  const sum = (of: (one: Exploration) => number): number =>
    examined.reduce((total, { exploration }) => total + of(exploration), 0);
  output.line();
  for (const [reason, ones] of Map.groupBy(without, ({ reason }) => reason)) {
    const names = ones.map(({ name }) => name).join(', ');
    for (const line of wrapWidth(`Not explored: ${names}. ${reason}`, output.columns)) output.line(line);
  }
  const parts = (
    [
      [count(({ exploration }) => exploration.verdict === 'exhaustive'), 'in every order'],
      [count(({ exploration }) => exploration.verdict === 'exhaustive-to-bound'), 'to a bound'],
      [count(({ exploration }) => exploration.verdict === 'sampled'), `at random (seed ${seed})`],
      [count(({ planned: { expects }, passed }) => expects.length > 0 && passed), 'broken as they say themselves'],
      [failed, 'failed'],
    ] as const
  ).filter(([number, what]) => number > 0 || what === 'failed');
  const head = `${examined.length} of ${planned} programs: ${parts.map(([number, what]) => `${number} ${what}`).join(', ')}.`;
  const text = `${head} ${sum(({ steps }) => steps).toLocaleString('en')} steps in ${sum(({ seconds }) => seconds).toFixed(1)} s.`;
  for (const line of wrapWidth(text, output.columns)) output.line(line);
}

function paint({ colour }: Words, style: 'green' | 'red' | 'bold', text: string): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
