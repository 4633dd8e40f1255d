/** The laws of the pinning laboratory, decided by the intervals of their ratios. */
import { verdictWithin } from '../../src/lab/bound.ts';
import { type Claim, round, times } from '../../src/lab/claim.ts';
import type { Facts } from '../../src/lab/findings.ts';
import { percent, significant } from '../../src/report/quantity.ts';
import type { Ratio } from '../../src/report/summary.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { type Place, type PlacedFindings, type Twins, twinsAt } from './measured.ts';
import type { Restlessness } from './restless.ts';

/** What is left on one CPU: less is a collapse. */
const COLLAPSE = 0.5;

const NOT_BOTH = 'This run did not measure both sides, or in too few blocks.';
const NO_SIBLINGS =
  'There is no core with two threads here, or there is no second core, or this run left it out (see what was not measured).';

export const parks = (facts: Facts) => facts.waiting === 'spin-then-park';
export const spinsInOrder = (facts: Facts) => facts.waiting === 'spin' && facts.fairness === 'fifo';

/** Pinned threads against those that were left alone. `null`: not measured, or in too few blocks. */
export interface Gains {
  readonly partners: readonly Twins[];
  readonly loners: readonly Twins[];
  /** How many times as much the trials of threads spread that were left alone. */
  readonly spread: Interval | null;
  /** How many times as fast pinned threads are that wait for each other. */
  readonly partnersSpeed: Interval | null;
  /** And those that share nothing. */
  readonly lonersSpeed: Interval | null;
  /** And those that wait for each other when there are more than CPUs. */
  readonly crowd: Interval | null;
}

export function claims(found: PlacedFindings, gains: Gains, restless: Restlessness): Claim[] {
  const most = 1 + found.floor;
  const hasCores = found.farthest === 'apart';
  const twoCpus = hasCores ? 'two cores' : 'two threads of one core';
  return [
    decide({
      id: 'narrower-spread',
      title: 'Pinned threads repeat: their trials spread less',
      law: 'the place is part of the experiment: a thread that runs elsewhere in the next trial has another distance to its partner, and other neighbours',
      lead: 'The spread (coefficient of variation) of threads left to the system, in that of pinned ones',
      ratios: [['all cells together', gains.spread]],
      least: 1,
    }),
    withEach(
      found,
      gains.loners,
      decide({
        id: 'no-faster',
        title: 'Pinning by itself makes nothing faster',
        law: 'a thread that waits for nobody runs as fast on a CPU that was chosen as on one that was not',
        lead: 'Threads that share nothing: the speed of pinned ones, in that of those left to the system',
        ratios: [['all cells together', gains.lonersSpeed]],
        most,
      }),
    ),
    together(
      restless,
      withEach(
        found,
        gains.partners,
        decide({
          id: 'partners-stay-apart',
          title: 'Threads that wait for each other are faster when they are pinned to two cores',
          law: 'the system does not know who waits for whom: now and then it puts both on one CPU, where they stay as long as each seems to sleep while the other runs',
          lead: 'Threads that wait for each other: the speed of pinned ones, in that of those left to the system',
          ratios: hasCores ? [['all cells together', gains.partnersSpeed]] : [],
          least: most,
          missing: hasCores ? NOT_BOTH : 'There is no second core here.',
        }),
      ),
    ),
    migrate(restless),
    decide({
      id: 'moves-cost',
      title: 'Trials in which a thread moved are slower than the others',
      law: 'who moves leaves its caches behind, and the other thread meanwhile waits',
      lead: 'The speed of trials without a move, in that of trials with one',
      ratios: [['threads left to the system', restless.moveCost]],
      least: most,
      missing:
        'There are not three trials of each sort in any cell, or the system does not count moves: nothing to compare.',
    }),
    decide({
      id: 'spinning-collapses',
      title: 'On one CPU, threads that spin for each other keep less than half',
      law: 'who spins burns the time that the other one needs: every hand-over waits for a nap or the end of a time slice',
      lead: `On one CPU, in the speed on ${twoCpus}`,
      ratios: [
        ...speeds(found, 'ring', ['one CPU', found.farthest]),
        ...speeds(found, 'round-trip', ['one CPU', found.farthest]),
        ...speeds(found, 'lock', ['one CPU', found.farthest], spinsInOrder),
      ],
      most: COLLAPSE,
    }),
    decide({
      id: 'parking-survives',
      title: 'On one CPU, a lock that parks keeps at least half',
      law: 'who sleeps leaves the CPU to the holder, and a thread that runs alone finds the lock free',
      lead: `On one CPU, in the speed on ${twoCpus}`,
      ratios: speeds(found, 'lock', ['one CPU', found.farthest], parks),
      least: COLLAPSE,
    }),
    decide({
      id: 'siblings-hand-over',
      title: 'Siblings of one core hand over faster',
      law: 'they share the first-level cache: no line has to travel',
      lead: 'Siblings, in the speed of two cores',
      ratios: speeds(found, 'round-trip', ['siblings', 'apart']),
      least: most,
      missing: NO_SIBLINGS,
    }),
    decide({
      id: 'siblings-share',
      title: 'Siblings of one core get less work done',
      law: 'two threads of a core share its execution units',
      lead: 'Siblings, in the speed of two cores',
      ratios: speeds(found, 'own-work', ['siblings', 'apart']),
      most: 1 / most,
      missing: NO_SIBLINGS,
    }),
    decide({
      id: 'crowd-no-faster',
      title: 'With more threads than CPUs, pinning makes nothing faster',
      law: 'a pinned thread waits for its CPU while another one is idle; the system moves what it may move',
      lead: 'The speed of pinned threads, in that of threads left to the system',
      ratios: [['all cells together', gains.crowd]],
      most,
    }),
  ];
}

