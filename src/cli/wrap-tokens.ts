import { fitWidth, textWidth } from '../report/text-width.ts';

/** Behind a space or a comma, but neither in brackets nor in a step such as `0,4…28`. */
const BREAK = /(?<= |,(?!\d+…))(?![^([]*[)\]])/;

/** Break a text where long lists of CPUs lose nothing. The first line begins with `lead`, the others with `next`. */
export function wrapTokens(text: string, lead: string, next: string, columns: number): string[] {
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const token of text.split(BREAK)) {
    if (!empty && textWidth(line) + textWidth(token.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = next;
    }
    line += token;
    empty = false;
  }
  return [...lines, line.trimEnd()].map((one) => fitWidth(one, columns));
}
