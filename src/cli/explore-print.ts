/** What `npm run explore` says. */

import { relative } from 'node:path';
import type { Answer } from '../check/examine-crew.ts';
import type { Exploration, Failure } from '../check/explore/exploration.ts';
import { failureText } from '../check/explore/failure-text.ts';
import { counted } from '../check/stress/counted.ts';
import { PROJECT } from '../registry.ts';
import { fitWidth, padWidth, textWidth, wrapWidth } from '../report/text-width.ts';
import type { NotExplored, Task } from './explore-tasks.ts';
import type { Output } from './output.ts';
import { paint, paragraph, type TextOutput } from './output-text.ts';

type Words = TextOutput & Pick<Output, 'event'>;

/** A program and what came out. */
export interface Explored extends Task {
  readonly answer: Answer;
}

/** Before a program's name: two spaces, the mark, a space. */
const MARGIN = 7;

/** A replay passes when the execution does not fail. */
export function isPass({ answer }: Explored, isReplay = false): boolean {
  if ('refused' in answer) return false;
  return isReplay ? answer.exploration.failure === undefined : answer.complaint === null;
}

export function printExplored(output: Words, one: Explored): void {
  const { subject, planned, answer } = one;
  const passed = isPass(one);
  output.event('program', {
    subject: subject.spec.name,
    demands: planned.demands,
    passed,
    ...eventOf(answer, planned.program.name),
  });
  const mark = passed ? paint(output, 'green', 'ok  ') : paint(output, 'red', 'FAIL');
  const found = foundText(one);
  const { name } = planned.program;
  const room = output.columns - MARGIN - textWidth(found) - 2;
  if (textWidth(name) <= room) output.line(`  ${mark} ${padWidth(name, room, 'left')}  ${found}`);
  else {
    for (const [i, line] of wrapWidth(name, output.columns - MARGIN).entries())
      output.line(`  ${i === 0 ? mark : '    '} ${line}`);
    output.line(`${' '.repeat(Math.max(MARGIN, output.columns - textWidth(found)))}${found}`);
  }
}

function foundText({ planned, answer }: Explored): string {
  if ('refused' in answer) return 'cannot be explored';
  const { failure } = answer.exploration;
  return planned.expects.length > 0 && failure
    ? `${failure.kind} found, as it says itself`
    : verdictText(answer.exploration);
}

function eventOf(answer: Answer, program: string): Record<string, unknown> {
  if ('refused' in answer) return { program, refused: answer.refused };
  const { failure, outcomes, ...figures } = answer.exploration;
  const { complaint } = answer;
  return {
    ...figures,
    ...(complaint && { complaint }),
    ...(failure && { failure: { kind: failure.kind, sentence: failure.sentence, schedule: failure.schedule } }),
  };
}

/** `every order: 1,234 states`, `every order with at most 3 preemptions: …`. */
export function verdictText({ verdict, bound, states, executions, steps, seconds }: Exploration): string {
  const took = seconds >= 1 ? `, ${seconds.toFixed(1)} s` : '';
  switch (verdict) {
    case 'exhaustive':
      return `every order, ${states.toLocaleString('en')} states${took}`;
    case 'exhaustive-to-bound':
      return `every order with at most ${bound} preemptions, ${states.toLocaleString('en')} states${took}`;
    case 'sampled':
      return `${counted(executions, 'order')} drawn at random${took}`;
    case 'budget-spent':
      return `not finished after ${counted(steps, 'step')}${took}`;
    case 'failed':
      return `fails after ${counted(steps, 'step')}${took}`;
  }
}

/** The failures of one subject: the one with the fewest steps in full, of the others a sentence. @param again flags that repeat the run. */
export function printFailures(output: Words, ofSubject: readonly Explored[], again: string): void {
  const failed = ofSubject.filter((one) => !isPass(one));
  const stepsOf = ({ answer }: Explored): number =>
    'refused' in answer ? 0 : (answer.exploration.failure?.steps.length ?? Number.POSITIVE_INFINITY);
  const shortest = failed.toSorted((a, b) => stepsOf(a) - stepsOf(b))[0];
  for (const one of failed) {
    const { subject, planned, answer } = one;
    output.line();
    output.line(paint(output, 'bold', fitWidth(`${subject.spec.name}: ${planned.program.name}`, output.columns)));
    const failure = 'refused' in answer ? undefined : answer.exploration.failure;
    if (failure && one === shortest) printFailure(output, one, failure);
    else paragraph(output, 'refused' in answer ? answer.refused : (failure?.sentence ?? `${answer.complaint}.`));
    if (failure) output.line(replayCommand(one, failure, again));
  }
  if (failed.length > 0) output.line();
}

export function printReplay(output: Words, one: Explored, again: string): void {
  const { answer, subject, planned } = one;
  output.event('program', { subject: subject.spec.name, ...eventOf(answer, planned.program.name) });
  if ('refused' in answer) paragraph(output, answer.refused);
  else if (!answer.exploration.failure)
    paragraph(output, `This execution does not fail: ${counted(answer.exploration.steps, 'step')}.`);
  else {
    printFailure(output, one, answer.exploration.failure);
    output.line(replayCommand(one, answer.exploration.failure, again));
  }
}

function printFailure(output: Words, { planned }: Explored, failure: Failure): void {
  for (const line of failureText(failure, output.columns)) output.line(line);
  paragraph(output, `The operations are in ${relative(PROJECT, planned.program.driver)}.`);
}

/** Not wrapped: it is there to be copied. */
function replayCommand({ subject, planned }: Explored, failure: Failure, again: string): string {
  return `npm run explore -- ${subject.spec.name} --program "${planned.program.name}" ${again} --replay ${failure.schedule}`;
}

export function printSummary(
  output: Words,
  explored: readonly Explored[],
  without: readonly NotExplored[],
  planned: number,
  seed: number,
  interrupted: boolean,
): void {
  const explorations = explored.flatMap(({ answer }) => ('refused' in answer ? [] : [answer.exploration]));
  const having = (verdict: Exploration['verdict']): number =>
    explorations.filter((one) => one.verdict === verdict).length;
  const failed = explored.filter((one) => !isPass(one)).length;
  const asSaid = explored.filter((one) => one.planned.expects.length > 0 && isPass(one)).length;
  const steps = explorations.reduce((sum, one) => sum + one.steps, 0);
  output.line();
  for (const [reason, ones] of Map.groupBy(without, ({ reason }) => reason))
    paragraph(output, `Not explored: ${ones.map(({ name }) => name).join(', ')}. ${reason}`);
  const parts = (
    [
      [having('exhaustive'), 'in every order'],
      [having('exhaustive-to-bound'), 'to a bound'],
      [having('sampled'), `at random (seed ${seed})`],
      [asSaid, 'broken as they say themselves'],
      [failed, 'failed'],
    ] as const
  ).filter(([number, what]) => number > 0 || what === 'failed');
  const head = `${explored.length} of ${counted(planned, 'program')}: ${parts.map(([number, what]) => `${number} ${what}`).join(', ')}.`;
  const seconds = explorations.reduce((sum, one) => sum + one.seconds, 0);
  paragraph(output, `${head} ${steps.toLocaleString('en')} steps in ${seconds.toFixed(1)} s of CPU time.`);
  output.event('result', {
    programs: explored.length,
    planned,
    failed,
    notExplored: without.map(({ name }) => name),
    interrupted,
  });
}
