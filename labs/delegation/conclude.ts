/** What the delegation laboratory's run says: who should run the section when, and the first screen's answers. */
import { NAMES, times } from '../../src/lab/claim.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { tailsOf, tailText } from '../../src/lab/tails.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { type Advice, adviseByLength, bestOf } from './advice.ts';
import { claims } from './claims.ts';
import { delegates, isAny, locks, Measured, SHORTEST_NS } from './measured.ts';
import { twoThreads } from './two-threads.ts';

export function conclude(record: LabResult): Conclusion {
  const measured = new Measured(record);
  return { headline: headline(measured), answers: answers(measured), claims: claims(measured) };
}

function headline(measured: Measured): string {
  const { crowd, cpus, threads, backend } = measured;
  if (threads === null && crowd === null)
    return 'No two threads were measured together, so there is no recommendation.';
  const seated = adviseByLength(measured);
  const crowded = bestOf(measured, measured.empty(isAny, crowd));
  if (seated === null && crowded.length === 0)
    return 'No two strategies were measured in enough blocks to recommend one: let the run finish.';
  const parts = seated?.advice.map((one) => `${nameOf(one)} ${where(one, measured.lengths)}`) ?? [];
  const said = [
    seated &&
      `Use ${parts.join(', ')}: with ${threads} threads that each have a CPU, as ${NAMES[backend]}${alike(seated.alikeFrom, measured)}.`,
    seated && delegating(measured),
    crowded.length > 0 &&
      `With ${crowd} threads on ${cpus} CPU${cpus === 1 ? '' : 's'} ${seated ? 'and empty sections: ' : 'use '}${listed(crowded)}.`,
  ];
  return said.filter((one) => typeof one === 'string').join(' ');
}

function nameOf({ name, others }: Advice): string {
  if (others.length > 1) return `${name} (${others.length} others are not surely slower)`;
  return listed([name, ...others]);
}

/** `for sections up to 100 ns`; `lengths`: all that were measured, the shortest first. */
function where({ from, to }: Advice, lengths: readonly number[]): string {
  const longest = lengths[lengths.length - 1];
  if (from === lengths[0] && to === longest)
    return to === SHORTEST_NS ? 'for the shortest sections' : `for sections of any length (up to ${duration(to)})`;
  if (to === SHORTEST_NS) return 'for the shortest sections';
  if (from === lengths[0]) return `for sections up to ${duration(to)}`;
  if (to === longest) return `from ${duration(from)} on`;
  return from === to ? `for ${duration(from)}` : `from ${duration(from)} to ${duration(to)}`;
}

function alike(from: number | null, { lengths }: Measured): string {
  if (from === null) return '';
  return from === lengths[0] ? ', though it hardly matters' : `; from ${duration(from)} on it hardly matters`;
}

/** Whether sections should run where they are not asked for, at the shortest length, where it matters most. */
function delegating(measured: Measured): string | null {
  const [delegated] = measured.atLength(delegates, SHORTEST_NS);
  const [locked] = measured.atLength(locks, SHORTEST_NS);
  const ratio = measured.found.ratio(delegated, locked);
  if (!delegated || !locked || ratio === null || ratio.low === null || ratio.high === null) return null;
  const pays =
    ratio.low > 1 + measured.found.floor
      ? 'Delegation pays'
      : ratio.high < 1 / (1 + measured.found.floor)
        ? 'Delegation does not pay'
        : 'Delegation is neither clearly ahead nor behind';
  return `${pays} here: with the shortest sections ${delegated.cell.subject} makes ${times(ratio)} the operations of ${locked.cell.subject}, the best lock.`;
}

function answers(measured: Measured): LabResult['answers'] {
  const { threads, crowd, cpus } = measured;
  return [
    {
      question: 'Which strategy, by the length of the section?',
      answer: sentence(...measured.lengths.map((insideNs) => byLength(measured, insideNs))),
    },
    {
      question: 'Why does delegation pay with two threads and empty sections, or why not?',
      answer: sentence(...twoThreads(measured)),
    },
    {
      question: 'What does it cost that the section touches the object?',
      answer: sentence(...touching(measured)),
    },
    {
      question: 'What does an empty operation cost a thread that is alone?',
      answer: sentence(...measured.empty(isAny, 1).map((row) => `${row.cell.subject} ${cost(row)}`)),
    },
    {
      question: 'Which strategy for a queue, and which for a stack?',
      answer: sentence(
        ...(['queue', 'stack'] as const).map((what) => {
          const rows = measured.moving(what);
          return rows.length > 0 && `${what} with ${threads} threads: ${ranking(rows)}`;
        }),
      ),
    },
    {
      question: 'Who survives more threads than CPUs?',
      answer: sentence(
        ...measured.empty(isAny, crowd).map((row, at) => {
          const before = measured.empty(isAny, threads).find(({ cell }) => cell.subject === row.cell.subject);
          const ratio = measured.found.ratio(row, before);
          const left = ratio ? `, ${significant(ratio.estimate)} times that with ${threads}` : '';
          const who = at === 0 ? `with ${crowd} threads on ${cpus} CPU${cpus === 1 ? '' : 's'} ` : '';
          return `${who}${row.cell.subject} ${rate(row)}${left}`;
        }),
      ),
    },
    {
      question: 'How long does an operation take while all ask, the reading of the clock included?',
      answer: sentence(...tailsOf(measured.waits()).map(tailText)),
    },
  ];
}

/** `with 100 ns inside inside-mcs, 190 ns an operation, and of those that delegate ffwd, 210 ns` */
function byLength(measured: Measured, insideNs: number): string {
  const [best] = measured.atLength(isAny, insideNs);
  const [locked] = measured.atLength(locks, insideNs);
  const [delegated] = measured.atLength(delegates, insideNs);
  const inside = insideNs === SHORTEST_NS ? 'only an addition' : duration(insideNs);
  const first = insideNs === measured.lengths[0] ? `${measured.threads} threads, ` : '';
  const beside =
    best === delegated
      ? locked && `, of the locks ${locked.cell.subject}, ${cost(locked)}`
      : delegated && `, of those that delegate ${delegated.cell.subject}, ${cost(delegated)}`;
  return `${first}with ${inside} inside ${best.cell.subject}, ${cost(best)} an operation${beside ?? ''}`;
}

/** Each strategy with an empty section, and with one that adds to the object. */
function touching(measured: Measured): string[] {
  return measured.atLength(isAny, SHORTEST_NS).flatMap((row) => {
    const empty = measured.empty(isAny, measured.threads).find(({ cell }) => cell.subject === row.cell.subject);
    return empty ? [`${row.cell.subject} ${cost(empty)} without, ${cost(row)} with an addition`] : [];
  });
}

/** `ffwd 12.0 M/s, inside-mcs 9.00 M/s` */
function ranking(rows: readonly SummaryRow[]): string {
  return rows.map((row) => `${row.cell.subject} ${rate(row)}`).join(', ');
}

function rate(row: SummaryRow): string {
  return `${significant((row.median ?? 0) / 1e6)} M/s`;
}

/** `a, b or c` */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}
