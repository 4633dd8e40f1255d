/**
 * How long this process has run since then, in milliseconds, told at each look. Looks are milliseconds apart: where one comes much later
 * the whole process was stopped (Ctrl-Z, a debugger, a frozen container), and its threads with it. So one look counts for `mostPerLookMs`
 * at most.
 */
export function runningTime(mostPerLookMs: number): () => number {
  let ranMs = 0;
  let lookedAt = performance.now();
  return () => {
    const now = performance.now();
    ranMs += Math.min(now - lookedAt, mostPerLookMs);
    lookedAt = now;
    return ranMs;
  };
}
