/** What the counter laboratory's run says: what to use here, the first screen's answers, and the claims. */
import { NAMES, times } from '../../src/lab/claim.ts';
import { sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { claims, gains, lossOf } from './claims.ts';
import { losses } from './losses.ts';
import { BACKENDS, Picks } from './picks.ts';

export function conclude(record: LabResult): Conclusion {
  const picks = new Picks(record);
  return { headline: headline(picks), answers: answers(picks), claims: claims(picks) };
}

function headline(picks: Picks): string {
  const { found, threads } = picks;
  if (threads === null)
    return 'No counter was measured with two or more threads that each have a CPU, so there is no recommendation.';
  const [shared] = picks.rows('adding', 'js', 'shared add');
  const [best, second] = picks.rows('adding', 'js', 'sharded');
  if (!shared || !best)
    return 'A counter in one word and one in several were not both measured as JavaScript, so there is no recommendation.';
  const ratio = found.ratio(best, shared);
  if (ratio === null || ratio.low === null || ratio.high === null)
    return `${best.cell.subject} and ${shared.cell.subject} were not measured in enough blocks to recommend one: let the run finish.`;
  if (ratio.high < 1 / (1 + found.floor))
    return `Use ${shared.cell.subject}: ${threads} threads that add all the time make ${rate(shared)} as JavaScript; with ${best.cell.subject} they make ${times(ratio)} as many.`;
  if (ratio.low <= 1 + found.floor)
    return `This run does not decide between ${best.cell.subject} and ${shared.cell.subject} (${times(ratio)} as fast): repeat it on an idle machine, or with --thorough.`;
  const clear = !second || (found.ratio(best, second)?.low ?? 0) > 1 + found.floor;
  const name = clear
    ? best.cell.subject
    : `${best.cell.subject} or ${second.cell.subject}, which this run cannot tell apart,`;
  return `Use ${name} where threads add all the time: ${threads} of them make ${rate(best)} as JavaScript, ${times(ratio)} ${shared.cell.subject}.${readers(picks)}`;
}

/** Said only where this run has decided it. */
function readers(picks: Picks): string {
  const [shared] = picks.rows('reading', 'js', 'shared add');
  const ratio = picks.found.ratio(shared, picks.rows('reading', 'js', 'sharded')[0]);
  if (!shared || (ratio?.low ?? 0) <= 1 + picks.found.floor) return '';
  return ` Where somebody reads often, keep ${shared.cell.subject}: it is read ${times(ratio)} as fast.`;
}

function answers(picks: Picks): LabResult['answers'] {
  const { found } = picks;
  const first = (backend: SummaryRow['cell']['backend'], part: 'shared add' | 'yardstick') =>
    picks.scalings(backend, part).slice(0, 1);
  return [
    {
      question: 'Which counter is fastest here?',
      answer: sentence(
        ...BACKENDS.map((backend) => {
          const [best] = picks.rows('adding', backend, ['sharded', 'shared add']);
          return best && `${best.cell.threads} threads, ${NAMES[backend]}: ${best.cell.subject} (${rate(best)})`;
        }),
      ),
    },
    {
      question: 'What does sharing one word cost?',
      answer: sentence(...BACKENDS.flatMap((backend) => first(backend, 'shared add').map(gains))),
    },
    {
      question: 'What would the CPUs give threads that share nothing?',
      answer: sentence(
        ...BACKENDS.flatMap((backend) => first(backend, 'yardstick')).map(
          ({ many: { cell }, ratio }) =>
            `${NAMES[cell.backend]}: ${cell.threads} threads do ${times(ratio)} the arithmetic of one`,
        ),
      ),
    },
    {
      question: 'How many additions does a plain word lose?',
      answer: sentence(...BACKENDS.flatMap((backend) => losses(picks, backend).map(lossOf))),
    },
    {
      question: 'What does reading cost while others add?',
      answer: sentence(
        ...BACKENDS.flatMap((backend) => {
          const [shared] = picks.rows('reading', backend, 'shared add');
          return picks.rows('reading', backend, 'sharded').map((sharded) => {
            const ratio = found.ratio(sharded, shared);
            return (
              ratio &&
              `${NAMES[backend]}: ${sharded.cell.subject} is read ${times(ratio)} as fast as ${shared?.cell.subject}`
            );
          });
        }),
      ),
    },
  ];
}

function rate(row: SummaryRow): string {
  return `${significant((row.median ?? 0) / 1e6)} M additions/s`;
}
