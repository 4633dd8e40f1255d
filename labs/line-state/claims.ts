/** Claims of the line-state laboratory: each is a bound on how many times as much one operation costs as another. */
import { verdictWithin } from '../../src/lab/bound.ts';
import { type Claim, round, times } from '../../src/lab/claim.ts';
import { cost } from '../../src/lab/phrases.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import type { Costs, Where } from './costs.ts';
import { poolDoubt } from './pool.ts';

interface Bound {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  /** The row whose cost is told in units of the other's. */
  rows(where: Where): readonly [SummaryRow | undefined, SummaryRow | undefined];
  readonly least?: number;
  readonly most?: number;
  /** One of the rows is of a state that a pool of lines brings about. */
  readonly needsPool?: true;
}

interface Measured {
  readonly where: Where;
  readonly row: SummaryRow;
  readonly unit: SummaryRow;
  readonly ratio: Ratio;
}

export function claims(costs: Costs): Claim[] {
  return [
    bounded(costs, {
      id: 'transfer-is-the-price',
      title: 'On a line that another core has modified an atomic add costs hardly more than a load',
      law: 'the transfer is the price, not the instruction: atomics cost 8 to 35 % more than loads on non-local data (David, Guerraoui & Trigonakis, SOSP 2013, second hand)',
      rows: (where) => [costs.at(where, 'fetch-and-add', 'modified'), costs.at(where, 'read', 'modified')],
      most: 1.35,
    }),
    bounded(costs, {
      id: 'shared-write-costs-a-transfer',
      title: 'To write a line of which there is another copy costs about as much as to fetch it',
      law: 'a writer needs the only copy: the other one must be invalidated, and that is a message there and back, too',
      rows: (where) => [costs.at(where, 'fetch-and-add', 'shared'), costs.at(where, 'fetch-and-add', 'modified')],
      least: 0.5,
      most: 2,
    }),
    bounded(costs, {
      id: 'a-copy-is-enough-to-read',
      title: 'To read a line of which there is another copy costs no more than a line of one’s own',
      law: 'any number of cores may have a copy that nobody changes',
      rows: (where) => [costs.at(where, 'read', 'shared'), costs.at(where, 'read', 'own')],
      most: 1.2,
    }),
    bounded(costs, {
      id: 'owner-is-asked-either-way',
      title: 'Whether the other core has changed its only copy hardly matters to a load',
      law: 'the core that has the only copy must be asked, as it may have changed it; the state changes latency by a factor of 1.3 (Goncharenko & Paznikov, CEUR 2590, abstract)',
      rows: (where) => [costs.at(where, 'read', 'exclusive'), costs.at(where, 'read', 'modified')],
      needsPool: true,
      least: 1 / 1.3,
      most: 1.3,
    }),
    bounded(costs, {
      id: 'plain-stores-do-not-wait',
      title: 'A plain increment of a shared line takes at most half of an atomic one',
      law: 'its store waits in the store buffer while the thread goes on; an atomic operation waits until the other copy is gone',
      rows: (where) => [costs.at(where, 'plain', 'shared'), costs.at(where, 'fetch-and-add', 'shared')],
      most: 0.5,
    }),
    bounded(costs, {
      id: 'loads-overlap',
      title: 'Loads whose addresses are known overlap: each takes at most half of its latency',
      law: 'a core has several misses under way at a time',
      rows: (where) => [
        costs.at(where, 'read', 'modified', { chained: 0 }),
        costs.at(where, 'read', 'modified', { chained: 1 }),
      ],
      most: 0.5,
    }),
    bounded(costs, {
      id: 'atomics-do-not-overlap',
      title: 'Atomic additions do not overlap, known addresses or not',
      law: 'atomics block instruction-level parallelism (Schweizer, Besta & Hoefler, PACT 2015, abstract)',
      rows: (where) => [
        costs.at(where, 'fetch-and-add', 'modified', { chained: 0 }),
        costs.at(where, 'fetch-and-add', 'modified', { chained: 1 }),
      ],
      least: 0.8,
    }),
    bounded(costs, {
      id: 'javascript-fades',
      title: 'On lines from another core JavaScript costs at most half as much again as WebAssembly',
      law: 'V8 calls atomic operations out of line: a constant is added, not a factor',
      rows: (where) => [
        costs.at(where, 'fetch-and-add', 'modified', { backend: 'js' }),
        costs.at(where, 'fetch-and-add', 'modified', { backend: 'wasm' }),
      ],
      most: 1.5,
    }),
  ];
}

/** The nearest two cores decide; other distances are told beside it, and one core last. */
function bounded(
  costs: Costs,
  { id, title, law, rows, least = 0, most = Number.POSITIVE_INFINITY, needsPool }: Bound,
): Claim {
  const measured = costs.places.flatMap((where): Measured[] => {
    const [row, unit] = rows(where);
    // How many times better the unit is, is how many times as much the row costs.
    const ratio = costs.found.ratio(unit, row);
    return row && unit && ratio ? [{ where, row, unit, ratio }] : [];
  });
  const claim = { id, title, law };
  if (measured.length === 0) {
    const sentence = 'This run did not measure both.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  const decides = measured.find(({ where }) => !where.oneCore);
  const figures = `${measured.map(told).join('; ')}; ${needed(least, most)} is needed`;
  const evidence = Object.fromEntries(measured.map(({ row, ratio }) => [row.label, round(ratio.estimate)]));
  if (!decides) {
    const sentence = `${figures}, but between two cores: these threads shared one.`;
    return { ...claim, verdict: 'undecided', sentence, evidence };
  }
  const doubt = needsPool ? poolDoubt(costs.l3MB, decides.row) : null;
  if (doubt !== null) return { ...claim, verdict: 'undecided', sentence: `${figures}. ${doubt}`, evidence };
  return {
    ...claim,
    verdict: verdictWithin([decides.ratio], { least, most }),
    sentence: `${figures}${measured.length > 1 ? `, and ${decides.where.name} decides` : ''}.`,
    evidence,
  };
}

/** `add, modified, same L3: 33.6 ns, 1.12 (1.10 to 1.13) times load, modified, same L3` */
function told({ row, unit, ratio }: Measured): string {
  const backend = row.cell.backend === unit.cell.backend ? '' : ' as WebAssembly';
  const name = `${row.label}${row.cell.backend === 'js' ? ' as JavaScript' : ''}`;
  return `${name}: ${cost(row)}, ${times(ratio)} ${unit.label === row.label ? 'that' : unit.label}${backend}`;
}

function needed(least: number, most: number): string {
  if (least === 0) return `at most ${round(most)}`;
  return most === Number.POSITIVE_INFINITY ? `at least ${round(least)}` : `${round(least)} to ${round(most)}`;
}
