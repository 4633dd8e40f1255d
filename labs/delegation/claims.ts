/** Each claim of the delegation laboratory, decided with its evidence. */
import { type Claim, NAMES } from '../../src/lab/claim.ts';
import { bounded, type Share, undecided } from '../../src/lab/deciding.ts';
import { duration } from '../../src/report/quantity.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { combines, delegates, isAny, locks, locksAndSpins, type Measured, SHORTEST_NS, serves } from './measured.ts';

/** A section of this length is long beside any hand-over, in nanoseconds. */
const LONG_NS = 10_000;
/** Of the best throughput: what all reach where they meet. */
const MEET = 0.9;

export function claims(measured: Measured): Claim[] {
  return [shortSections(measured), longSections(measured), twoThreads(measured), crowded(measured)];
}

function shortSections(measured: Measured): Claim {
  const { transferNs, threads } = measured;
  const claim = {
    id: 'short-sections',
    title: 'Delegation beats locks where the section is shorter than a line transfer',
    law: 'a lock moves its own line and the object’s lines with every hand-over; a request and its answer are two transfers whatever the object',
  };
  const shorter = measured.lengths.filter((ns) => ns === SHORTEST_NS || (transferNs !== null && ns < transferNs));
  const told = transferNs === null ? '' : `, where a line transfer takes about ${duration(transferNs)}`;
  return bounded({
    ...claim,
    shares: shorter.flatMap((insideNs): Share[] => {
      const inside = insideNs === SHORTEST_NS ? 'only an addition' : duration(insideNs);
      const [delegated] = measured.atLength(delegates, insideNs);
      const [locked] = measured.atLength(locks, insideNs);
      return shareOf(measured, delegated, locked, ` with ${inside} inside`);
    }),
    bound: { least: measurably(measured) },
    of: `${NAMES[measured.backend]}, ${threads} threads${told}, throughput of the best that delegates in that of the best lock`,
  });
}

function longSections(measured: Measured): Claim {
  const claim = {
    id: 'long-sections',
    title: `With sections of ${duration(LONG_NS)} all strategies meet`,
    law: 'time per operation = section + what the strategy adds, and only one section runs at a time, whoever runs it',
  };
  const longest = measured.lengths.at(-1);
  if (longest === undefined || longest < LONG_NS) return undecided(claim, 'No section of that length was measured.');
  const failed = measured.failedAt(longest);
  if (failed.length > 0) return undecided(claim, `A trial, or all of them, came to nothing with ${failed.join(', ')}.`);
  const [best, ...others] = measured.atLength(isAny, longest);
  return bounded({
    ...claim,
    shares: others.flatMap((row) => shareOf(measured, row, best)),
    bound: { least: MEET },
    of: `${NAMES[measured.backend]}, ${measured.threads} threads, ${duration(longest)} inside, throughput in that of the best`,
  });
}

/** The reasons for what comes out stand among the answers. */
function twoThreads(measured: Measured): Claim {
  const [delegated] = measured.empty(delegates, 2);
  const [locked] = measured.empty(locks, 2);
  return bounded({
    id: 'two-threads',
    title: 'With two threads and empty sections, delegation is at least as fast as the best lock',
    law: 'a lock that changes hands moves a line each time; a request and its answer are two transfers, and a combiner needs none for its own section',
    shares: shareOf(measured, delegated, locked),
    bound: { least: hundredth(1 / (1 + measured.found.floor)) },
    of: `${NAMES[measured.backend]}, throughput of the best that delegates in that of the best lock`,
  });
}

function crowded(measured: Measured): Claim {
  const { crowd, cpus } = measured;
  const claim = {
    id: 'combining-survives',
    title:
      'With more threads than CPUs, flat combining gets more done than a server, and than the slowest lock that only spins',
    law: 'a server, and in a queue who is next, hold up everybody while they have no CPU; whoever has one can be the combiner',
  };
  const [combining] = measured.empty(combines, crowd);
  const [server] = measured.empty(serves, crowd);
  const slowest = measured.empty(locksAndSpins, crowd).at(-1);
  const shares = [server, slowest].map((rival) => shareOf(measured, combining, rival));
  // Half of a claim is none.
  return bounded({
    ...claim,
    shares: shares.every(({ length }) => length > 0) ? shares.flat() : [],
    bound: { least: measurably(measured) },
    of: `${NAMES[measured.backend]}, ${crowd} threads on ${cpus} CPU${cpus === 1 ? '' : 's'}, throughput`,
  });
}

/** `flat-combining of inside-mcs`; none where one of them was not measured, or a trial came to nothing. */
function shareOf({ found }: Measured, row: SummaryRow | undefined, base: SummaryRow | undefined, where = ''): Share[] {
  const ratio = found.ratio(row, base);
  return ratio && row && base ? [{ name: `${row.cell.subject} of ${base.cell.subject}${where}`, ratio }] : [];
}

/** What a ratio must be to count as faster. */
function measurably({ found }: Measured): number {
  return hundredth(1 + found.floor);
}

function hundredth(value: number): number {
  return Number(value.toFixed(2));
}
