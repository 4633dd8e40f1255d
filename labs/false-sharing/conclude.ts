/** What the false-sharing laboratory's run says: how far apart words must lie here, and what it costs if they do not. */
import { type Claim, compare, NAMES, type RowPair, round, times } from '../../src/lab/claim.ts';
import { sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { type Curve, type Step, Strides } from './strides.ts';

export function conclude(record: LabResult): Conclusion {
  const strides = new Strides(record);
  return { headline: headline(strides), answers: answers(strides), claims: claims(strides) };
}

function headline(strides: Strides): string {
  if (strides.curves.length === 0) return 'Two threads were not measured at two distances, so nothing can be said.';
  const steps = strides.curves.flatMap((curve) => strides.step(curve) ?? []);
  const certain = steps.filter((step) => step.isCertain);
  const [first] = certain;
  if (!first)
    return 'This run does not decide how far apart words must lie: repeat it on an idle machine, or with --thorough.';
  const cost = `closer, an addition costs ${significant(first.knee.drop)} times as much (${nameOf(first.curve)})`;
  if (new Set(certain.map(({ knee }) => knee.x)).size > 1) {
    const said = certain.map(({ curve, knee }) => `${knee.x} (${nameOf(curve)})`).join(', ');
    return `This run does not decide how far apart words must lie: the cost falls at ${said} bytes.`;
  }
  return `Keep words that different threads write at least ${first.knee.x} bytes apart: ${cost}.`;
}

function answers(strides: Strides): LabResult['answers'] {
  return [
    {
      question: 'How far apart must the words of two threads lie?',
      answer: sentence(
        ...strides.curves.map((curve) => {
          const step = strides.step(curve);
          return step ? `${nameOf(curve)}: ${stepOf(step)}` : `${nameOf(curve)}: no step by a factor of 1.3 or more`;
        }),
      ),
    },
    {
      question: 'What do words side by side cost?',
      answer: sentence(
        ...strides.curves.map((curve) => {
          const ratio = strides.found.ratio(curve.farthest, curve.nearest);
          return ratio && faster(curve, curve.farthest, curve.nearest, ratio);
        }),
      ),
    },
    {
      question: 'Do two neighbouring lines disturb each other?',
      answer: sentence(
        ...strides.curves.map((curve) => {
          const [two, one] = [curve.at(2 * strides.lineBytes), curve.at(strides.lineBytes)];
          const ratio = strides.found.ratio(two, one);
          return two && one && ratio && faster(curve, two, one, ratio);
        }),
      ),
    },
  ];
}

function claims(strides: Strides): Claim[] {
  return [
    sideBySide(strides, 'plain-stores', 'Words side by side slow plain stores down'),
    sideBySide(strides, 'atomic-adds', 'Words side by side slow atomic adds down'),
    kneeIsLine(strides),
    pairOfLines(strides),
  ];
}

function sideBySide(strides: Strides, section: Curve['section'], title: string): Claim {
  const curves = strides.curves.filter((curve) => curve.section === section);
  const claim = compare(strides.found, {
    id: `side-by-side-${section}`,
    title,
    law: 'two writers of one line send it back and forth, although no word is shared',
    pairs: curves.map((curve) => [curve.farthest, curve.nearest]),
    least: 1,
  });
  return told(strides, claim, curves, (curve) => [curve.farthest, curve.nearest]);
}

/** The claim's verdict in words that name the distances: both rows are of one subject. */
function told(strides: Strides, claim: Claim, curves: readonly Curve[], pair: (curve: Curve) => RowPair): Claim {
  const measured = curves.flatMap((curve) => {
    const [far, near] = pair(curve);
    const ratio = strides.found.ratio(far, near);
    return far && near && ratio ? [{ curve, far, near, ratio }] : [];
  });
  if (measured.length === 0) return { ...claim, sentence: 'The two distances were not both measured.' };
  return {
    ...claim,
    sentence: sentence(...measured.map(({ curve, far, near, ratio }) => faster(curve, far, near, ratio))),
    evidence: Object.fromEntries(
      measured.map(({ curve, far, near, ratio }) => [
        `${nameOf(curve)}, ${far.x} / ${near.x} bytes`,
        round(ratio.estimate),
      ]),
    ),
  };
}

/** Each curve whose step is certain has a say. */
function kneeIsLine(strides: Strides): Claim {
  const claim = {
    id: 'knee-is-line',
    title: 'The cost falls where words come to lie on different cache lines',
    law: 'what travels is a line: words on two lines do not disturb each other',
  };
  const expected = strides.nextStride(strides.lineBytes);
  const steps = strides.curves.flatMap((curve) => strides.step(curve) ?? []);
  const certain = steps.filter((step) => step.isCertain);
  const asExpected = certain.filter(({ knee }) => knee.x === expected);
  const source = strides.lineIsKnown ? 'the machine says' : 'assumed, as the machine does not say';
  if (steps.length === 0) {
    const sentence = 'No cost fell by a factor of 1.3 or more, or fewer than four distances were measured.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  return {
    ...claim,
    verdict:
      certain.length > 0 && asExpected.length === certain.length
        ? 'held'
        : certain.length > 0 && asExpected.length === 0
          ? 'did not hold'
          : 'undecided',
    sentence: sentence(
      ...steps.map((step) => `${nameOf(step.curve)}: ${stepOf(step)}`),
      `a line has ${strides.lineBytes} bytes (${source})`,
    ),
    evidence: Object.fromEntries(steps.map(({ curve, knee }) => [`${nameOf(curve)}, bytes`, knee.x])),
  };
}

function pairOfLines(strides: Strides): Claim {
  const pair = (curve: Curve) => [curve.at(2 * strides.lineBytes), curve.at(strides.lineBytes)] as const;
  const claim = compare(strides.found, {
    id: 'pair-of-lines',
    title: 'Two lines apart is better than one',
    law: 'some CPUs fetch lines in pairs: a neighbouring line then comes and goes, too',
    pairs: strides.curves.map(pair),
    least: 1,
  });
  return told(strides, claim, strides.curves, pair);
}

/** `WebAssembly, plain stores`, and the threads where there are more than two */
function nameOf({ backend, what, threads }: Curve): string {
  return `${NAMES[backend]}, ${what}${threads > 2 ? `, ${threads} threads` : ''}`;
}

/** `WebAssembly, plain stores: at 256 bytes 1.84 (1.72 to 2.33) times as fast as at 4` */
function faster(curve: Curve, far: SummaryRow, near: SummaryRow, ratio: Ratio): string {
  return `${nameOf(curve)}: at ${far.x} bytes ${times(ratio)} as fast as at ${near.x}`;
}

function stepOf({ knee, isCertain }: Step): string {
  const doubt = isCertain ? '' : ', which may be chance';
  return `${significant(knee.drop)} times cheaper from ${knee.x} bytes on${doubt}`;
}
