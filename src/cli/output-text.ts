/** Text for an output: wrapped to its width, styled where it has colours. */
import { styleText } from 'node:util';
import { printable, wrapWidth } from '../report/text-width.ts';
import type { Output } from './output.ts';

/** What is needed of an Output to write text. */
export type TextOutput = Pick<Output, 'line' | 'columns' | 'colour'>;

/** Write `text`, each of its lines wrapped; what would steer a terminal is shown instead. */
export function paragraph(output: TextOutput, text: string, format?: Parameters<typeof styleText>[0]): void {
  for (const line of text.split('\n').flatMap((part) => wrapWidth(printable(part), output.columns)))
    output.line(format ? paint(output, format, line) : line);
}

export function paint({ colour }: TextOutput, format: Parameters<typeof styleText>[0], text: string): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}
