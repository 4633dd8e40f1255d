/** What every signal must do, by name. */
import type { Backend, SignalSpec } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import type { Check, Limits } from './check.ts';
import { emptySlots, type Turns } from './signal-roles.ts';
import { requireDescribedWords, Team } from './team.ts';

const ROLES = new URL('./signal-roles.ts', import.meta.url);

/** Turns are passed by two threads, whatever the machine. */
const THREADS = 2;
/** Turns before 2³¹ and 2³² in runs that go past them. The last of them is late: whoever does not wait for it is ahead. */
const BEFORE_WRAP = 16;

export const SIGNAL_CHECKS: readonly Check<SignalSpec>[] = [
  {
    name: 'footprint',
    title: 'it keeps to its words',
    threads: 'one',
    skip: () => null,
    async run(found, backends, limits) {
      requireDescribedWords(found.spec);
      for (const first of startsOf(found.spec)) {
        const { team, data } = teamOf(found, backends, limits, { first, turns: 500 });
        await team.runAlone('passAll', data, limits);
      }
    },
  },
  {
    name: 'in-turn',
    title: 'nobody passes a turn before the turn before it, and what was written before that is visible',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await pass(found, backends, limits, { first: 0, turns: 1500 });
      for (const first of startsOf(found.spec))
        await pass(found, backends, limits, { first, turns: 2 * BEFORE_WRAP, lateMs: 0.5 });
    },
  },
  {
    name: 'stragglers',
    title: 'whoever is late is waited for',
    threads: 'several',
    skip: () => null,
    async run(found, backends, limits) {
      await pass(found, backends, limits, { first: 0, turns: 60, lateMs: 1 });
    },
  },
];

/** First turns: 0, and short of the wraps where words that run free may begin there. */
function startsOf({ freeRunning }: SignalSpec): number[] {
  return freeRunning.length > 0 ? [0, 2 ** 31 - BEFORE_WRAP, -BEFORE_WRAP] : [0];
}

interface Asked {
  readonly first: number;
  readonly turns: number;
  readonly lateMs?: number;
}

async function pass(
  found: FoundSubject<SignalSpec>,
  backends: readonly Backend[],
  limits: Limits,
  asked: Asked,
): Promise<void> {
  const { team, data } = teamOf(found, backends, limits, asked);
  await team.run('pass', () => data, limits);
}

function teamOf(
  found: FoundSubject<SignalSpec>,
  backends: readonly Backend[],
  limits: Limits,
  { first, turns, lateMs = 0 }: Asked,
): { team: Team; data: Turns } {
  const team = new Team(found, backends, ROLES, { threads: THREADS, start: first });
  return { team, data: { first, turns: turns * limits.scale, slots: emptySlots(), lateMs } };
}
