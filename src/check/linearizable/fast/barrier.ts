/**
 * Barriers: nobody leaves a round before all have come to it. O(n log n).
 *
 * `unknown`: it seems that somebody did, where passes of one thread overlap, so that their order is not sure.
 */
import { type Finding, illegal, OK, operationText, unknown } from '../finding.ts';
import type { History } from '../history.ts';
import { endOf, overlappedOf } from '../intervals.ts';

/** Operations: `arriveAndWait(self)`, for which the model barrier has `arrive` and `leave`. */
export function checkBarrier(history: History, threads: number): Finding {
  overlappedOf(history); // refuses times that run backwards
  const passes = Array.from({ length: threads }, (): number[] => []);
  for (const [index, { name, args }] of history.entries()) {
    if (name !== 'arriveAndWait') return unknown(`only arriveAndWait can be checked fast, got ${name}`, [index]);
    if (!passes[args[0]]) return illegal(`${operationText(history[index])}: there are ${threads} threads`, [index]);
    passes[args[0]].push(index);
  }
  let isOrderSure = true;
  for (const mine of passes) {
    mine.sort((a, b) => history[a].calledAt - history[b].calledAt || endOf(history[a]) - endOf(history[b]));
    for (let nth = 1; nth < mine.length; nth++) {
      if (endOf(history[mine[nth - 1]]) > history[mine[nth]].calledAt) isOrderSure = false;
    }
  }
  for (let round = 0; passes.some((mine) => round < mine.length); round++) {
    const here = passes.flatMap((mine) => mine.slice(round, round + 1));
    const first = here.reduce((a, b) => (endOf(history[b]) < endOf(history[a]) ? b : a));
    const last = here.reduce((a, b) => (history[b].calledAt > history[a].calledAt ? b : a));
    const left = endOf(history[first]);
    if (left === Number.POSITIVE_INFINITY) continue;
    let reason = '';
    if (here.length < threads)
      reason = `${operationText(history[first])}: returned from round ${round}, to which not all have come`;
    else if (left < history[last].calledAt)
      reason = `${operationText(history[first])}: returned from round ${round} before ${operationText(history[last])} was called`;
    if (reason !== '') {
      return isOrderSure
        ? illegal(reason, [first, last])
        : unknown(`${reason}, or passes were in another order`, [first, last]);
    }
  }
  return OK;
}
