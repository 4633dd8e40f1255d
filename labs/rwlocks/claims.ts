/** Each claim of the readers-and-writers laboratory, decided with its evidence. */
import type { Bound } from '../../src/lab/bound.ts';
import { type Claim, compare, NAMES, times } from '../../src/lab/claim.ts';
import { bounded, longer, type Share, undecided } from '../../src/lab/deciding.ts';
import { tailsOf } from '../../src/lab/tails.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { lockClaims } from './lock-claims.ts';
import {
  areAlikeInPace,
  type Fits,
  isSilent,
  isTorn,
  isYardstick,
  type Measured,
  paceText,
  takesLock,
  takesNoLock,
  waitsForNobody,
  writesOwnLine,
  writesSharedLine,
} from './measured.ts';

/** Of what the control gains with threads: from here on reads scale, and up to there they do not. */
const SCALES = 0.9;
const STANDS_STILL = 0.5;
/** What a read without a lock may cost, in plain reads of as many words. */
const MOST_FLOORS = 3;

export function claims(measured: Measured): Claim[] {
  return [
    scales(measured, {
      id: 'shared-line-stands-still',
      title: 'Readers that write a shared line do not scale, even when nobody writes the value',
      law: 'the line on which readers say that they are there moves to each of them, twice a read, and only one has it at a time',
      fits: writesSharedLine,
      bound: { most: STANDS_STILL },
    }),
    scales(measured, {
      id: 'silent-readers-scale',
      title: 'Readers that write nothing scale as if nothing were shared',
      law: 'every CPU keeps a copy of a line that nobody writes, so a read costs no transfer',
      fits: isSilent,
      bound: { least: SCALES },
    }),
    scales(measured, {
      id: 'own-lines-scale',
      title: 'Readers that write only lines of their own scale as if nothing were shared',
      law: 'a line that only one CPU writes, and nobody looks at, stays in its cache',
      fits: writesOwnLine,
      bound: { least: SCALES },
    }),
    cheapReads(measured),
    ...lockClaims(measured),
    readsMore(measured),
    shorterTail(measured),
    plainTears(measured),
  ];
}

interface ScalingClaim extends Pick<Claim, 'id' | 'title' | 'law'> {
  readonly fits: Fits;
  readonly bound: Bound;
}

function scales(measured: Measured, { fits, ...claim }: ScalingClaim): Claim {
  const [yardstick] = measured.scalings(isYardstick);
  const shares = measured.scalings(fits).flatMap((scaling): Share[] => {
    const ratio = yardstick ? measured.against(scaling, yardstick) : null;
    return ratio ? [{ name: scaling.many.cell.subject, ratio }] : [];
  });
  const gain = yardstick
    ? `${NAMES[measured.backend]}: ${yardstick.many.cell.threads} threads make ${times(yardstick.ratio)} the reads of one with ${yardstick.many.cell.subject}`
    : '';
  return bounded({ ...claim, shares, of: `${gain}; of that gain` });
}

function cheapReads(measured: Measured): Claim {
  const [floor] = measured.alone(isYardstick);
  const costs = (fits: Fits) =>
    // A cost is the inverse of "how many times better".
    measured.alone(fits).flatMap((row): Share[] => {
      const ratio = measured.found.ratio(floor, row);
      return ratio ? [{ name: row.cell.subject, ratio }] : [];
    });
  const claim = bounded({
    id: 'reads-are-cheap',
    title: `Alone, a read without a lock costs at most ${MOST_FLOORS} plain reads of the same words`,
    law: 'the copy, and a look at a word or two, or a store to a line of one’s own before and behind it',
    shares: costs(takesNoLock),
    bound: { most: MOST_FLOORS },
    of: `${NAMES[measured.backend]}, cost in plain reads (${floor?.cell.subject ?? 'not measured'})`,
  });
  const locked = costs(takesLock).map(({ name, ratio }) => `${name} ${times(ratio)}`);
  return locked.length === 0 || Object.keys(claim.evidence).length === 0
    ? claim
    : { ...claim, sentence: `${claim.sentence} Under locks, for comparison: ${locked.join('; ')}.` };
}

function readsMore(measured: Measured): Claim {
  const [free] = measured.reading(takesNoLock);
  const [locked] = measured.reading(takesLock);
  const claim = {
    id: 'no-lock-reads-more',
    title: 'While one thread writes, readers without a lock read more',
    law: 'under a lock, readers and writer shut each other out, and the line on which they say so moves; without one a write does not wait for those who read what it replaces, and a reader waits for the write under way at most, or begins again',
  };
  return atOnePace(compare(measured.found, { ...claim, pairs: [[free, locked]], least: 1 }), free, locked);
}

function shorterTail(measured: Measured): Claim {
  const claim = {
    id: 'no-lock-shorter-tail',
    title: 'While one thread writes, the slowest reads are shorter where readers wait for nobody',
    law: 'who waits for a writer waits for all of its write; who begins again or goes on waits for the new value’s lines only',
  };
  const [locked] = tailsOf(measured.reading(takesLock));
  const [free] = tailsOf(measured.reading(waitsForNobody));
  return atOnePace(longer(claim, locked, free, 'Reads'), free?.row, locked?.row);
}

/** Readers whose writer is slower are disturbed less often: such a comparison decides nothing. Writes a second are told. */
function atOnePace(decided: Claim, one: SummaryRow | undefined, other: SummaryRow | undefined): Claim {
  if (!one || !other) return decided;
  const paces = [one, other].map((row) => `${row.cell.subject} ${paceText(row)}`).join(', ');
  if (areAlikeInPace(one, other)) return { ...decided, sentence: `${decided.sentence} Writes beside them: ${paces}.` };
  return {
    ...decided,
    verdict: 'undecided',
    sentence: `${decided.sentence} But the writers differ by more than 10 %, so this decides nothing: ${paces}.`,
  };
}

/** One torn value proves it; a run without one proves nothing. */
function plainTears(measured: Measured): Claim {
  const claim = {
    id: 'plain-tears',
    title: 'Without coordination, readers see parts of several writes',
    law: 'the words of a value are written one after the other, and readers come in between',
  };
  const rows = measured.reading(isTorn);
  if (rows.length === 0) return undecided(claim, 'No register without coordination was read while one thread wrote.');
  const counts = rows.map(({ cell }) => ({
    name: cell.subject,
    torn: cell.trials.reduce((sum, { figures }) => sum + (figures?.tornReads ?? 0), 0),
    reads: cell.trials.reduce((sum, { ops }) => sum + ops, 0),
  }));
  return {
    ...claim,
    verdict: counts.some(({ torn }) => torn > 0) ? 'held' : 'undecided',
    sentence: `${counts
      .map(({ name, torn, reads }) =>
        torn > 0
          ? `${torn.toLocaleString('en-GB')} of about ${reads.toLocaleString('en-GB')} reads of ${name} were torn`
          : `none of ${reads.toLocaleString('en-GB')} reads of ${name} was torn, which proves nothing`,
      )
      .join('; ')}.`,
    evidence: Object.fromEntries(counts.map(({ name, torn }) => [`${name}, torn reads`, torn])),
  };
}
