/** What the line-state laboratory's run says: what a line costs that another core has, and what the instruction itself costs. */
import { NAMES } from '../../src/lab/claim.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { claims } from './claims.ts';
import { Costs } from './costs.ts';
import { poolDoubt } from './pool.ts';
import { isPooled, STATES } from './states.ts';

export function conclude(record: LabResult): Conclusion {
  const costs = new Costs(record);
  return { headline: headline(costs), answers: answers(costs), claims: claims(costs) };
}

function headline(costs: Costs): string {
  const { nearest } = costs;
  const far = costs.at(nearest, 'fetch-and-add', 'modified');
  const near = costs.ownOf('fetch-and-add', 'wasm');
  if (!far || !near) return 'An atomic add was not measured on both near and far lines, so nothing can be said.';
  const times = significant((far.perOpNs ?? 0) / (near.perOpNs ?? 1));
  const load = costs.at(nearest, 'read', 'modified');
  const alike = load ? `, a load ${cost(load)}` : '';
  return `An atomic add costs ${cost(near)} on a line of one's own and ${cost(far)}, ${times} times as much, on one that another core has modified${alike}: keep lines where they are.`;
}

function answers(costs: Costs): LabResult['answers'] {
  const list = (rows: readonly SummaryRow[]) => rows.map((row) => `${row.cell.subject} ${cost(row)}`).join(', ');
  const own = (['wasm', 'js'] as const).map((backend) => {
    const rows = costs.own(backend);
    return rows.length > 0 && `${NAMES[backend]}: ${list(rows)}`;
  });
  const distances = costs.places.map((where) => {
    const span = costs.span(where);
    return (
      span &&
      `at ${where.name}: ${cost(span[0])} (${span[0].cell.subject}) to ${cost(span[1])} (${span[1].cell.subject})`
    );
  });
  const measured = (['read', 'fetch-and-add'] as const).map((family) =>
    STATES.flatMap((state) => {
      const row = costs.at(costs.nearest, family, state);
      return row ? [{ state, row }] : [];
    }),
  );
  const byState = measured.map(
    (some) =>
      some.length > 0 &&
      `${some[0].row.cell.subject}: ${some.map(({ state, row }) => `${state} ${cost(row)}`).join(', ')}`,
  );
  const pooled = measured.flat().find(({ state }) => isPooled(state));
  const doubt = pooled && poolDoubt(costs.l3MB, pooled.row);
  const added = (['own', 'modified'] as const).map((state) => {
    const [js, wasm] = (['js', 'wasm'] as const).map((backend) =>
      costs.at(costs.nearest, 'fetch-and-add', state, { backend }),
    );
    return js && wasm && `${state}: ${cost(js)} instead of ${cost(wasm)}`;
  });
  return [
    { question: 'What does an operation cost on a line of one’s own?', answer: sentence(...own) },
    { question: 'What does a line cost that another core has modified?', answer: sentence(...distances) },
    {
      question: 'Which state of the line makes the difference?',
      answer: `${sentence(...byState)}${doubt ? ` ${doubt}` : ''}`,
    },
    { question: 'What does JavaScript add to an atomic add?', answer: sentence(...added) },
  ];
}
