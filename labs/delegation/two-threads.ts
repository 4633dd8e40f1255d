/** Why delegation pays with two threads that ask for nothing but empty sections, or why it does not: from the numbers at hand. */
import { times } from '../../src/lab/claim.ts';
import { cost } from '../../src/lab/phrases.ts';
import { duration } from '../../src/report/quantity.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { combines, delegates, locks, type Measured, serves } from './measured.ts';

/** Parts of a sentence; none where a lock and a strategy that delegates were not both measured. */
export function twoThreads(measured: Measured): string[] {
  const [delegated] = measured.empty(delegates, 2);
  const [locked] = measured.empty(locks, 2);
  if (!delegated || !locked) return [];
  const ratio = measured.found.ratio(delegated, locked);
  return [
    ...(ratio
      ? [`${delegated.cell.subject} makes ${times(ratio)} the operations of ${locked.cell.subject}, the best lock`]
      : []),
    ...measured.empty(serves, 2).slice(0, 1).map(served),
    ...measured.empty(combines, 2).slice(0, 1).map(combined),
    handedOver(measured, locked),
  ];
}

function served(row: SummaryRow): string {
  return `with ${row.cell.subject} one thread asks and one serves: an operation takes ${cost(row)}, a request and an answer one after the other, so about ${duration((row.perOpNs ?? 0) / 2)} a line transfer, and there is never a second request to run with it`;
}

function combined(row: SummaryRow): string {
  return `${row.cell.subject} takes ${cost(row)}: a combiner finds one other request at most, whose two transfers are then shared by two operations`;
}

/** Whether the lock can have changed hands for each section: that takes a line transfer at least. */
function handedOver(measured: Measured, locked: SummaryRow): string {
  const { transferNs } = measured;
  const ns = locked.perOpNs ?? 0;
  const name = locked.cell.subject;
  const alone = measured.empty(locks, 1).find(({ cell }) => cell.subject === name);
  const takes = `under ${name} an operation takes ${cost(locked)}${alone ? ` (${cost(alone)} for one thread alone)` : ''}`;
  if (transferNs === null || ns === 0) return takes;
  const sections = transferNs / ns;
  return sections > 1
    ? `${takes}, less than a line transfer: a thread runs about ${sections.toFixed(1)} sections or more before the lock changes hands`
    : `${takes}, the time of ${(1 / sections).toFixed(1)} line transfers: the lock has time to change hands for each section`;
}
