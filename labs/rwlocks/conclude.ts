/** What the readers-and-writers laboratory's run says: which way to read when, and the first screen's answers. */
import { NAMES, times } from '../../src/lab/claim.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { tailsOf, tailText } from '../../src/lab/tails.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { jainOf } from '../../src/report/thread-shares.ts';
import { type Advice, advise } from './advice.ts';
import { claims } from './claims.ts';
import { byFairness } from './lock-claims.ts';
import {
  beginsAgain,
  goesOn,
  isWhole,
  isYardstick,
  Measured,
  paceText,
  takesLock,
  writesSharedLine,
} from './measured.ts';

export function conclude(record: LabResult): Conclusion {
  const measured = new Measured(record);
  return { headline: headline(measured), answers: answers(measured), claims: claims(measured) };
}

function headline(measured: Measured): string {
  const { shares, threads, backend } = measured;
  if (shares.length === 0)
    return 'No way to read was measured with two or more threads that each have a CPU, so there is no recommendation.';
  const advice = advise(measured);
  if (advice === null)
    return 'No two ways to read were measured in enough blocks to recommend one: let the run finish.';
  const parts = advice.map((one) => `${nameOf(one)} ${where(one, shares)}`);
  const share = seldom(measured);
  const there = advice.find(({ from, to }) => from <= share && share <= to) ?? advice[0];
  return `Use ${parts.join(', ')}: with ${threads} threads and a value of 8 words, as ${NAMES[backend]}${figures(measured, there)}.${steady(measured, there)}`;
}

function nameOf({ name, others }: Advice): string {
  if (others.length > 1) return `${name} (${others.length} others are not surely slower)`;
  return [name, ...others].join(' or ');
}

/** `from 90 % reads on`; `shares`: all that were measured, the largest first. */
function where({ from, to }: Advice, shares: readonly number[]): string {
  const least = shares[shares.length - 1];
  if (from === to) return `at ${from} % reads`;
  if (from === least && to === shares[0]) return `whatever the share of reads (${from} to ${to} %)`;
  if (to === shares[0]) return `from ${from} % reads on`;
  return from === least ? `up to ${to} %` : `from ${from} to ${to} %`;
}

/** The largest share at which somebody writes: seldom written is what the lab is about. */
function seldom(measured: Measured): number {
  return measured.shares.find((share) => share < 100) ?? 100;
}

/** `, seqlock makes 310 M/s at 99 % reads, 8.10 (7.90 to 8.30) times rw-ticket` */
function figures(measured: Measured, { name }: Advice): string {
  const share = seldom(measured);
  const row = measured.atShare(isWhole, share).find(({ cell }) => cell.subject === name);
  if (!row) return '';
  const [counted] = measured.atShare(writesSharedLine, share);
  const ratio = counted === row ? null : measured.found.ratio(row, counted);
  const against = counted && ratio ? `, ${times(ratio)} ${counted.cell.subject}` : '';
  return `, ${name} makes ${rate(row)} at ${share} % reads${against}`;
}

/** What to take where no read may take longer than others; said where that is another one. */
function steady(measured: Measured, { name }: Advice): string {
  const share = seldom(measured);
  const [best] = measured.atShare(goesOn, share);
  const row = measured.atShare(isWhole, share).find(({ cell }) => cell.subject === name);
  if (!best || !row || measured.atShare(goesOn, share).some(({ cell }) => cell.subject === name)) return '';
  return ` Where no read may wait or begin again: ${best.cell.subject}, ${times(measured.found.ratio(best, row))} ${name} there.`;
}

