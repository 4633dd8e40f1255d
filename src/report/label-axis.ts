/** Texts beside and below a chart, broken into lines: on a narrow screen they have 200 pixels, and would be squeezed. */

const LONGEST_LINE = 26;
const LINE_PX = 15;

/** Breaks behind commas: `ticket, threads 16,` / `WebAssembly`; a longer part between words. */
export function labelLines(label: string): string[] {
  const lines: string[] = [];
  for (const part of label.split(/(?<=,) /).flatMap((one) => (one.length > LONGEST_LINE ? one.split(' ') : [one]))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= LONGEST_LINE)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines;
}

/** An axis with a category for each bar, in the order of the chart's labels. */
export function labelAxis(labels: readonly string[]): Record<string, unknown> {
  return {
    type: 'category',
    marks: labels.map((label, value) => ({ value, label: labelLines(label) })),
    rows: true,
    ticks: { color: 'var(--ink)' },
    grid: { display: false },
    border: { color: 'var(--axis)' },
  };
}

/** The axis with a title of several lines. */
export function titled(axis: Record<string, unknown>, lines: readonly string[]): Record<string, unknown> {
  return { ...axis, title: { ...(axis.title as object), display: true, text: lines } };
}

/** Height of a row that has room for its name. */
export function rowHeightPx(labels: readonly string[], leastPx: number): number {
  return Math.max(leastPx, ...labels.map((label) => 6 + LINE_PX * labelLines(label).length));
}
