/** What the line-state laboratory's run says: what a line costs that another core has, and what the instruction itself costs. */
import { NAMES } from '../../src/lab/claim.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { claims } from './claims.ts';
import { Costs, siteOf } from './costs.ts';
import { STATES } from './states.ts';

export function conclude(record: LabResult): Conclusion {
  const costs = new Costs(record);
  return { headline: headline(costs), answers: answers(costs), claims: claims(costs) };
}

function headline(costs: Costs): string {
  const [site] = costs.sites;
  const far = site === undefined ? undefined : costs.at(site, 'fetch-and-add', 'modified');
  const near = costs.ownOf('fetch-and-add', 'wasm');
  if (!far || !near) return 'An atomic add was not measured on both near and far lines, so nothing can be said.';
  const times = significant((far.perOpNs ?? 0) / (near.perOpNs ?? 1));
  const load = site === undefined ? undefined : costs.at(site, 'read', 'modified');
  const alike = load ? `, a load ${cost(load)}` : '';
  return `An atomic add costs ${cost(near)} on a line of one's own and ${cost(far)}, ${times} times as much, on one that another core has modified${alike}: keep lines where they are.`;
}

function answers(costs: Costs): LabResult['answers'] {
  const list = (rows: readonly SummaryRow[]) => rows.map((row) => `${row.cell.subject} ${cost(row)}`).join(', ');
  const own = (['wasm', 'js'] as const).map((backend) => {
    const rows = costs.own(backend);
    return rows.length > 0 && `${NAMES[backend]}: ${list(rows)}`;
  });
  const distances = costs.sites.map((site) => {
    const span = costs.span(site);
    return (
      span &&
      `at ${siteOf(span[0])}: ${cost(span[0])} (${span[0].cell.subject}) to ${cost(span[1])} (${span[1].cell.subject})`
    );
  });
  const [site] = costs.sites;
  const states = (family: 'read' | 'fetch-and-add') =>
    site !== undefined &&
    STATES.flatMap((state) => {
      const row = costs.at(site, family, state);
      return row ? [{ state, row }] : [];
    });
  const byState = (['read', 'fetch-and-add'] as const).map((family) => {
    const some = states(family);
    return (
      some &&
      some.length > 0 &&
      `${some[0].row.cell.subject}: ${some.map(({ state, row }) => `${state} ${cost(row)}`).join(', ')}`
    );
  });
  const added = (['own', 'modified'] as const).map((state) => {
    const [js, wasm] = (['js', 'wasm'] as const).map((backend) =>
      site !== undefined ? costs.at(site, 'fetch-and-add', state, { backend }) : undefined,
    );
    return js && wasm && `${state}: ${cost(js)} instead of ${cost(wasm)}`;
  });
  return [
    { question: 'What does an operation cost on a line of one’s own?', answer: sentence(...own) },
    { question: 'What does a line cost that another core has modified?', answer: sentence(...distances) },
    { question: 'Which state of the line makes the difference?', answer: sentence(...byState) },
    { question: 'What does JavaScript add to an atomic add?', answer: sentence(...added) },
  ];
}
