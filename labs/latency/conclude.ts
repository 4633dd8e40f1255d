/** What the latency laboratory's run says: the nearest and the farthest hand-over, and each claim with its evidence. */
import type { Backend } from '../../src/contract.ts';
import { NAMES } from '../../src/lab/claim.ts';
import { Findings } from '../../src/lab/findings.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { claims } from './claims.ts';
import { type Matrix, matrices } from './pairs.ts';

const isAny = () => true;

export function conclude(record: LabResult): Conclusion {
  const found = new Findings(record);
  const tours = matrices(record, found);
  const lead = leadOf(found);
  return {
    headline: headline(found, tours, lead),
    answers: answers(found, tours, lead),
    claims: claims(found, tours, lead),
  };
}

/** WebAssembly, which shows the hardware; JavaScript where nothing else was measured. */
function leadOf(found: Findings): Backend {
  return found.rows('methods', 'wasm', isAny).length > 0 || found.rows('methods', 'js', isAny).length === 0
    ? 'wasm'
    : 'js';
}

function headline(found: Findings, [matrix]: readonly Matrix[], lead: Backend): string {
  const [own] = found.rows('own', lead, (facts) => facts.atomic === 'atomic' && facts.needs === 'ownership');
  const home = own?.perOpNs ? `; an atomic on a line of one’s own takes ${cost(own)}` : '';
  if (!matrix) {
    const [best] = found.rows('methods', lead, isAny);
    return best
      ? `A hand-over to another CPU takes ${cost(best)} here as ${NAMES[lead]}${home}.`
      : 'No hand-over between two CPUs was measured, so there is no latency to tell.';
  }
  const told = matrix.classes.filter(({ distance }) => distance !== null);
  const [near] = told.length > 0 ? told : matrix.classes;
  const far = told[told.length - 1] ?? near;
  if (near === far)
    return `A hand-over to another CPU (${near.distance ?? 'distance unknown'}) takes ${duration(near.ns)} here${home}.`;
  return `A hand-over takes ${duration(near.ns)} to the nearest CPU (${near.distance}) and ${duration(far.ns)} to the farthest (${far.distance}), ${significant(far.ns / near.ns)} times as long${home}.`;
}

function answers(found: Findings, tours: readonly Matrix[], lead: Backend): LabResult['answers'] {
  const ways = found.rows('methods', lead, isAny);
  const [best] = ways;
  const js =
    best && lead === 'wasm' && found.rows('methods', 'js', (_facts, row) => row.cell.subject === best.cell.subject)[0];
  const [asleep] = found.rows('asleep', 'wasm', isAny);
  const [matrix] = tours;
  return [
    {
      question: 'How far are the CPUs apart?',
      answer: sentence(
        ...(matrix?.classes.map(
          ({ distance, ns, pairs }) =>
            `${distance ?? 'unknown distance'}: ${duration(ns)} (${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'})`,
        ) ?? []),
      ),
    },
    {
      question: 'Which way to hand over is the quickest?',
      answer: sentence(...ways.map((row) => `${row.cell.subject} ${cost(row)}`)),
    },
    {
      question: 'What does JavaScript add?',
      answer: sentence(
        best &&
          js &&
          `${best.cell.subject} takes ${cost(best)} in ${NAMES.wasm} and ${cost(js)} in ${NAMES.js}: calls of Atomics on both sides`,
      ),
    },
    {
      question: 'And if the other thread sleeps?',
      answer: sentence(
        asleep && `A round trip of two wake-ups takes ${cost(asleep)}`,
        asleep &&
          best &&
          `${significant((asleep.perOpNs ?? 0) / (2 * (best.perOpNs ?? 1)))} times one between threads that look`,
      ),
    },
  ];
}
