/** What the lock laboratory's run says: which lock to take, the answers, and each claim decided with its evidence. */
import { type Claim, compare, NAMES, type RowPair, round, times } from '../../src/lab/claim.ts';
import { bounded, type Share } from '../../src/lab/deciding.ts';
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { jainOf, jainsOf } from '../../src/report/thread-shares.ts';
import { compareAllRound } from './all-rounders.ts';

type Fits = (facts: Facts) => boolean;

const isLock: Fits = (facts) => facts.control === undefined;
const isFloor: Fits = (facts) => facts.control !== undefined;
const isFifo: Fits = (facts) => isLock(facts) && facts.fairness === 'fifo';
const isUnfair: Fits = (facts) => isLock(facts) && facts.fairness === 'none';
const parks: Fits = (facts) => isLock(facts) && facts.waiting !== 'spin';
const spins: Fits = (facts) => isLock(facts) && facts.waiting === 'spin';
/** Spins before it parks and keeps no queue: the general-purpose mutex. */
const isMutex: Fits = (facts) => parks(facts) && isUnfair(facts) && facts.detects === 'free-unlock';

/** One exchange to get in, one to get out, and a little: what a free mutex may cost, in exchanges. */
const MOST_EXCHANGES: Readonly<Record<Cell['backend'], number>> = { wasm: 2.2, js: 2.6 };
const LEAST_JAIN = 0.95;
/** What is left of the throughput when threads outnumber the CPUs: less is a collapse. */
const COLLAPSE = 0.5;

export function conclude(record: LabResult): Conclusion {
  const found = new Findings(record);
  return { headline: headline(found), answers: answers(found), claims: claims(found) };
}

function headline(found: Findings): string {
  const compared = compareAllRound(found);
  if (!compared) return 'No lock was measured in enough blocks to recommend one: let the run finish.';
  const { backend, situations, locks } = compared;
  const [best, second] = locks;
  const counts = [...new Set(situations.map(({ threads }) => threads))].sort((a, b) => a - b);
  const several = counts.length > 1 ? `${counts.slice(0, -1).join(', ')} or ${counts.at(-1)}` : `${counts[0]}`;
  const longest = Math.max(...situations.map(({ insideNs }) => insideNs));
  const where = `with ${several} thread${several === '1' ? '' : 's'} and ${longest === 0 ? 'nothing' : `up to ${duration(longest)}`} inside`;
  const name = second && second.share > 0.95 * best.share ? `${best.name} or ${second.name}` : best.name;
  const order = inOrder(found, backend);
  if (situations.length === 1) return `Fastest ${where}, as ${NAMES[backend]}: ${name}.${order}`;
  return `Use ${name}: as ${NAMES[backend]} at least ${percent(best.share)} of the throughput of the best lock here, ${where}.${order}`;
}

/** What to take where order matters. */
function inOrder(found: Findings, backend: Cell['backend']): string {
  const [seated, crowded] = ['contended', 'crowded'].map(
    (section) => found.rows(section, backend, isFifo)[0]?.cell.subject,
  );
  const parts = [
    seated && `${seated} while every thread has a CPU`,
    crowded && `${crowded} with more threads than CPUs`,
  ];
  const said = parts.filter((part) => part !== undefined && part !== '');
  return said.length === 0 ? '' : ` Where the order of arrival matters: ${said.join(', ')}.`;
}