function answers(measured: Measured): LabResult['answers'] {
  const { threads } = measured;
  const [floor] = measured.alone(isYardstick);
  const [yardstick] = measured.scalings(isYardstick);
  return [
    {
      question: 'Which way to read is fastest, by the share of reads?',
      answer: sentence(
        ...measured.shares.map((share) => {
          const [best] = measured.atShare(isWhole, share);
          const [locked] = measured.atShare(takesLock, share);
          const beside = locked && locked !== best ? `, under a lock ${locked.cell.subject} (${rate(locked)})` : '';
          return `at ${share} % ${best.cell.subject} (${rate(best)})${beside}`;
        }),
      ),
    },
    {
      question: 'What does a read of 8 words cost a thread that is alone?',
      answer: sentence(
        floor && `a plain one ${cost(floor)}, with the loop around it`,
        ...measured.alone(isWhole).map((row) => `${row.cell.subject} ${cost(row)}`),
      ),
    },
    {
      question: 'Do reads scale where nobody writes?',
      answer: sentence(
        yardstick && `with nothing shared ${threads} threads make ${times(yardstick.ratio)} the reads of one`,
        ...measured
          .scalings(isWhole)
          .sort((a, b) => (b.ratio?.estimate ?? 0) - (a.ratio?.estimate ?? 0))
          .flatMap(({ many, ratio }) => (ratio ? [`${many.cell.subject} ${significant(ratio.estimate)} times`] : [])),
      ),
    },
    {
      question: 'Which reader-writer lock, and is it fair?',
      answer: sentence(...locks(measured)),
    },
    {
      question: 'How long does a read take while another thread writes, two readings of the clock included?',
      answer: sentence(...tailsOf(measured.reading(isWhole)).map(tailText)),
    },
    {
      question: 'How many writes a second does the writer make beside the readers?',
      answer: sentence(...measured.reading(isWhole).map((row) => `${row.cell.subject} ${paceText(row)}`)),
    },
    {
      question: 'How many reads are done in vain?',
      answer: sentence(
        ...measured
          .reading(beginsAgain)
          .map((row) => ({ row, again: inVain(row) }))
          .sort((a, b) => b.again - a.again)
          .map(
            ({ row, again }) => `${row.cell.subject} begins again ${significant(100 * again)} times in a hundred reads`,
          ),
      ),
    },
    {
      question: 'How much memory is held back for readers?',
      answer: sentence(...copies(measured)),
    },
  ];
}

/** By the length of sections and the share of reads, then who is least fair. */
function locks(measured: Measured): string[] {
  const rows = measured.allLocks();
  const lengths = [...Map.groupBy(rows, ({ cell }) => cell.params.insideNs)].sort(([a], [b]) => a - b);
  const said = lengths.map(([insideNs, some]) => {
    const shares = [...Map.groupBy(some, ({ cell }) => cell.params.readPercent)].sort(([a], [b]) => b - a);
    const best = shares.map(([share, [row]]) => `at ${share} % reads ${row.cell.subject} (${rate(row)})`);
    return `with ${insideNs === 0 ? 'nothing' : duration(insideNs)} inside ${best.join(', ')}`;
  });
  const [least] = byFairness(rows);
  return least
    ? [...said, `the least fair is ${least.cell.label ?? least.label}, Jain ${jainOf(least.cell).toFixed(3)}`]
    : said;
}

/** For one read. Tries of readers alone: the thread that writes does not count its own. */
function inVain({ cell }: SummaryRow): number {
  const failed = cell.trials.reduce(
    (sum, { perThread }) => sum + perThread.reduce((some, thread) => some + (thread.failedTries ?? 0), 0),
    0,
  );
  return failed / cell.trials.reduce((sum, { ops }) => sum + ops, 0);
}

/** The fewest first; those with equally many together. */
function copies(measured: Measured): string[] {
  const held = measured.atShare(isWhole, seldom(measured)).flatMap(({ cell }) => {
    const count = cell.trials[0].figures?.copies;
    return count === undefined ? [] : [{ name: cell.subject, count }];
  });
  const groups = [...Map.groupBy(held, ({ count }) => count)].sort(([a], [b]) => a - b);
  return groups.map(([count, some], at) => {
    const first = at === 0 ? `, with ${measured.threads} threads` : '';
    return `${some.map(({ name }) => name).join(', ')}: ${count} ${count === 1 ? 'copy' : 'copies'} of the value${first}`;
  });
}

function rate(row: SummaryRow): string {
  return `${significant((row.median ?? 0) / 1e6)} M/s`;
}
