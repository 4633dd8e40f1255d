/** What the barrier laboratory's run says: which barrier to take here, the answers, and each claim decided with its evidence. */
import { type Claim, compare, round, times } from '../../src/lab/claim.ts';
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { Ratio, SummaryRow } from '../../src/report/summary.ts';
import { usableCpus } from '../../src/report/usable-cpus.ts';
import { type Growth, whereLawsDiffer } from './laws.ts';

const BACKENDS = ['wasm', 'js'] as const;

const isAny = () => true;
const parks = (facts: Facts) => facts.waiting !== 'spin';
const spins = (facts: Facts) => facts.waiting === 'spin';
const isCentral = (facts: Facts) => spins(facts) && facts.path === 'linear';
const isLogarithmic = (facts: Facts) => facts.path === 'logarithmic';

export function conclude(record: LabResult): Conclusion {
  const found = new Findings(record);
  const families = new Map(record.subjects.map(({ name, family }) => [name, family]));
  const isDissemination = (_facts: Facts, row: SummaryRow) => families.get(row.cell.subject) === 'dissemination';
  const cpus = usableCpus(record);
  return {
    headline: headline(found),
    answers: answers(found, isDissemination),
    claims: claims(found, isDissemination, cpus),
  };
}

type Fits = (facts: Facts, row: SummaryRow) => boolean;

/** The best barriers of a section as JavaScript, and the best of those that are clearly slower. */
interface Choice {
  readonly best: readonly SummaryRow[];
  readonly next: SummaryRow | undefined;
}

function choose(found: Findings, section: string): Choice | null {
  const rows = found.rows(section, 'js', isAny);
  if (rows.length === 0) return null;
  const clear = rows.findIndex((row) => row !== rows[0] && isFaster(found, rows[0], row));
  return clear < 0 ? { best: rows, next: undefined } : { best: rows.slice(0, clear), next: rows[clear] };
}

function isFaster(found: Findings, row: SummaryRow, than: SummaryRow): boolean {
  return (found.ratio(row, than)?.low ?? 0) > 1 + found.floor;
}

function headline(found: Findings): string {
  const own = choose(found, 'own-cpu');
  const crowded = choose(found, 'oversubscribed');
  if (!own && !crowded) return 'No barrier has a score as JavaScript, so there is no recommendation.';
  if ([own, crowded].some((choice) => choice && !hasIntervals(found, choice)))
    return 'The barriers were not measured in enough blocks to recommend one: let the run finish.';
  if (!own || !crowded) {
    const missing = own ? 'with more threads than CPUs' : 'with a CPU for each thread';
    return `Use ${told(found, own ?? crowded)}; this run measured none ${missing}.`;
  }
  const both = crowded.best.flatMap((row) => own.best.filter((one) => one.cell.subject === row.cell.subject));
  const [everywhere] = both;
  if (!everywhere)
    return `Use ${told(found, own)} while each thread has a CPU, and ${told(found, crowded)} where there may be more threads.`;
  const there = crowded.best.find((row) => row.cell.subject === everywhere.cell.subject) ?? crowded.best[0];
  const gain = crowded.next
    ? `, ${times(found.ratio(there, crowded.next))} as fast as ${crowded.next.cell.subject}`
    : '';
  return `Use ${everywhere.cell.subject} whatever the number of threads: no barrier is clearly quicker with ${measured(everywhere)}, nor with ${measured(there)}${gain}.`;
}

function hasIntervals(found: Findings, { best, next }: Choice): boolean {
  const ratio = found.ratio(best[0], best[1] ?? next);
  return ratio === null || ratio.low !== null;
}