function answers(found: Findings): LabResult['answers'] {
  const [free, floor] = [isLock, isFloor].map((fits) => found.rows('uncontended', 'wasm', fits)[0]);
  const [freeJs] = found.rows('uncontended', 'js', isLock);
  const [contended] = found.rows('contended', 'wasm', isLock);
  const [fair] = found.rows('contended', 'wasm', isFifo);
  const [crowded] = found.rows('crowded', 'wasm', isLock);
  const crowdedSpin = found.rows('crowded', 'wasm', (facts) => spins(facts) && isFifo(facts)).at(-1);
  const [spun] = found.rows('handover', 'wasm', (facts) => spins(facts) && isFifo(facts));
  const lengths = found.rows('section-length', 'wasm', isLock);
  const longest = lengths.filter((row) => row.x === Math.max(...lengths.map(({ x }) => x ?? 0)));
  const [quickest, slowest] = [longest[0], longest.at(-1)];
  return [
    {
      question: 'What does a free lock cost?',
      answer: sentence(
        free && `cheapest as WebAssembly is ${free.cell.subject}, ${cost(free)} to take and leave`,
        floor && `one atomic exchange takes ${cost(floor)}`,
        freeJs && `as JavaScript ${freeJs.cell.subject}, ${cost(freeJs)}`,
      ),
    },
    {
      question: 'Which lock when every thread has a CPU?',
      answer: sentence(
        contended &&
          `with ${contended.cell.threads} threads ${contended.cell.subject} (${rate(contended)}, Jain ${jainOf(contended.cell).toFixed(2)})`,
        fair && `of those that serve in order of arrival, ${fair.cell.subject} (${rate(fair)})`,
      ),
    },
    {
      question: 'Which lock when there are more threads than CPUs?',
      answer: sentence(
        crowded && `with ${crowded.cell.threads} threads ${crowded.cell.subject} (${rate(crowded)})`,
        crowdedSpin && `the slowest FIFO spin lock is ${crowdedSpin.cell.subject} (${rate(crowdedSpin)})`,
      ),
    },
    {
      question: 'How long is a lock on its way?',
      answer: sentence(spun && `${cost(spun)} from holder to holder with ${spun.cell.subject}`),
    },
    {
      question: 'Does the lock matter when sections are long?',
      answer: sentence(
        quickest &&
          slowest &&
          quickest !== slowest &&
          `with ${duration(quickest.x ?? 0)} inside ${quickest.cell.subject} is still ${times(found.ratio(quickest, slowest))} as fast as ${slowest.cell.subject}`,
      ),
    },
  ];
}

function claims(found: Findings): Claim[] {
  const best = (section: string, fits: Fits) => found.rows(section, 'wasm', fits)[0];
  return [
    freePrice(found, 'wasm'),
    freePrice(found, 'js'),
    bounded({
      id: 'mutex-keeps-up',
      title: 'A mutex that spins before it parks keeps up with the locks that only spin',
      law: 'with a CPU for each thread and short sections a hand-over comes sooner than the end of its patience',
      shares: sharesOf(found, [[best('contended', isMutex), best('contended', spins)]]),
      bound: { least: 0.9 },
      of: 'Of the best lock that only spins',
    }),
    fifoIsFair(found),
    compare(found, {
      id: 'unfair-is-faster',
      title: 'Serving in order of arrival costs throughput',
      law: 'every acquisition is a hand-over; an unfair lock goes back to the thread that has the line already',
      // The slowest of those that only spin: how long a lock stays away from the line is another matter.
      pairs: [
        [found.rows('contended', 'wasm', (facts) => spins(facts) && isUnfair(facts)).at(-1), best('contended', isFifo)],
      ],
      also: [[best('contended', isUnfair), best('contended', isFifo)]],
      least: 1,
    }),
    bounded({
      id: 'spinning-queues-collapse',
      title: 'FIFO spin locks collapse when threads outnumber CPUs',
      law: 'the next in line is often not running, and nobody else may go',
      shares: sharesOf(
        found,
        pairsOf(found, (facts) => spins(facts) && isFifo(facts)),
      ),
      bound: { most: COLLAPSE },
      of: 'Of what it does with a CPU for each thread',
    }),
    bounded({
      id: 'parking-locks-survive',
      title: 'Parking locks that let others overtake survive more threads than CPUs',
      law: 'who sleeps leaves the CPU to the holder, and whoever runs may take the lock meanwhile',
      shares: sharesOf(
        found,
        pairsOf(found, (facts) => parks(facts) && !isFifo(facts)),
      ),
      bound: { least: COLLAPSE },
      of: 'Of what it does with a CPU for each thread',
    }),
    bounded({
      id: 'order-costs-wake-ups',
      title: 'Parking does not save a lock that keeps the order of arrival',
      law: 'every thread must run between two turns of one, so that nearly every hand-over is a wake-up: microseconds, not the nanoseconds of a line transfer',
      shares: sharesOf(
        found,
        pairsOf(found, (facts) => parks(facts) && isFifo(facts)),
      ),
      bound: { most: COLLAPSE },
      of: 'Of what it does with a CPU for each thread',
    }),
    compare(found, {
      id: 'parking-queue-ahead',
      title: 'With more threads than CPUs, a FIFO lock that parks beats those that spin',
      law: 'a wake-up takes less than the nap, or the time slice, of a thread that spins in vain',
      pairs: [
        [
          best('crowded', (facts) => parks(facts) && isFifo(facts)),
          best('crowded', (facts) => spins(facts) && isFifo(facts)),
        ],
      ],
      least: 1,
    }),
  ];
}

