/** Each claim of the structures laboratory, decided with its evidence. */
import { type Claim, NAMES } from '../../src/lab/claim.ts';
import { bounded, longer, type Share } from '../../src/lab/deciding.ts';
import { tailsOf } from '../../src/lab/tails.ts';
import { significant } from '../../src/report/quantity.ts';
import { perOperation } from '../../src/report/thread-time.ts';
import { moreThreadsAtTheTop, popularKeys, readsScale, seldomThieves } from './change-claims.ts';
import {
  CONTESTS,
  type Contest,
  eliminates,
  type Fits,
  isArray,
  isFree,
  isLinked,
  isLocked,
  isMix,
  type Measured,
  QUEUE,
  STACK,
  staysAway,
  UNPOPULAR_MIX,
} from './measured.ts';

type Heading = Pick<Claim, 'id' | 'title' | 'law'>;

export function claims(measured: Measured): Claim[] {
  const { threads } = measured;
  const mixed = (fits: Fits) => tailsOf(measured.at(threads, 'map-mixes', fits, isMix(UNPOPULAR_MIX)))[0];
  return [
    moreThreadsAtTheTop(measured),
    meetingBeatsAway(measured),
    faster(measured, 'seated', [[QUEUE, isArray, isLinked]], {
      id: 'array-beats-links',
      title: 'A bounded array ring beats the linked queue',
      law: 'one claim of a slot at each end, against two exchanges and a node from a pool, which all threads want',
    }),
    faster(measured, 'seated', freeAgainstLocked, {
      id: 'no-lock-seated',
      title: 'With a CPU for each thread, the best structure without a lock beats that under one',
      law: 'a lock is an exchange to get in and one to get out, and keeps all others waiting in between',
    }),
    faster(measured, 'crowded', freeAgainstLocked, {
      id: 'no-lock-crowded',
      title: 'With more threads than CPUs, the best structure without a lock beats that under one',
      law: 'who loses its CPU inside the lock holds up all others; without a lock nobody, or only those who want the same slot',
    }),
    seldomThieves(measured),
    readsScale(measured),
    popularKeys(measured),
    longer(
      {
        id: 'gets-wait',
        title: 'While others write, the slowest gets are shorter without a lock',
        law: 'under a lock a get waits for whoever is inside; without one only for the lines of its key',
      },
      mixed(isLocked),
      mixed(isFree),
      'Gets, while half of the calls write',
    ),
  ];
}

/** Who should win, who should lose, at what. */
type Match = readonly [contest: Contest, winner: Fits, loser: Fits];

const freeAgainstLocked: readonly Match[] = CONTESTS.map((contest) => [contest, isFree, isLocked]);

/** The best of each side. With a CPU for each thread, or with more threads than CPUs. */
function faster(measured: Measured, where: 'seated' | 'crowded', matches: readonly Match[], claim: Heading): Claim {
  const { found, backend, threads, crowd } = measured;
  return bounded({
    ...claim,
    shares: matches.flatMap(([contest, ...sides]): Share[] => {
      const [winner, loser] = sides.map((fits) => measured[where](contest, fits)[0]);
      const ratio = found.ratio(winner, loser);
      return ratio && winner && loser ? [{ name: `${winner.cell.subject} of ${loser.cell.subject}`, ratio }] : [];
    }),
    bound: { least: Number((1 + found.floor).toFixed(2)) },
    of: `${NAMES[backend]}, ${where === 'seated' ? threads : crowd} threads, throughput of the one in that of the other`,
  });
}

/** Both stay away from the top for as long, so that only meeting is left; and the claim tells how many can have met. */
function meetingBeatsAway(measured: Measured): Claim {
  const claim = faster(measured, 'seated', [[STACK, eliminates, staysAway]], {
    id: 'meeting-beats-away',
    title: 'Where threads contend, elimination gives a stack more than staying away from the top alone',
    law: 'who has failed at the top leaves its line to others for a while, in either; where a push and a pop meet meanwhile, neither needs the line any more',
  });
  const [row] = measured.seated(STACK, eliminates);
  // Who meets another one there has failed at the top before.
  const failed = row && perOperation(row.cell, ({ failedTries }) => failedTries);
  if (failed == null || failed >= 1 || Object.keys(claim.evidence).length === 0) return claim;
  const met = significant(100 * failed);
  return {
    ...claim,
    sentence: `${claim.sentence} Of a hundred pushes and pops at most ${met} can have met another one there; all others have gone over the top.`,
    evidence: { ...claim.evidence, 'met, of a hundred, at most': Number((100 * failed).toPrecision(4)) },
  };
}