/** The claim with its slowest and fastest pair; all of them in the evidence. */
function withEach(found: PlacedFindings, twins: readonly Twins[], claim: Claim): Claim {
  const each = twins.flatMap(({ name, over, under }): [string, Ratio][] => {
    const ratio = found.ratio(over, under);
    return ratio ? [[name, ratio]] : [];
  });
  if (Object.keys(claim.evidence).length === 0 || each.length < 2) return claim;
  const sorted = [...each].sort(([, a], [, b]) => a.estimate - b.estimate);
  const range = `One by one from ${told(sorted[0])} to ${told(sorted[sorted.length - 1])}.`;
  const evidence = Object.fromEntries(each.map(([name, { estimate }]) => [name, round(estimate)]));
  return { ...claim, sentence: `${claim.sentence} ${range}`, evidence: { ...claim.evidence, ...evidence } };
}

/** The claim with the reason that is looked for first. */
function together(restless: Restlessness, claim: Claim): Claim {
  if (Object.keys(claim.evidence).length === 0) return claim;
  return { ...claim, sentence: `${claim.sentence}${togetherText(restless.together)}` };
}

function togetherText(shared: Restlessness['together']): string {
  if (shared === null) return ' This system does not tell on which CPU a thread ran.';
  const { ended, of, cost } = shared;
  if (ended === 0) return ` None of ${of} trials of threads left to the system ended with two of them on one CPU.`;
  const price = cost ? `, and did ${times(cost)} as well as the others` : '';
  return ` Of the trials of threads left to the system ${percent(ended / of)} ended with two of them on one CPU${price}.`;
}

function told([name, { estimate }]: [string, Ratio]): string {
  return `${significant(estimate)} (${name})`;
}

function migrate({ moves, of, seconds, counted, trials }: Restlessness): Claim {
  const claim = {
    id: 'threads-move',
    title: 'Threads that are left to the system change their CPU',
    law: 'the scheduler evens out the load, and puts a thread that wakes where it finds room',
  };
  if (of === 0)
    return {
      ...claim,
      verdict: 'undecided',
      sentence: 'No thread was left to the system, or this one does not tell on which CPU a thread ran.',
      evidence: {},
    };
  const each = `${moves} moves in ${significant(seconds)} s, in ${trials} of ${of} trials`;
  return {
    ...claim,
    verdict: moves > 0 ? 'held' : counted ? 'did not hold' : 'undecided',
    sentence: counted
      ? `${each}.`
      : `This system does not count moves. From one trial of a visit to the next at least ${each}.`,
    evidence: { moves, seconds: round(seconds), 'trials with a move': trials, trials: of },
  };
}

type Named = readonly [name: string, ratio: Ratio | null];

function speeds(
  found: PlacedFindings,
  section: string,
  places: readonly [Place, Place],
  fits?: (facts: Facts) => boolean,
): Named[] {
  return twinsAt(found, section, places, fits).map(({ name, over, under }) => [name, found.ratio(over, under)]);
}

interface Law {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  /** What the ratios are. */
  readonly lead: string;
  readonly ratios: readonly Named[];
  /** Every ratio must lie at or above the one, or at or below the other. */
  readonly least?: number;
  readonly most?: number;
  readonly missing?: string;
}

/** held: every ratio's interval is within the bound; did not hold: one lies outside as a whole; undecided: neither. */
function decide({
  id,
  title,
  law,
  lead,
  ratios,
  least = 0,
  most = Number.POSITIVE_INFINITY,
  missing = NOT_BOTH,
}: Law): Claim {
  const known = ratios.flatMap(([name, ratio]) => (ratio ? [{ name, ratio }] : []));
  const claim = { id, title, law };
  if (known.length === 0)
    return {
      ...claim,
      verdict: 'undecided',
      sentence: missing,
      evidence: {},
    };
  const needed = least > 0 ? `At least ${significant(least)}` : `At most ${significant(most)}`;
  return {
    ...claim,
    verdict: verdictWithin(
      known.map(({ ratio }) => ratio),
      { least, most },
    ),
    sentence: `${lead}: ${known.map(({ name, ratio }) => `${name} ${times(ratio)}`).join('; ')}. ${needed} is needed.`,
    evidence: Object.fromEntries(known.map(({ name, ratio }) => [name, round(ratio.estimate)])),
  };
}
