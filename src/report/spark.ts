const BARS = '▁▂▃▄▅▆▇█';

/**
 * The trials in measured order as bars from zero to the largest value, so that a bar's height is in proportion
 * and small noise looks small.
 *
 * @param widest - most characters; longer series show the mean of neighbouring trials.
 */
export function spark(values: readonly number[], widest = 12): string {
  const width = Math.min(values.length, widest);
  const means = Array.from({ length: width }, (_, i) => {
    const from = Math.floor((i * values.length) / width);
    const to = Math.floor(((i + 1) * values.length) / width);
    const part = values.slice(from, to);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const largest = Math.max(...means.filter(Number.isFinite), 0);
  return means
    .map((mean) => {
      if (!Number.isFinite(mean)) return '?';
      const level = largest === 0 ? 0 : Math.ceil((mean / largest) * BARS.length) - 1;
      return BARS[Math.max(0, level)];
    })
    .join('');
}
