/** The claims on the locks themselves: the gain of reading together, fairness, and who waits for whom. */
import { type Claim, compare, round } from '../../src/lab/claim.ts';
import { bounded, longer, type Share, undecided } from '../../src/lab/deciding.ts';
import { tailsOf } from '../../src/lab/tails.ts';
import { duration } from '../../src/report/quantity.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { jainOf, jainsOf } from '../../src/report/thread-shares.ts';
import type { Measured } from './measured.ts';

/** How many times as often readers get in as writers when readers are inside together: half of what two threads could gain. */
const OVERLAP = 1.5;
/** The length of sections that are long beside what getting in costs, in nanoseconds. */
const LONG_NS = 1000;
const LEAST_JAIN = 0.95;
/** With fewer threads no two writers wait before a reader, beside another reader. */
const QUEUE = 4;

export function lockClaims(measured: Measured): Claim[] {
  return [slotsBeatCount(measured), readersOverlap(measured), servedAlike(measured), phasesBoundWaits(measured)];
}

function slotsBeatCount(measured: Measured): Claim {
  const best = (readersWrite: string) => measured.locks(0, 100, (facts) => facts.readersWrite === readersWrite)[0];
  return compare(measured.found, {
    id: 'slots-beat-count',
    title: 'Readers with a line each get into a lock faster than readers that share a count',
    law: 'with nothing to do inside, getting in is all: a store to a line of one’s own, or a line transfer',
    pairs: [[best('own-line'), best('shared-line')]],
    least: 1,
  });
}

function readersOverlap(measured: Measured): Claim {
  const writers = measured.locks(LONG_NS, 0);
  return bounded({
    id: 'readers-overlap',
    title: `Inside for ${duration(LONG_NS)}, threads that read get in more often than threads that write`,
    law: 'readers are inside together, writers one at a time',
    shares: measured.locks(LONG_NS, 100).flatMap((row): Share[] => {
      const ratio = measured.found.ratio(
        row,
        writers.find(({ cell }) => cell.subject === row.cell.subject),
      );
      return ratio ? [{ name: row.cell.subject, ratio }] : [];
    }),
    bound: { least: OVERLAP },
    of: `With ${measured.threads} threads that only read instead of only write`,
  });
}

function servedAlike(measured: Measured): Claim {
  const claim = {
    id: 'turns-are-fair',
    title: 'Locks that serve in order of arrival, or readers and writers in turn, serve all threads alike',
    law: 'whoever waits gets in after a bounded number of others',
  };
  const rows = byFairness(measured.allLocks(({ prefers }) => prefers === 'arrival' || prefers === 'phases'));
  const [least] = rows;
  if (!least) return undecided(claim, 'This run measured no such lock with two threads.');
  const name = ({ cell, label }: SummaryRow) => cell.label ?? label;
  const isUnfairAlways = (row: SummaryRow) => jainsOf(row.cell).every((jain) => jain < LEAST_JAIN);
  const verdict = jainOf(least.cell) >= LEAST_JAIN ? 'held' : rows.some(isUnfairAlways) ? 'did not hold' : 'undecided';
  return {
    ...claim,
    verdict,
    sentence: `Least Jain index of ${rows.length} cells: ${jainOf(least.cell).toFixed(3)} (${name(least)}); ${LEAST_JAIN} is needed.`,
    evidence: Object.fromEntries(rows.map((row) => [name(row), round(jainOf(row.cell))])),
  };
}

/** The least fair first. Where all read, nobody waits for anybody: such rows are left out. */
export function byFairness(rows: readonly SummaryRow[]): SummaryRow[] {
  return rows.filter(({ cell }) => cell.params.readPercent < 100).sort((a, b) => jainOf(a.cell) - jainOf(b.cell));
}

function phasesBoundWaits(measured: Measured): Claim {
  const claim = {
    id: 'phases-bound-waits',
    title: 'Taking turns keeps the readers’ wait short while writers come',
    law: 'in phases a reader waits for one writer at most; otherwise for all writers that came before it, or for ever',
  };
  const { threads } = measured;
  if (threads !== null && threads < QUEUE)
    return undecided(
      claim,
      `With ${threads} threads a reader finds one writer at most, whatever the lock; it takes ${QUEUE}, each with a CPU.`,
    );
  // Half of them write, so that several writers wait. Locks differ in more than the order: those alike in what readers write are compared.
  const tails = (prefers: readonly string[]) =>
    tailsOf(
      measured.locks(
        LONG_NS,
        50,
        (facts) => facts.readersWrite === 'shared-line' && prefers.includes(String(facts.prefers)),
      ),
    );
  return longer(claim, tails(['arrival', 'writers']).at(-1), tails(['phases'])[0], 'Waits of readers to get in');
}
