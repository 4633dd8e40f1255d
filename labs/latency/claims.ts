/** The laws of the latency laboratory, decided. */
import type { Backend } from '../../src/contract.ts';
import { verdictWithin } from '../../src/lab/bound.ts';
import { type Claim, compare, round } from '../../src/lab/claim.ts';
import type { Facts, Findings } from '../../src/lab/findings.ts';
import { strangersOf } from '../../src/report/pair-matrix.ts';
import { duration, percent } from '../../src/report/quantity.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { bimodal } from '../../src/stats/bimodal.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { isCheaper, type Matrix, samePair } from './pairs.ts';

/** The matrix must come this close to the best of the three ways, measured alone for as long as any other cell. */
const CLOSE = 1.15;

const isAny = () => true;
const looksAndStores = (facts: Facts) => facts.lines === 1 && facts.writes === 'store';
const onTwoLines = (facts: Facts) => facts.lines === 2;
const isCas = (facts: Facts) => facts.writes === 'compare-exchange';

export function claims(found: Findings, matrices: readonly Matrix[], lead: Backend): Claim[] {
  const best = (section: string, fits: (facts: Facts) => boolean) => found.rows(section, lead, fits)[0];
  const ownAtomic = best('own', (facts) => facts.atomic === 'atomic' && facts.needs === 'ownership');
  return [
    nearBest(best('methods', isAny), matrices),
    compare(found, {
      id: 'transfer-costs-more',
      title: 'Handing a turn to another CPU costs at least four times an atomic on a line of one’s own',
      law: 'an atomic waits for its line; at home there is nothing to wait for',
      pairs: [[ownAtomic, best('methods', isAny)]],
      least: 4,
    }),
    distances(matrices),
    honest(matrices),
    noDearer(found, {
      id: 'one-trip-or-two',
      title: 'Compare-and-swap is no dearer than a look and a store',
      law: 'for each turn compare-and-swap fetches the line once, to own it; a look fetches a copy, and the store then asks for the right to write',
      row: best('methods', isCas),
      than: best('methods', looksAndStores),
    }),
    noDearer(found, {
      id: 'one-line-is-enough',
      title: 'One line for both is no dearer than a line for each writer',
      law: 'with a line each, every turn is a copy for the reader and the right to write back for the writer; with one line it is no more',
      row: best('methods', looksAndStores),
      than: best('methods', onTwoLines),
    }),
  ];
}

interface NoDearer {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  readonly row: SummaryRow | undefined;
  readonly than: SummaryRow | undefined;
}

/** Equal counts as held: only a difference beyond the noise floor refutes it. */
function noDearer(found: Findings, { row, than, ...claim }: NoDearer): Claim {
  const told = compare(found, { ...claim, pairs: [[row, than]], least: 1 });
  const ratio = found.ratio(row, than);
  if (!ratio) return told;
  return { ...told, verdict: verdictWithin([ratio], { least: 1 / (1 + found.floor) }) };
}

/** Short stops on fresh pages must not cost the matrix its truth. */
function nearBest(best: SummaryRow | undefined, matrices: readonly Matrix[]): Claim {
  const claim = {
    id: 'matrix-is-near-the-best',
    title: `The matrix comes within ${percent(CLOSE - 1)} of the best of three ways to hand over`,
    law: 'a raw ping-pong is only raw when no other way to write it is much quicker',
  };
  const pair = best && matrices.flatMap((matrix) => samePair(matrix, best.cell.placement.cpus) ?? []);
  if (!best?.perOpNs || !pair || pair.length === 0)
    return { ...claim, verdict: 'undecided', sentence: 'The pair was not measured in both.', evidence: {} };
  const ns = Math.min(...pair);
  const { low, high } = best;
  if (low === null || high === null)
    return {
      ...claim,
      verdict: 'undecided',
      sentence: 'Too few blocks for an interval: let the run finish.',
      evidence: {},
    };
  return {
    ...claim,
    verdict: verdictOf(ns, low, high),
    sentence: `CPUs ${best.cell.placement.cpus.join(' and ')}: ${duration(ns)} in the matrix, ${duration(best.perOpNs)} (${duration(low)} to ${duration(high)}) by ${best.cell.subject} alone.`,
    evidence: { matrix: round(ns), [best.cell.subject]: round(best.perOpNs), ratio: round(ns / best.perOpNs) },
  };
}

