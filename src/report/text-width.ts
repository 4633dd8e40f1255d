const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Scripts and symbols that terminals draw two columns wide (Unicode Standard Annex 11: wide and full-width). */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach the terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** How many terminal columns a text takes; combining marks take none. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const { segment } of segments.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}

/** Cut to at most `columns`, ending in `…` where something was lost. */
export function fitWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    const width = WIDE.test(segment) ? 2 : 1;
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** Cut or fill with spaces to exactly `columns`. */
export function padWidth(text: string, columns: number, align: 'left' | 'right'): string {
  const fitted = fitWidth(text, columns);
  const fill = ' '.repeat(Math.max(0, columns - textWidth(fitted)));
  return align === 'left' ? fitted + fill : fill + fitted;
}

/** The text without control characters and direction marks: labels from files must not steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '\ufffd');
}

/** Break into lines of at most `columns` at spaces. */
export function wrapWidth(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`) <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(fitWidth(word, columns));
  }
  return lines;
}
