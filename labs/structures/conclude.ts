/** What the structures laboratory's run says: which one to share, and the first screen's answers. */
import { NAMES, times } from '../../src/lab/claim.ts';
import { sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { tailsOf, tailText } from '../../src/lab/tails.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { perOperation } from '../../src/report/thread-time.ts';
import { type Advice, advise, nameOf } from './advice.ts';
import { claims } from './claims.ts';
import {
  ALL_THE_TIME_NS,
  type Change,
  CONTESTS,
  countsTries,
  eliminates,
  type Fits,
  isForUse,
  isMix,
  Measured,
  SELDOM_NS,
  STACK,
  staysAway,
  triesAgain,
  UNPOPULAR_MIX,
} from './measured.ts';

export function conclude(record: LabResult): Conclusion {
  const measured = new Measured(record);
  return { headline: headline(measured), answers: answers(measured), claims: claims(measured) };
}

function headline(measured: Measured): string {
  const { threads, crowd, cpus, backend, found } = measured;
  if (threads === null)
    return 'No structure was measured with two or more threads that each have a CPU, so there is no recommendation.';
  const seated = CONTESTS.flatMap((contest) => advise(found, contest.what, measured.seated(contest, isForUse)) ?? []);
  if (seated.length === 0)
    return 'No two structures of a kind were measured in enough blocks to recommend one: let the run finish.';
  const crowded = CONTESTS.flatMap((contest) => advise(found, contest.what, measured.crowded(contest, isForUse)) ?? []);
  const most = seated.map((one) => `${nameOf(one)} as a ${one.what}${lead(one)}`).join('; ');
  const others = crowded.map((one) => `${nameOf(one)} as a ${one.what}`).join('; ');
  const where = `${crowd} threads on ${cpus} CPU${cpus === 1 ? '' : 's'}`;
  return `With ${threads} threads that do nothing else and each have a CPU, as ${NAMES[backend]}, use ${most}.${crowded.length > 0 ? ` With ${where}: ${others}.` : ''}`;
}

/** `, 4.10 (3.90 to 4.30) times stack-futex`: the next one, where the best is alone in front of it. */
function lead({ alike, behind, ratio }: Advice): string {
  return behind && alike.length === 0 ? `, ${times(ratio)} ${behind.cell.subject}` : '';
}

function answers(measured: Measured): LabResult['answers'] {
  const { threads, crowd } = measured;
  return [
    {
      question: 'Which one, while every thread has a CPU?',
      answer: sentence(
        ...CONTESTS.map((contest) => {
          const rows = measured.seated(contest, isForUse);
          return rows.length > 0 && `${contest.what}: ${ranking(rows)}`;
        }),
      ),
    },
    {
      question: 'Which one with more threads than CPUs?',
      answer: sentence(
        ...CONTESTS.map((contest) => {
          const rows = measured.crowded(contest, isForUse);
          return rows.length > 0 && `${contest.what} with ${crowd} threads: ${ranking(rows)}`;
        }),
      ),
    },
    {
      question: 'What does sharing cost?',
      answer: sentence(
        gains('pushes and pops', threads, measured.scalings('stack', isForUse, 1)),
        gains('gets', threads, measured.scalings('map-threads', isForUse, 1)),
      ),
    },
    {
      question: 'How much of elimination is meeting, and how much staying away?',
      answer: sentence(...[threads, crowd].map((count) => parts(measured, count))),
    },
    {
      question: 'How much is done in vain, without a lock?',
      answer: sentence(
        ...[threads, crowd].map((count) => {
          const rows = count === null ? [] : measured.at(count, STACK.section, countsTries);
          return (
            rows.length > 0 &&
            `with ${count} threads exchanges that fail, for each push or pop: ${rows.map(inVain).join(', ')}`
          );
        }),
      ),
    },
    {
      question: 'Does it matter which stack, when it is wanted now and then?',
      answer: sentence(...seldom(measured)),
    },
    {
      question: 'What do thieves cost the owner of a deque, and what do they get?',
      answer: sentence(...measured.at(1, 'deque', isForUse).map((alone) => thieves(measured, alone))),
    },
    {
      question: 'How long does a get take while others write?',
      answer: sentence(...tailsOf(measured.at(threads, 'map-mixes', isForUse, isMix(UNPOPULAR_MIX))).map(tailText)),
    },
  ];
}

/** `treiber 12.0 M/s, stack-futex 9.00 M/s` */
function ranking(rows: readonly SummaryRow[]): string {
  return rows.map((row) => `${row.cell.subject} ${rate(row)}`).join(', ');
}

function gains(what: string, threads: number | null, changes: readonly Change[]): string | false {
  const told = changes.flatMap(({ to, ratio }) => (ratio ? [`${to.cell.subject} ${times(ratio)}`] : []));
  return told.length > 0 && `${threads} threads make, of the ${what} of one, ${told.join(', ')}`;
}

/** What staying away alone makes of a stack, and what meeting makes of that. */
function parts(measured: Measured, threads: number | null): string | false {
  const best = (fits: Fits) => measured.at(threads, STACK.section, fits)[0];
  const [plain, away, met] = [best(triesAgain), best(staysAway), best(eliminates)];
  const alone = measured.found.ratio(away, plain);
  const more = measured.found.ratio(met, away);
  if (!alone || !more) return false;
  const [by, of, one] = [away, plain, met].map(({ cell }) => cell.subject);
  return `with ${threads} threads staying away alone makes ${by} ${times(alone)} ${of}, and meeting beside the top makes ${one} ${times(more)} ${by}`;
}

function inVain({ cell }: SummaryRow): string {
  return `${cell.subject} ${significant(perOperation(cell, ({ failedTries }) => failedTries) ?? Number.NaN)}`;
}

/** The fastest over the slowest, by how much work is between two calls. */
function seldom(measured: Measured): string[] {
  const rows = measured.at(measured.threads, 'stack-seldom', isForUse);
  return [...Map.groupBy(rows, ({ x }) => x ?? 0)]
    .sort(([a], [b]) => a - b)
    .flatMap(([thinkNs, some]) => {
      const [best, worst] = [some[0], some[some.length - 1]];
      const ratio = best === worst ? null : measured.found.ratio(best, worst);
      return ratio
        ? [
            `with ${duration(thinkNs)} of work between calls ${best.cell.subject} is ${times(ratio)} as fast as ${worst.cell.subject}`,
          ]
        : [];
    });
}

/** What the owner gets done when thieves come, from seldom to non-stop. */
function thieves(measured: Measured, alone: SummaryRow): string {
  const own = measured
    .rows('deque', isForUse, ({ stealEveryNs }) => stealEveryNs === ALL_THE_TIME_NS || stealEveryNs === SELDOM_NS)
    .filter(({ cell }) => cell.subject === alone.cell.subject && cell.threads > 1)
    .sort((a, b) => a.cell.threads - b.cell.threads || b.cell.params.stealEveryNs - a.cell.params.stealEveryNs);
  const told = measured.changes(own, [alone]).flatMap(({ to: { cell }, ratio }) => {
    const { stealEveryNs } = cell.params;
    const pace = stealEveryNs === ALL_THE_TIME_NS ? 'non-stop' : `every ${duration(stealEveryNs)}`;
    const who = cell.threads === 2 ? 'one thief' : `${cell.threads - 1} thieves`;
    const get = cell.threads === 2 ? 'gets' : 'get';
    return ratio ? [`, ${times(ratio)} that with ${who} ${pace}, who ${get} ${significant(100 * loot(cell))} %`] : [];
  });
  return `${alone.cell.subject} ${rate(alone)} alone${told.join('')}`;
}

/** The part of the items that thieves get: all that do not go to the first thread, the owner. */
function loot({ trials }: Cell): number {
  const sum = (ops: readonly number[]) => ops.reduce((all, one) => all + one, 0);
  const all = sum(trials.map((trial) => trial.ops));
  return sum(trials.map(({ perThread }) => sum(perThread.slice(1).map(({ ops }) => ops)))) / all;
}

function rate(row: SummaryRow): string {
  return `${significant((row.median ?? 0) / 1e6)} M/s`;
}
