/** Each claim of the waiting laboratory, decided by the intervals of its ratios. */
import { type Claim, compare, NAMES, round, times } from '../../src/lab/claim.ts';
import type { Findings } from '../../src/lab/findings.ts';
import type { Cell } from '../../src/report/schema.ts';
import {
  advances,
  alwaysWakes,
  type Gap,
  HALF,
  isEventLoop,
  mostCrowded,
  paysFrom,
  sleeps,
  spins,
} from './measured.ts';

const BACKENDS = ['js', 'wasm'] as const;

export function claims(found: Findings, gaps: readonly Gap[]): Claim[] {
  const best = (backend: Cell['backend'], fits: typeof spins) => found.rows('wake-up', backend, fits)[0];
  const crowd = mostCrowded(found);
  return [
    sleepingPays(gaps),
    compare(found, {
      id: 'spinning-is-soonest',
      title: 'Who spins learns sooner than who sleeps',
      law: 'a spinning thread sees the count after a line transfer; a sleeping one after a system call, the scheduler and a context switch',
      pairs: BACKENDS.map((backend) => [best(backend, spins), best(backend, sleeps)]),
      least: 1,
    }),
    compare(found, {
      id: 'waiters-count',
      title: 'A waiters count makes an advance cheap that nobody waits for',
      law: 'one load tells that nobody sleeps; a notify takes the engine’s lock to find that out',
      pairs: BACKENDS.map((backend) => [advances(found, backend, sleeps, 0), advances(found, backend, alwaysWakes, 0)]),
      least: 1,
    }),
    ...BACKENDS.map((backend) => unrelatedNotifies(found, backend)),
    compare(found, {
      id: 'event-loop',
      title: 'The event loop’s ways learn later than Atomics.wait',
      law: 'waitAsync and postMessage wake the event loop, which then calls back; Atomics.wait returns where it was called',
      pairs: found.rows('wake-up', 'js', isEventLoop).map((row) => [best('js', sleeps), row]),
      least: 1,
    }),
    compare(found, {
      id: 'crowded',
      title: 'With more threads than CPUs, who sleeps learns sooner',
      law: 'who spins keeps its CPU from the thread that would end the wait',
      pairs: crowd ? [[crowd.sleep, crowd.spin]] : [],
      least: 1,
    }),
  ];
}

function sleepingPays(gaps: readonly Gap[]): Claim {
  const claim = {
    id: 'sleeping-pays',
    title: 'In long waits sleeping burns less than half the CPU time of spinning',
    law: 'a spinning wait burns its whole length, a sleeping one two context switches, however long it is',
  };
  const longest = gaps.at(-1);
  if (!longest?.cpu) {
    const sentence = longest
      ? 'The CPU time is unknown, or fewer than six blocks were measured.'
      : 'Spinning and sleeping were not both measured.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  const { cpu, gapUs } = longest;
  const from = paysFrom(gaps);
  const since = from && from !== longest ? `, and surely more than twice as much from ${from.gapUs} µs on` : '';
  return {
    ...claim,
    verdict: cpu.low > HALF ? 'held' : cpu.high < HALF ? 'did not hold' : 'undecided',
    sentence: `In waits of ${gapUs} µs spinning burns ${times(cpu)} the CPU time of sleeping${since}.`,
    evidence: Object.fromEntries(
      gaps.flatMap((gap) => (gap.cpu ? [[`at ${gap.gapUs} µs`, round(gap.cpu.estimate)]] : [])),
    ),
  };
}

/** The slow-down must exceed the noise, and that of a subject which never notifies: two busy CPUs alone slow each other down. */
function unrelatedNotifies(found: Findings, backend: Cell['backend']): Claim {
  const claim = {
    id: `unrelated-notifies-${backend}`,
    title: `In ${NAMES[backend]}, unrelated notifies slow each other down`,
    law: 'V8 keeps one list of sleeping threads, with one lock, for the whole process',
  };
  const slowdown = (fits: typeof spins) => {
    const [alone, beside] = [0, 1].map((others) => advances(found, backend, fits, others));
    const ratio = found.ratio(alone, beside);
    return alone && ratio ? { name: alone.cell.subject, ratio } : null;
  };
  const notifies = slowdown(alwaysWakes);
  const control = slowdown(spins);
  if (!notifies || !control) {
    const sentence = 'The subject that always notifies and one that never does were not both measured.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  const { low, high } = notifies.ratio;
  const floor = 1 + found.floor;
  const exceeds = low !== null && control.ratio.high !== null && low > Math.max(floor, control.ratio.high);
  const told = [notifies, control, slowdown(sleeps)].filter((one) => one !== null);
  return {
    ...claim,
    verdict: exceeds ? 'held' : high !== null && high < floor ? 'did not hold' : 'undecided',
    sentence: `How many times as many advances beside a calculation as beside a second eventcount: ${told.map(({ name, ratio }) => `${name} ${times(ratio).replace(/ times$/, '')}`).join(', ')}.`,
    evidence: Object.fromEntries(told.map(({ name, ratio }) => [name, round(ratio.estimate)])),
  };
}
