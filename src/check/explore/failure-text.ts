/** A failing execution as text: a sentence, a table with a column for each thread, how it ends. */
import { fitWidth, padWidth, wrapWidth } from '../../report/text-width.ts';
import type { Failure, TraceStep } from './exploration.ts';
import { callText, stepText } from './step-text.ts';

/** Narrower columns hold no step. */
const LEAST_COLUMN = 18;
const NUMBER_WIDTH = 5;
/** Before a step where there is no room for columns: its number and its thread. */
const ALONE = 8;
/** Of a long execution, so many steps at its beginning and at its end are shown. */
const SHOWN_STEPS = 40;

export function failureText(failure: Failure, columns: number): string[] {
  const threads = failure.ends.length;
  const width = Math.floor((columns - NUMBER_WIDTH) / threads) - 2;
  const isTable = width >= LEAST_COLUMN;
  const lines = [...wrapWidth(failure.sentence, columns), ''];
  if (isTable)
    lines.push(
      row(
        'step',
        failure.ends.map((_, thread) => `thread ${thread}`),
        width,
      ),
    );
  let last = -1;
  for (const [index, step] of failure.steps.entries()) {
    if (index === SHOWN_STEPS && failure.steps.length > 2 * SHOWN_STEPS)
      lines.push('', `… ${failure.steps.length - 2 * SHOWN_STEPS} steps are left out here; --html shows them.`);
    if (index >= SHOWN_STEPS && index < failure.steps.length - SHOWN_STEPS) continue;
    const isCulprit = failure.culprits.includes(index);
    const number = `${isCulprit ? '>' : ' '}${index}`;
    if (isTable && last >= 0 && last !== step.thread) lines.push('');
    last = step.thread;
    for (const [i, text] of cell(step, isTable ? width : columns - ALONE).entries()) {
      const label = i === 0 ? number : '';
      if (isTable)
        lines.push(
          row(
            label,
            failure.ends.map((_, thread) => (thread === step.thread ? text : '')),
            width,
          ),
        );
      else lines.push(fitWidth(`${label.padStart(4)} ${step.thread}: ${text}`, columns));
    }
  }
  lines.push('');
  for (const [thread, end] of failure.ends.entries()) lines.push(...wrapWidth(`Thread ${thread} ${end}.`, columns));
  const switches = failure.preemptions === 1 ? '1 preemption' : `${failure.preemptions} preemptions`;
  lines.push(
    `${failure.steps.length} steps, ${switches} (a change of thread where the one before could have gone on).`,
  );
  lines.push(
    ...wrapWidth('> marks what is at fault; "from 8": reads what step 8 wrote; "plain": not atomic.', columns),
  );
  return lines;
}

/** What a step shows: the operation that begins, the step, what returns. Lines of at most `width`. */
function cell(step: TraceStep, width: number): string[] {
  const lines: string[] = [];
  const add = (text: string): void => {
    for (const [i, line] of wrapWidth(text, width - 4).entries()) lines.push(`${i === 0 ? '  ' : '    '}${line}`);
  };
  if (step.begins) lines.push(...wrapWidth(`${callText(step.begins)}:`, width));
  const read = step.readsFrom === null ? '' : `, from ${step.readsFrom}`;
  const woken = step.wokenBy === null ? '' : `, woken by ${step.wokenBy}`;
  add(`${stepText(step)}${read}${woken}`);
  for (const { thread, call, result } of step.returned)
    add(thread === step.thread ? `returns ${result}` : `(${call.name} of thread ${thread} returns ${result})`);
  return lines;
}

function row(label: string, cells: readonly string[], width: number): string {
  return `${label.padStart(NUMBER_WIDTH - 1)}  ${cells.map((text) => padWidth(text, width, 'left')).join('  ')}`.trimEnd();
}
