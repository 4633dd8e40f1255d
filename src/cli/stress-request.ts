/** What `npm run stress` is asked for. */
import { type Choices, MIXTURES, type Mixture } from '../check/stress/configuration.ts';
import { MOST_THREADS } from '../check/stress/protocol.ts';
import { refusal, type StressRequest } from '../check/stress/stress.ts';
import type { Topology } from '../machine/types.ts';
import type { FoundSubject } from '../registry.ts';
import { type Arguments, type Flags, nameList, seedOf, unknown, wholeNumber } from './arguments.ts';
import { UsageError } from './failure.ts';

export const FLAGS = {
  minutes: { type: 'string', what: 'how long; default 1, half a minute is 0.5' },
  seed: { type: 'string', what: 'seed of the configurations' },
  backend: { type: 'string', what: `${MIXTURES.join(', ')}, separated by commas; default all` },
  cpu: { type: 'string', what: 'pin all threads to this CPU' },
  'one-cpu': { type: 'boolean', what: 'pin all threads of a round to one CPU, now this, now that' },
  also: { type: 'string', what: 'a file or folder with subjects of your own' },
  out: { type: 'string', what: 'folder for the record of a violation; default reports/' },
  json: { type: 'boolean', what: 'events as NDJSON on stdout, all else on stderr' },
  help: { type: 'boolean', what: 'this list' },
} as const satisfies Flags;

/** The subject that is none: litmus tests of the engine itself. */
export const LITMUS_NAME = 'litmus';

const ROUND_MS = [20, 200] as const;
/** Long enough for a machine that is busy with other things. */
const PATIENCE_MS = 20_000;
const THREADS_PER_CPU = 4;
/** One litmus test needs four. */
const LEAST_THREADS = 4;
const MOST_MINUTES = 10_080;

export function readRequest(args: Arguments, subjects: readonly FoundSubject[], topology: Topology): StressRequest {
  const chosen = args.words.filter((name) => name !== LITMUS_NAME);
  const names = [...subjects.map(({ spec }) => spec.name), LITMUS_NAME];
  for (const name of chosen)
    if (!names.includes(name)) throw new UsageError(unknown(`subject, found '${name}'`, name, names));
  const choices = readChoices(args, topology);
  const entrants = args.words.length === 0 ? subjects : subjects.filter(({ spec }) => chosen.includes(spec.name));
  const withLitmus = args.words.length === 0 || chosen.length < args.words.length;
  const reasons = entrants.map((found) => ({ name: found.spec.name, reason: refusal(found, choices) }));
  if (!withLitmus && reasons.every(({ reason }) => reason !== null))
    throw new UsageError(
      `Expected a subject with something to stress, found ${reasons.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}.`,
    );
  return {
    ...choices,
    subjects: entrants,
    withLitmus,
    seconds: 60 * minutesOf(args.text('minutes') ?? '1'),
    seed: seedOf(args),
    patienceMs: PATIENCE_MS,
  };
}

function readChoices(args: Arguments, topology: Topology): Choices {
  const backend = args.text('backend');
  const cpu = args.text('cpu');
  const allowed = topology.cpus.filter((one) => one.allowed).map(({ id }) => id);
  if (cpu !== undefined && args.has('one-cpu'))
    throw new UsageError('Expected --cpu or --one-cpu, found both: drop one of the two.');
  const only = cpu === undefined ? null : wholeNumber('cpu', cpu, 0, 65_535);
  if (only !== null && !allowed.includes(only))
    throw new UsageError(
      `Expected --cpu to be one of ${allowed.join(', ')}, found ${only}: this process may not use it.`,
    );
  return {
    mixtures: backend === undefined ? MIXTURES : (nameList('backend', backend, MIXTURES) as Mixture[]),
    cpus: only === null ? allowed : [only],
    oneCpu: only !== null || args.has('one-cpu'),
    mostThreads: Math.min(MOST_THREADS, Math.max(LEAST_THREADS, THREADS_PER_CPU * allowed.length)),
    roundMs: ROUND_MS,
  };
}

function minutesOf(text: string): number {
  const minutes = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (minutes > 0 && minutes <= MOST_MINUTES) return minutes;
  throw new UsageError(
    `Expected --minutes to be a number above 0 and up to ${MOST_MINUTES}, such as 0.5, found '${text}': correct it.`,
  );
}

/** The flags that choose configurations as this run's did. */
export function flagsAgain(args: Arguments): string {
  const texts = (['backend', 'cpu', 'also'] as const).flatMap((flag) => {
    const value = args.text(flag);
    return value === undefined ? [] : [`--${flag} ${value}`];
  });
  return [...texts, ...(args.has('one-cpu') ? ['--one-cpu'] : [])].map((text) => ` ${text}`).join('');
}
