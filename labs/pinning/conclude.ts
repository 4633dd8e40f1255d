/** What the pinning laboratory's run says: what pinning is for here, and the first screen's answers. */
import { NAMES, times } from '../../src/lab/claim.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { delayShare } from '../../src/report/moves.ts';
import { percent, significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { coefficientOfVariation } from '../../src/stats/coefficient-of-variation.ts';
import { median } from '../../src/stats/median.ts';
import { claims, type Gains, parks, spinsInOrder } from './claims.ts';
import { at, leftAlone, type Place, PlacedFindings, pinnedAndNot, type Twins, twinsAt } from './measured.ts';
import { pooledRatio } from './pooled.ts';
import { type Restlessness, restlessness } from './restless.ts';

/** A pinned thread of its own core waits this long, as a part of its time, only where somebody else uses the CPU. */
const BUSY = 0.05;

export function conclude(record: LabResult): Conclusion {
  const found = new PlacedFindings(record);
  const gains = gainsOf(found, record.config.seed);
  const restless = restlessness(leftAlone(found), record.config.seed);
  return {
    headline: headline(record, found, gains, restless),
    answers: answers(found, gains, restless),
    claims: claims(found, gains, restless),
  };
}

function gainsOf(found: PlacedFindings, seed: number): Gains {
  const { partners, loners } = pinnedAndNot(found);
  const turned = [...partners, ...loners].map(({ name, over, under }) => ({ name, over: under, under: over }));
  return {
    partners,
    loners,
    spread: pooledRatio(turned, coefficientOfVariation, seed),
    partnersSpeed: pooledRatio(partners, median, seed),
    lonersSpeed: pooledRatio(loners, median, seed),
    crowd: pooledRatio(twinsAt(found, 'crowd', ['apart', 'left alone']), median, seed),
  };
}

function headline(record: LabResult, found: PlacedFindings, gains: Gains, restless: Restlessness): string {
  const { partners, loners, spread, partnersSpeed, lonersSpeed } = gains;
  const twins = [...partners, ...loners];
  if (twins.length === 0) {
    const refused = record.cells.find(({ placement }) => placement.policy !== 'none' && !placement.verified);
    return refused
      ? `The threads could not be pinned here: ${refused.placement.reason ?? 'no reason was given.'} So there is nothing to compare.`
      : 'Pinned threads and threads left to the system were not both measured, so there is nothing to compare.';
  }
  if (!spread)
    return 'Pinned threads and threads left to the system were not measured in enough blocks: let the run finish.';
  const first =
    spread.low > 1
      ? `Pin to get the same result again: trials of threads left to the system spread ${times(spread)} as much`
      : spread.high < 1
        ? `Pinning did not make results repeatable here: trials of threads left to the system spread ${times(spread)} as much`
        : `This run does not decide whether pinned threads repeat better (left to the system they spread ${times(spread)} as much)`;
  const speeds = [
    lonersSpeed && `pinning makes threads that share nothing ${times(lonersSpeed)} as fast`,
    partnersSpeed &&
      `threads that wait for each other ${times(partnersSpeed)}${why(found, partnersSpeed.low, restless)}`,
  ];
  const second = speeds.filter((one) => one !== null).join(', ');
  return `${first}${second === '' ? '' : `; ${second}`}.${busy(twins)}`;
}

/** Who is pinned cannot go where there is room: what pinning does beside other programs is another question. */
function busy(twins: readonly Twins[]): string {
  const delays = twins.flatMap(({ over }) => delayShare(over.cell) ?? []);
  const delay = delays.length === 0 ? 0 : median(delays);
  if (delay < BUSY) return '';
  return ` Other programs were running: pinned threads waited for their CPUs ${percent(delay)} of the time.`;
}

/** Faster than the noise: two threads on one CPU are the usual reason. */
function why(found: PlacedFindings, low: number, { together }: Restlessness): string {
  if (low <= 1 + found.floor || !together || together.ended === 0) return '';
  return `, since the system left two threads on one CPU in ${percent(together.ended / together.of)} of the trials`;
}

function answers(
  found: PlacedFindings,
  { spread, partnersSpeed, lonersSpeed }: Gains,
  restless: Restlessness,
): LabResult['answers'] {
  const wasm = (section: string, place: Place, fits?: typeof parks) => at(found, section, 'wasm', place, fits)[0];
  const { moves, seconds, counted, of, moveCost, together } = restless;
  const both = (section: string, fits?: typeof parks) =>
    twinsAt(found, section, ['one CPU', found.farthest], fits).filter(({ over }) => over.cell.backend === 'wasm')[0];
  const [ring, trip] = [both('ring'), both('round-trip')];
  const [spinning, parking] = [both('lock', spinsInOrder), both('lock', parks)];
  const [near, far] = [wasm('round-trip', 'siblings'), wasm('round-trip', 'apart')];
  const [half, whole] = [wasm('own-work', 'siblings'), wasm('own-work', 'apart')];
  return [
    {
      question: 'What does pinning gain?',
      answer: sentence(
        spread && `trials of threads left to the system spread ${times(spread)} as much as those of pinned ones`,
        lonersSpeed && `pinned threads that share nothing are ${times(lonersSpeed)} as fast`,
        partnersSpeed && `pinned threads that wait for each other ${times(partnersSpeed)}`,
      ),
    },
    {
      question: 'How often do threads move that nobody pinned, and what does it cost?',
      answer: sentence(
        of > 0 &&
          `${counted ? '' : 'at least '}${significant(moves / seconds)} moves a second, the threads of a cell together`,
        moveCost && `trials without a move are ${times(moveCost)} as fast as those with one`,
        together && `${percent(together.ended / together.of)} of the trials ended with two threads on one CPU`,
        together?.cost && `those are ${times(together.cost)} as fast as the others`,
      ),
    },
    {
      question: 'What happens when two threads share one CPU?',
      answer: sentence(
        ring && `${change(ring.under, ring.over, rate)} through ${ring.over.cell.subject}`,
        trip && `a round trip takes ${cost(trip.over)} instead of ${cost(trip.under)}`,
        spinning && `${change(spinning.under, spinning.over, rate)} acquisitions of ${spinning.over.cell.subject}`,
        parking && `${change(parking.under, parking.over, rate)} of ${parking.over.cell.subject}, which sleeps`,
      ),
    },
    {
      question: 'What do siblings of one core gain and lose?',
      answer: sentence(
        near && far && `a round trip takes ${cost(near)} between siblings, ${cost(far)} between cores (${NAMES.wasm})`,
        half && whole && `with nothing shared siblings make ${rate(half)} additions, two cores ${rate(whole)}`,
      ),
    },
    {
      question: 'Does pinning help when there are more threads than CPUs?',
      answer: sentence(
        ...twinsAt(found, 'crowd', ['apart', 'left alone']).map(
          ({ over, under }) =>
            `${over.cell.threads} threads with ${over.cell.subject}: ${rate(over)} pinned, ${rate(under)} left to the system`,
        ),
      ),
    },
  ];
}

function change(from: SummaryRow, to: SummaryRow, figure: (row: SummaryRow) => string): string {
  return `${figure(to)} instead of ${figure(from)}`;
}

function rate(row: SummaryRow): string {
  const perSecond = row.median ?? 0;
  return perSecond >= 1e6 ? `${significant(perSecond / 1e6)} M/s` : `${significant(perSecond / 1e3)} k/s`;
}