/** `one`, `one or another`, `one, another or a third` */
function either(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

/** `dissemination or tournament (2 threads: 236 ns an episode, 1.41 (1.38 to 1.45) times as fast as central)` */
function told(found: Findings, choice: Choice | null): string {
  if (!choice) return '';
  const { best, next } = choice;
  const names = either(best.map((row) => row.cell.subject));
  const gain = next ? `, ${times(found.ratio(best[0], next))} as fast as ${next.cell.subject}` : '';
  return `${names} (${measured(best[0])}${gain})`;
}

/** `2 threads: 236 ns an episode` */
function measured(row: SummaryRow): string {
  return `${row.cell.threads} threads: ${cost(row)} an episode`;
}

function answers(found: Findings, isDissemination: Fits): LabResult['answers'] {
  const [own, ownWasm] = [found.rows('own-cpu', 'js', isAny)[0], found.rows('own-cpu', 'wasm', isAny)[0]];
  const crowded = found.rows('oversubscribed', 'js', isAny);
  const spinning = crowded.filter((row) => spins(found.facts(row)));
  const [parking] = found.rows('own-cpu', 'js', parks);
  const [central] = found.rows('own-cpu', 'js', isCentral);
  const [js, wasm] = [
    found.rows('own-cpu', 'js', isDissemination)[0],
    found.rows('own-cpu', 'wasm', isDissemination)[0],
  ];
  return [
    {
      question: 'Which barrier when each thread has a CPU?',
      answer: sentence(
        own && `As JavaScript ${own.cell.subject} (${measured(own)})`,
        ownWasm && `as WebAssembly ${ownWasm.cell.subject} (${measured(ownWasm)})`,
      ),
    },
    {
      question: 'Which barrier when there are more threads than CPUs?',
      answer: sentence(
        crowded[0] && `As JavaScript ${crowded[0].cell.subject} (${measured(crowded[0])})`,
        spinning.length > 1 &&
          `those that spin take between ${cost(spinning[0])} (${spinning[0].cell.subject}) and ${cost(spinning[spinning.length - 1])} (${spinning[spinning.length - 1].cell.subject})`,
      ),
    },
    {
      question: 'What does being able to park cost when nobody has to?',
      answer: sentence(
        parking &&
          central &&
          `With ${central.cell.threads} threads ${parking.cell.subject} is ${times(found.ratio(parking, central))} as fast as ${central.cell.subject}, as JavaScript`,
      ),
    },
    {
      question: 'What does JavaScript pay over WebAssembly?',
      answer: sentence(
        js &&
          wasm &&
          `Compiled to WebAssembly, ${js.cell.subject} is ${times(found.ratio(wasm, js))} as fast with ${js.cell.threads} threads`,
      ),
    },
  ];
}

function claims(found: Findings, isDissemination: Fits, cpus: number): Claim[] {
  const best = (section: string, backend: (typeof BACKENDS)[number], fits: Fits) =>
    found.rows(section, backend, fits)[0];
  const [own] = BACKENDS.flatMap((backend) => found.rows('own-cpu', backend, isAny));
  const team = own ? `, with ${own.cell.threads} threads` : '';
  return [
    withReason(
      own,
      compare(found, {
        id: 'dissemination-wins',
        title: `With a CPU for each thread dissemination beats the central barrier${team}`,
        law: 'N arrivals at one counter queue for its line; in a round of dissemination all threads tell each other at once',
        pairs: BACKENDS.map((backend) => [
          best('own-cpu', backend, isDissemination),
          best('own-cpu', backend, isCentral),
        ]),
        least: 1,
      }),
    ),
    growth(found, cpus, {
      id: 'central-is-linear',
      title: 'The central barrier’s cost grows faster than the number of rounds',
      law: 'every thread’s arrival moves the counter’s line once more: O(N)',
      fits: isCentral,
      verdict: ({ low, high }, { byRounds }) =>
        low > byRounds * (1 + found.floor) ? 'held' : high < byRounds ? 'did not hold' : 'undecided',
    }),
    growth(found, cpus, {
      id: 'rounds-are-logarithmic',
      title: 'The cost of logarithmic barriers grows more slowly than the number of threads',
      law: 'messages one after another: ceil(log2 N) rounds, or the depth of a tree up and down',
      fits: isLogarithmic,
      verdict: ({ low, high }, { linear }) =>
        high * (1 + found.floor) < linear ? 'held' : low > linear ? 'did not hold' : 'undecided',
    }),
    compare(found, {
      id: 'parking-survives',
      title: 'With more threads than CPUs the barrier that parks beats those that spin',
      law: 'who spins keeps the CPU that the missing thread needs',
      pairs: BACKENDS.map((backend) => [
        best('oversubscribed', backend, parks),
        best('oversubscribed', backend, spins),
      ]),
      least: 1,
    }),
  ];
}

/** Two threads are too few for the law to show: the sentence says so where it does not. */
function withReason(own: SummaryRow | undefined, claim: Claim): Claim {
  if (own?.cell.threads !== 2 || claim.verdict === 'held') return claim;
  const reason =
    'With two threads there is one round of two messages at once against two messages one after another, of which the first often finds its line at home: there is little to win.';
  return { ...claim, sentence: `${claim.sentence} ${reason}` };
}

type Interval = { readonly low: number; readonly high: number };

interface GrowthClaim {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  readonly fits: (facts: Facts) => boolean;
  verdict(interval: Interval, growth: Growth): Claim['verdict'];
}

/** Decided where threads have a CPU each, between the two numbers of them at which the laws are furthest apart; each barrier counts. */
function growth(found: Findings, cpus: number, { fits, verdict, ...claim }: GrowthClaim): Claim {
  const undecided = (reason: string): Claim => ({ ...claim, verdict: 'undecided', sentence: reason, evidence: {} });
  const rows = BACKENDS.flatMap((backend) => found.rows('episodes', backend, fits));
  const counts = [...new Set(rows.map((row) => row.cell.threads))].filter((count) => count <= cpus);
  const between = whereLawsDiffer(counts);
  if (!between)
    return undecided(
      cpus < 4
        ? `With ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'} for the threads it cannot be told: up to 3 threads linear growth is no faster than the rounds, and more would wait for a CPU.`
        : `No two numbers of threads were measured, up to the ${cpus} CPUs, at which the laws differ: 3 and 4 would do (--threads 3,4).`,
    );
  const { from, to, linear, byRounds } = between;
  const grown = rows
    .filter((row) => row.cell.threads === to)
    .flatMap((row) => {
      const small = rows.find(
        ({ cell }) => cell.threads === from && cell.subject === row.cell.subject && cell.backend === row.cell.backend,
      );
      const ratio = found.ratio(small, row);
      return ratio ? [{ name: `${row.cell.subject} ${row.cell.backend}`, ratio }] : [];
    });
  if (grown.length === 0) return undecided(`No barrier has a score with both ${from} and ${to} threads.`);
  const verdicts = grown.map(({ ratio }) => (isInterval(ratio) ? verdict(ratio, between) : 'undecided'));
  return {
    ...claim,
    verdict: verdicts.includes('did not hold')
      ? 'did not hold'
      : verdicts.every((one) => one === 'held')
        ? 'held'
        : 'undecided',
    sentence: `From ${from} to ${to} threads (${times(exactly(linear))} the threads, ${times(exactly(byRounds))} the rounds) an episode takes: ${grown.map(({ name, ratio }) => `${name} ${times(ratio)}`).join('; ')} as long.`,
    evidence: Object.fromEntries(grown.map(({ name, ratio }) => [name, round(ratio.estimate)])),
  };
}

function isInterval(ratio: Ratio): ratio is Ratio & Interval {
  return ratio.low !== null && ratio.high !== null;
}

function exactly(factor: number): Ratio {
  return { estimate: factor, low: null, high: null };
}
