import { operationText } from '../linearizable/finding.ts';
import type { History } from '../linearizable/history.ts';

/** Operations before the first and behind the last one at fault. */
const AROUND = 5;
/** A longer window leaves its middle out. */
const MOST_LINES = 40;

/**
 * The part of a history around what went wrong, by time of call, a line each: when it began and ended, in microseconds from the
 * window's beginning, and what it was. Those at fault begin with `>`.
 */
export function historyWindow(history: History, culprits: readonly number[]): string[] {
  const order = [...history.keys()].sort((a, b) => history[a].calledAt - history[b].calledAt);
  const places = culprits.map((culprit) => order.indexOf(culprit));
  const from = Math.max(0, Math.min(...places) - AROUND);
  const shown = order.slice(from, Math.max(...places) + AROUND + 1);
  if (culprits.length === 0 || shown.length === 0) return [];
  const began = history[shown[0]].calledAt;
  const lines = shown.map((i) => {
    const { calledAt, returnedAt, result } = history[i];
    const end = result === undefined ? '…' : micros(returnedAt - began);
    const mark = culprits.includes(i) ? '>' : ' ';
    return { at: `${mark} ${micros(calledAt - began)} – ${end}`, what: operationText(history[i]), mark };
  });
  const width = Math.max(...lines.map(({ at }) => at.length));
  const texts = lines.map(({ at, what }) => `${at.padEnd(width)}  ${what}`);
  // Of a long window the faulty ones, and what is next to them.
  const isNear = (nth: number) => places.some((place) => Math.abs(place - from - nth) <= AROUND);
  const isShort = texts.length <= MOST_LINES;
  return ['  µs', ...texts.flatMap((text, nth) => (isShort || isNear(nth) ? [text] : isNear(nth - 1) ? ['  …'] : []))];
}

function micros(ns: number): string {
  return (ns / 1000).toFixed(3);
}
