/** A recorded history of a counter to which 1 is added and which is read: reads that no moment explains. */
import type { History } from '../linearizable/history.ts';
import { counted } from './counted.ts';
import type { Judgement } from './scene.ts';

/**
 * A read must see all additions that had returned when it was called, none that was called after it returned, and no less than a read
 * that had returned before. Sound, in time O(n log n); misses what takes two reads and the additions between them to see.
 */
export function judgeCounterHistory(history: History): Pick<Judgement, 'wrong' | 'culprits'> {
  const called: number[] = [];
  const returned: number[] = [];
  for (const { name, calledAt, returnedAt } of history) {
    if (name !== 'add') continue;
    called.push(calledAt);
    returned.push(returnedAt);
  }
  called.sort((a, b) => a - b);
  returned.sort((a, b) => a - b);

  const reads = [...history.keys()].filter((i) => history[i].name === 'read' && history[i].result !== undefined);
  const seenBy = (i: number) => history[i].result as number;
  const byReturn = reads.toSorted((a, b) => history[a].returnedAt - history[b].returnedAt);
  let [before, begun, ended] = [0, 0, 0];
  for (const i of byReturn) {
    while (begun < called.length && called[begun] <= history[i].returnedAt) begun++;
    if (seenBy(i) > begun)
      return { wrong: `A read saw ${seenBy(i)} when ${counted(begun, 'addition')} had begun.`, culprits: [i] };
  }
  /** Of the reads that had returned: the one that saw most. */
  let most: number | null = null;
  for (const i of reads.toSorted((a, b) => history[a].calledAt - history[b].calledAt)) {
    const { calledAt } = history[i];
    while (ended < returned.length && returned[ended] < calledAt) ended++;
    for (; before < byReturn.length && history[byReturn[before]].returnedAt < calledAt; before++)
      if (most === null || seenBy(byReturn[before]) > seenBy(most)) most = byReturn[before];
    if (seenBy(i) < ended)
      return { wrong: `A read saw ${seenBy(i)} when ${counted(ended, 'addition')} had ended.`, culprits: [i] };
    if (most !== null && seenBy(i) < seenBy(most))
      return { wrong: `A read saw ${seenBy(i)} after another had seen ${seenBy(most)}.`, culprits: [most, i] };
  }
  return { wrong: null };
}