/** A matrix that is much cheaper than the cells speaks against the cells, and decides nothing. */
function verdictOf(ns: number, low: number, high: number): Claim['verdict'] {
  if (ns > CLOSE * high) return 'did not hold';
  return ns <= CLOSE * low && CLOSE * ns >= high ? 'held' : 'undecided';
}

function distances([matrix]: readonly Matrix[]): Claim {
  const claim = {
    id: 'farther-is-dearer',
    title: 'The farther, the dearer',
    law: 'each level of the machine that the line has to pass adds its part',
  };
  const classes = matrix?.classes.filter(({ distance }) => distance !== null) ?? [];
  if (classes.length < 2)
    return {
      ...claim,
      verdict: 'undecided',
      sentence: 'All pairs that were measured are at one distance, so there is nothing to compare.',
      evidence: {},
    };
  const steps = classes.slice(1).map((far, i) => isCheaper(classes[i], far));
  return {
    ...claim,
    verdict: steps.includes(false) ? 'did not hold' : steps.every((one) => one) ? 'held' : 'undecided',
    sentence: `${classes.map(({ distance, ns, pairs }) => `${distance} ${duration(ns)} (${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'})`).join(', ')}. A step counts when three of four pairs lie a tenth apart.`,
    evidence: Object.fromEntries(classes.map(({ distance, ns }) => [distance ?? '', round(ns)])),
  };
}

/** Nine tenths over one tenth of the pairs: beyond this there may be several groups that no test tells apart. */
const WIDE = 1.3;

function spanOf(ns: readonly number[]): number {
  return quantile(ns, 0.9) / quantile(ns, 0.1);
}

/** The most honest check of a topology is to measure it (McKenney's perfbook does so in categorize.sh). */
function honest([matrix]: readonly Matrix[]): Claim {
  const claim = {
    id: 'topology-is-honest',
    title: 'Pairs at one distance cost the same',
    law: 'what the machine says about itself is what the lines meet on their way',
  };
  const classes = matrix?.classes.filter(({ distance, pairs }) => distance !== null && pairs.length >= 4) ?? [];
  if (!matrix || classes.length === 0)
    return {
      ...claim,
      verdict: 'undecided',
      sentence: 'No distance that the machine tells has four pairs or more, so nothing can stand out.',
      evidence: {},
    };
  const [split] = classes.flatMap(({ distance, pairs }) => {
    const modes = bimodal(pairs.map(({ ns }) => ns));
    return modes ? [{ distance, ...modes }] : [];
  });
  if (split)
    return {
      ...claim,
      verdict: 'did not hold',
      sentence: `Pairs of ${split.distance} fall into two groups, ${duration(split.lowMode)} and ${duration(split.highMode)}: there may be a border that the topology does not tell.`,
      evidence: { low: round(split.lowMode), high: round(split.highMode) },
    };
  const strangers = strangersOf(classes);
  const [worst] = strangers;
  const wide = classes.find(({ pairs }) => spanOf(pairs.map(({ ns }) => ns)) > WIDE);
  const pairs = classes.reduce((sum, one) => sum + one.pairs.length, 0);
  return {
    ...claim,
    verdict: worst ? 'did not hold' : wide ? 'undecided' : 'held',
    sentence:
      wide && !worst
        ? `No pair stands out, but pairs of ${wide.distance} differ by ${percent(WIDE - 1)} and more among themselves: too much to be sure.`
        : worst
          ? `${strangers.length} of ${pairs} pairs stand out, most of all CPUs ${worst.pair.cpus.join(' and ')}: ${duration(worst.pair.ns)} where ${worst.pair.distance} usually takes ${duration(worst.usualNs)}.`
          : `None of ${pairs} pairs stands out from its distance.`,
    evidence: { pairs, strangers: strangers.length },
  };
}
