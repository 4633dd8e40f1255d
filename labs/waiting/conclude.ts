/** What the waiting laboratory's run says: how to wait here, and the first screen's answers. */
import { NAMES, times } from '../../src/lab/claim.ts';
import { Findings } from '../../src/lab/findings.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { duration } from '../../src/report/quantity.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import { claims } from './claims.ts';
import { cpuTime } from './cpu-time.ts';
import {
  advances,
  alwaysWakes,
  type Gap,
  gapsOf,
  HALF,
  isEventLoop,
  mostCrowded,
  type Pair,
  paysFrom,
  sleeps,
  spins,
  spinsThenSleeps,
} from './measured.ts';

export function conclude(record: LabResult): Conclusion {
  const found = new Findings(record);
  const gaps = gapsOf(found, record.config.seed);
  return { headline: headline(found, gaps), answers: answers(found, gaps), claims: claims(found, gaps) };
}

function headline(found: Findings, gaps: readonly Gap[]): string {
  const longest = gaps.at(-1);
  if (!longest) return 'Spinning and sleeping were not both measured as JavaScript, so there is no recommendation.';
  const { spin, sleep, cpu, gapUs } = longest;
  const names = `${sleep.cell.subject} and ${spin.cell.subject}`;
  if (cpu === null && cpuTime(spin) === null)
    return `This system does not tell the CPU time of threads, so the run cannot weigh ${names}: ${learns(longest)}.`;
  if (cpu === null) return `${names} were not measured in enough blocks to recommend one: let the run finish.`;
  const from = paysFrom(gaps);
  if (from)
    return `Sleep (${sleep.cell.subject}) where waits last ${from.gapUs} µs or more: a wake-up burns ${burns(from)}, though ${learns(from)}.${inDoubt(found, gaps)}`;
  if (cpu.high < HALF)
    return `Spin (${spin.cell.subject}): even in waits of ${gapUs} µs a wake-up burns ${burns(longest)}, and ${learns(longest)}.`;
  return `This run does not decide between ${names} (in waits of ${gapUs} µs spinning burns ${times(cpu)} the CPU time): repeat it on an idle machine, or with --thorough.`;
}

/** Spinning before sleeping: worth naming where it surely learns sooner than sleeping in the shortest waits measured. */
function inDoubt(found: Findings, [{ gapUs, sleep }]: readonly Gap[]): string {
  const both = found.rows('gap', 'js', spinsThenSleeps).find((row) => row.x === gapUs);
  const ratio = found.ratio(both, sleep);
  if (!both || !ratio || ratio.low === null || ratio.low <= 1 + found.floor) return '';
  return ` If you do not know how long, use ${both.cell.subject}: in waits of ${gapUs} µs it learns after ${duration(both.median ?? 0)}.`;
}

function burns({ spin, sleep }: Pair): string {
  const [asleep, awake] = [sleep, spin].map((row) => duration(cpuTime(row) ?? 0));
  return `${asleep} of CPU time instead of ${awake}`;
}

function learns({ spin, sleep }: Pair): string {
  return `a sleeper learns of an advance after ${duration(sleep.median ?? 0)}, a spinner after ${duration(spin.median ?? 0)}`;
}

function answers(found: Findings, gaps: readonly Gap[]): LabResult['answers'] {
  const wakeUp = (backend: Cell['backend'], fits: typeof spins) => found.rows('wake-up', backend, fits)[0];
  const [trip] = found.rows('round-trip', 'js', sleeps);
  const crowd = mostCrowded(found);
  const from = paysFrom(gaps);
  return [
    {
      question: 'How long does a wake-up take?',
      answer: sentence(
        after(wakeUp('js', sleeps)),
        after(wakeUp('wasm', sleeps)),
        after(wakeUp('js', spins)),
        trip && `waking another thread and being woken by it takes ${cost(trip)} in JavaScript`,
      ),
    },
    {
      question: 'From which length of a wait on does sleeping pay?',
      answer: sentence(
        from
          ? `From ${from.gapUs} µs on: a wake-up burns ${burns(from)}`
          : gaps.length > 0 && 'In no wait that was measured does it surely halve the CPU time',
        ...gaps.filter((gap) => gap !== from && gap.cpu).map((gap) => `in waits of ${gap.gapUs} µs ${burns(gap)}`),
      ),
    },
    {
      question: 'What does an advance cost when nobody waits?',
      answer: sentence(...(['js', 'wasm'] as const).map((backend) => alone(found, backend))),
    },
    {
      question: 'What does the event loop add?',
      answer: sentence(...found.rows('wake-up', 'js', isEventLoop).map(after), after(wakeUp('js', sleeps))),
    },
    {
      question: 'What if there are more threads than CPUs?',
      answer: sentence(
        crowd &&
          `With ${crowd.sleep.cell.threads} threads the last of them learns after ${duration(crowd.sleep.median ?? 0)} if all sleep, after ${duration(crowd.spin.median ?? 0)} if all spin`,
      ),
    },
  ];
}

/** `in JavaScript park learns after 9.31 µs` */
function after(row: SummaryRow | undefined): string | undefined {
  return row && `in ${NAMES[row.cell.backend]} ${row.cell.subject} learns after ${duration(row.median ?? 0)}`;
}

/** `in JavaScript 21.3 ns with pause, 34.1 ns with park` */
function alone(found: Findings, backend: Cell['backend']): string | undefined {
  const costs = [spins, sleeps, alwaysWakes].flatMap((fits) => {
    const row = advances(found, backend, fits, 0);
    return row ? [`${cost(row)} with ${row.cell.subject}`] : [];
  });
  return costs.length > 0 ? `in ${NAMES[backend]} ${costs.join(', ')}` : undefined;
}
