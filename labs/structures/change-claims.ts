/** Claims on how much structures do in one situation, in that which they do in another. */
import { verdictWithin } from '../../src/lab/bound.ts';
import { type Claim, NAMES, round, times } from '../../src/lab/claim.ts';
import { undecided } from '../../src/lab/deciding.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import {
  type Change,
  eliminates,
  type Fits,
  isFree,
  isLocked,
  isMix,
  isTopOnly,
  type Measured,
  POPULAR_MIX,
  SELDOM_NS,
  UNPOPULAR_MIX,
} from './measured.ts';

/** With fewer threads, each with a CPU, hardly any two want one place at the same moment. */
const FEWEST_CONTENDERS = 4;
/** What an owner keeps that pays little. That the thief's CPU is busy may alone cost a tenth, where CPUs share a core or their power. */
const LITTLE = 0.8;

type Heading = Pick<Claim, 'id' | 'title' | 'law'>;

/** Some subjects, and what their change must keep to. */
interface Side {
  readonly changes: readonly Change[];
  readonly least?: number;
  readonly most?: number;
}

interface Known {
  readonly row: SummaryRow;
  readonly ratio: Ratio;
}

/** Held when all sides keep to their bounds. `of` begins the sentence: what the ratios are ratios of. */
function kept(claim: Heading, of: string, sides: readonly Side[]): Claim {
  const known = sides.map(({ changes }) =>
    changes.flatMap(({ to, ratio }): Known[] => (ratio ? [{ row: to, ratio }] : [])),
  );
  if (known.some((side) => side.length === 0)) return undecided(claim, 'This run did not measure both sides.');
  const verdicts = sides.map((bound, at) =>
    verdictWithin(
      known[at].map(({ ratio }) => ratio),
      bound,
    ),
  );
  const failed = verdicts.includes('did not hold') ? 'did not hold' : 'undecided';
  const told = sides.map(({ least, most }, at) => {
    const needed = least === undefined ? `at most ${significant(most ?? 0)}` : `at least ${significant(least)}`;
    return `${listOf(known[at])}, ${needed} is needed`;
  });
  return {
    ...claim,
    verdict: verdicts.every((verdict) => verdict === 'held') ? 'held' : failed,
    sentence: `${of}: ${told.join('; ')}.`,
    evidence: Object.fromEntries(known.flat().map(({ row, ratio }) => [row.cell.subject, round(ratio.estimate)])),
  };
}

function listOf(known: readonly Known[]): string {
  return known.map(({ row, ratio }) => `${row.cell.subject} ${times(ratio)}`).join(', ');
}

/** What such a claim is told instead where too few threads contend; `null` where there are enough. */
function tooFew(claim: Heading, measured: Measured): Claim | null {
  const { threads } = measured;
  if (threads === null) return undecided(claim, 'No two threads were measured with a CPU each.');
  if (threads >= FEWEST_CONTENDERS) return null;
  return undecided(
    claim,
    `With ${threads} threads hardly any two want one place at the same moment; it takes ${FEWEST_CONTENDERS}, each with a CPU.`,
  );
}

export function moreThreadsAtTheTop(measured: Measured): Claim {
  const claim = {
    id: 'top-collapses',
    title:
      'With more threads a stack with elimination gets no slower, and one without does, whether those who fail stay away or not',
    law: 'every operation needs the one line of the top, whether those who fail there stay away or not; pushes and pops that meet beside it do not, and the more threads, the more meet',
  };
  const floor = 1 / (1 + measured.found.floor);
  return (
    tooFew(claim, measured) ??
    kept(claim, `With ${measured.threads} threads, of what two do together`, [
      { changes: measured.scalings('stack', isTopOnly, 2), most: floor },
      { changes: measured.scalings('stack', eliminates, 2), least: floor },
    ])
  );
}

export function seldomThieves(measured: Measured): Claim {
  const claim = {
    id: 'thieves-cost-little',
    title: 'The owner of a deque without a lock pays little for a thief that comes seldom',
    law: 'a theft takes away the line of the top and that of an item; all else the owner has on lines of its own',
  };
  const rows = measured.rows('deque', isFree, ({ stealEveryNs }) => stealEveryNs === SELDOM_NS);
  const fewest = Math.min(...rows.map(({ cell }) => cell.threads).filter((threads) => threads > 1));
  const thieves = fewest === 2 ? 'one thief' : `${fewest - 1} thieves`;
  return kept(claim, `With ${thieves} every ${duration(SELDOM_NS)}, items put in, of those with none`, [
    {
      changes: measured.changes(
        measured.at(fewest, 'deque', isFree, ({ stealEveryNs }) => stealEveryNs === SELDOM_NS),
        measured.at(1, 'deque', isFree),
      ),
      least: LITTLE,
    },
  ]);
}

/** Two CPUs may be two threads of one core: then all that can be asked is half of what as many cores would give. */
export function readsScale(measured: Measured): Claim {
  const { threads, backend, found } = measured;
  return kept(
    {
      id: 'reads-scale',
      title: 'Gets without a lock scale with threads, gets under a lock do not',
      law: 'lines that nobody writes are in every cache at the same time; whoever takes the lock takes its line away from all others',
    },
    `${NAMES[backend]}: ${threads} threads make, of the gets of one`,
    [
      { changes: measured.scalings('map-threads', isFree, 1), least: Math.max(1 + found.floor, (threads ?? 0) / 2) },
      { changes: measured.scalings('map-threads', isLocked, 1), most: 1 },
    ],
  );
}

export function popularKeys(measured: Measured): Claim {
  const claim = {
    id: 'popular-keys',
    title: 'Popular keys slow down a map without a lock, and not one under a lock',
    law: 'where keys are popular, threads meet at the line of a key; under one lock they meet at its line, whatever the key',
  };
  const { threads } = measured;
  const floor = 1 / (1 + measured.found.floor);
  const side = (fits: Fits) =>
    measured.changes(
      measured.at(threads, 'map-mixes', fits, isMix(POPULAR_MIX)),
      measured.at(threads, 'map-mixes', fits, isMix(UNPOPULAR_MIX)),
    );
  return (
    tooFew(claim, measured) ??
    kept(
      claim,
      `With ${threads} threads, half of the calls gets, throughput by Zipf’s law in that with keys all alike`,
      [
        { changes: side(isFree), most: floor },
        { changes: side(isLocked), least: floor },
      ],
    )
  );
}
