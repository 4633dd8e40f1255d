/** Programs for semaphores: no more threads inside than there are permits, and what was made is seen by who takes it. */
import type { SemaphoreSpec } from '../../contract.ts';
import { always } from '../linearizable/models/always.ts';
import { countedSection } from '../linearizable/models/counted-section.ts';
import { semaphore } from '../linearizable/models/semaphore.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call, Program } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, type Setting, settingsOf, sharedWords, structure } from './_settings.ts';

type Subject = Parameters<typeof plan>[0];
type Tier = Planned['tier'];

const plan: PlanPrograms<SemaphoreSpec> = (subject) => [
  ...settingsOf(subject.spec, 1).flatMap((setting) => [
    sections(subject, [2, 2], 'quick', setting),
    visits(subject, [1, 1, 1], 'quick', setting),
    exchange(subject, { makes: [2], takes: [1, 1] }, 'quick', setting),
  ]),
  sections(subject, [1, 1, 1], 'quick'),
  sections(subject, [2, 2, 2], 'full'),
  visits(subject, [2, 2, 1], 'full'),
  exchange(subject, { makes: [2], takes: [2] }, 'quick'),
  exchange(subject, { makes: [1, 1], takes: [2] }, 'quick'),
  exchange(subject, { makes: [1, 1], takes: [1, 1] }, 'full'),
  exchange(subject, { makes: [3], takes: [1, 1, 1] }, 'full'),
  exchange(subject, { makes: [2, 2], takes: [2, 2] }, 'full'),
  { ...visits(subject, [3, 3, 3, 3], 'full'), demands: 'sampled' },
  ...[0, 1, 2].map((permits) => operations(subject, permits)),
  triesOnly(subject),
];

export default plan;

/** Thread `self` enters `counts[self]` times; there is one permit. */
function sections(subject: Subject, counts: readonly number[], tier: Tier, setting = PLAIN): Planned {
  return planned(subject, 1, setting, tier, {
    name: `${counts.join(' + ')} sections`,
    threads: counts.map((count, self) => times(count, { name: 'section', args: [self] })),
    model: countedSection({ refusals: 'exact' }),
  });
}

/** Two permits: two may be inside at once, three may not. */
function visits(subject: Subject, counts: readonly number[], tier: Tier, setting = PLAIN): Planned {
  return planned(subject, 2, setting, tier, {
    name: `${counts.join(' + ')} visits of two at most`,
    threads: counts.map((count, self) => times(count, { name: 'visit', args: [2, self] })),
    model: always(0),
  });
}

/**
 * Permits that are made one by one, and as many taken: nobody is left asleep.
 *
 * Whoever has taken n permits sees the first n things of the only one that makes them, and, of several that do, all things if it has
 * taken all permits.
 */
function exchange(
  subject: Subject,
  { makes, takes }: { makes: readonly number[]; takes: readonly number[] },
  tier: Tier,
  setting = PLAIN,
): Planned {
  const all = makes.reduce((sum, count) => sum + count, 0);
  let place = 0;
  const makers = makes.map((count, self) =>
    Array.from({ length: count }, (): Call => ({ name: 'make', args: [place++, self] })),
  );
  const takers = takes.map((count, nth): Call[] => {
    const places = makes.length === 1 || count === all ? count : 0;
    return [{ name: 'take', args: [count, places, makes.length + nth] }];
  });
  return planned(subject, 0, setting, tier, {
    name: `${makes.join(' + ')} made, ${takes.join(' + ')} taken`,
    threads: [...makers, ...takers],
    model: always(0),
  });
}

/** One operation after the other; a release makes a permit where none was taken. */
function operations(subject: Subject, permits: number): Planned {
  return planned(subject, permits, PLAIN, 'quick', {
    name: `acquire, tryAcquire | release, tryAcquire, release, with ${permits} permits`,
    threads: [
      [
        { name: 'acquire', args: [0] },
        { name: 'tryAcquire', args: [0] },
      ],
      [
        { name: 'release', args: [1] },
        { name: 'tryAcquire', args: [1] },
        { name: 'release', args: [1] },
      ],
    ],
    model: semaphore({ permits, refusals: 'exact' }),
  });
}

/** Nobody waits: whoever dies takes a permit with it at most, and holds nobody up. */
function triesOnly(subject: Subject): Planned {
  const threads = [0, 1, 2].map((self): Call[] => [
    { name: 'tryAcquire', args: [self] },
    { name: 'release', args: [self] },
  ]);
  const model = semaphore({ permits: 2, refusals: 'exact' });
  const made = planned(subject, 2, PLAIN, 'full', { name: '3 × tryAcquire, release', threads, model });
  return { ...made, crashes: 1, lockFree: true };
}

const times = (count: number, call: Call): Call[] => Array.from({ length: count }, () => call);

function planned(
  { path, spec }: Subject,
  permits: number,
  setting: Setting,
  tier: Tier,
  program: Pick<Program, 'name' | 'threads'> & Partial<Program>,
): Planned {
  return {
    program: {
      driver: driver('semaphore'),
      subject: path,
      regions: { words: structure(spec, setting, { count: permits }), data: sharedWords(4) },
      privateWords: 0,
      ...program,
      name: `${program.name}${setting.note}`,
    },
    tier,
    demands: 'exhaustive',
    expects: [],
    ...(spec.waiting === 'spin' ? {} : { spurious: true }),
  };
}
