/** The rounds of `wake-up` for a waiter that goes back to its event loop, which calls it when the count is reached. JavaScript only. */
import { whenCount } from '#subject';
import type { EventcountSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { COUNT_SO_FAR, GAP_US, learn, signalRounds, WAITERS } from './_rounds.ts';

export function signal(events: Words, control: Words, mine: Words, self: i32): void {
  signalRounds(events, control, mine, self);
}

export async function wait(events: Words, control: Words, mine: Words, self: i32): Promise<void> {
  let count: i32 = mine[COUNT_SO_FAR]; // plain: own words
  let last: i32 = 0;
  // Ends with the round that the signaller calls the last.
  while (last === 0) {
    count = (count + 1) | 0;
    await whenCount(events, self, count);
    last = learn(control, mine, count);
  }
  mine[COUNT_SO_FAR] = count; // plain: own words
}

export default {
  name: 'wake-up-loop',
  kind: 'eventcount',
  title: 'From an advance to a waiter in its event loop',
  question: 'How soon does the event loop tell a waiter of an advance, and how much CPU time does that take?',
  metric: { name: 'wake-up', unit: 'ns', better: 'lower' },
  operations: 'wake-ups',
  value: 'median-sample',
  instances: 1,
  params: {
    gapUs: { default: 100, what: 'microseconds from the end of a round to the next advance', word: GAP_US },
    waiters: { default: 1, what: 'waiting threads; the last one to learn of an advance is timed', word: WAITERS },
  },
  roles: ({ waiters }) => ['signal', ...Array<string>(waiters).fill('wait')],
  studied: ['wait'],
  ends: ({ waiters }) => ['producer', ...Array(waiters).fill('consumer')],
  selves: ({ waiters }) => [0, ...Array(waiters).keys()],
  refuses: ({ waiting }) => (waiting === 'event-loop' ? null : 'it has no event loop'),
  sizeWords: (subject, { waiters }) => subject.sizeWords(1 + waiters),
  init: (subject, words, { waiters }) => subject.init?.(words, 1 + waiters),
  violations: ([signaller, ...waiters]) =>
    waiters.flatMap(({ rank, errors, items }) => [
      ...(errors > 0 ? [`thread ${rank} was called ${errors} times at another count than it waited for`] : []),
      ...(items !== signaller.items ? [`${signaller.items} advances, thread ${rank} saw ${items}`] : []),
    ]),
} satisfies ScenarioSpec<EventcountSpec>;