function freePrice(found: Findings, backend: Cell['backend']): Claim {
  const [floor] = found.rows('uncontended', backend, isFloor);
  return bounded({
    id: `free-price-${backend}`,
    title: `As ${NAMES[backend]}, a free mutex costs hardly more than two atomic operations`,
    law: 'one read-modify-write to get in and one to get out',
    // A cost is the inverse of "how many times better".
    shares: found.rows('uncontended', backend, isMutex).flatMap((row) => {
      const ratio = found.ratio(floor, row);
      return ratio ? [{ name: row.cell.subject, ratio }] : [];
    }),
    bound: { most: MOST_EXCHANGES[backend] },
    of: 'Of one atomic exchange',
  });
}

/** Each such lock with more threads than CPUs, and with a CPU for each thread. */
function pairsOf(found: Findings, fits: Fits): RowPair[] {
  return found
    .rows('crowded', 'wasm', fits)
    .map((row) => [row, found.rows('contended', 'wasm', fits).find((one) => one.cell.subject === row.cell.subject)]);
}

/** Each first row in its second one. */
function sharesOf(found: Findings, pairs: readonly RowPair[]): Share[] {
  return pairs.flatMap(([row, base]) => {
    const ratio = found.ratio(row, base);
    return ratio && row ? [{ name: row.cell.subject, ratio }] : [];
  });
}

function fifoIsFair(found: Findings): Claim {
  const rows = (['contended', 'crowded'] as const).flatMap((section) =>
    (['js', 'wasm'] as const).flatMap((backend) => found.rows(section, backend, isFifo)),
  );
  const isFair = (row: SummaryRow) => jainOf(row.cell) >= LEAST_JAIN;
  const isUnfairAlways = (row: SummaryRow) => jainsOf(row.cell).every((jain) => jain < LEAST_JAIN);
  const name = (row: SummaryRow) => `${row.cell.subject} ${row.cell.backend}, ${row.cell.threads} threads`;
  const least = rows.reduce<SummaryRow | null>(
    (worst, row) => (worst === null || jainOf(row.cell) < jainOf(worst.cell) ? row : worst),
    null,
  );
  return {
    id: 'fifo-is-fair',
    title: 'Who serves in order of arrival serves all alike',
    law: 'nobody gets in twice while another waits',
    verdict:
      least === null
        ? 'undecided'
        : rows.every(isFair)
          ? 'held'
          : rows.some(isUnfairAlways)
            ? 'did not hold'
            : 'undecided',
    sentence:
      least === null
        ? 'This run measured no such lock with two threads.'
        : `Least Jain index of ${rows.length} cells: ${jainOf(least.cell).toFixed(3)} (${name(least)}); ${LEAST_JAIN} is needed.`,
    evidence: Object.fromEntries(rows.map((row) => [name(row), round(jainOf(row.cell))])),
  };
}

function rate(row: SummaryRow): string {
  return `${significant((row.median ?? 0) / 1e6)} M/s`;
}

function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}
