import type { EventcountSpec, Params } from '../../src/contract.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { conclude } from './conclude.ts';

const isEventLoop = (subject: EventcountSpec) => subject.waiting === 'event-loop';
/** Ours, and to be used: no control, nothing that needs an event loop. */
const isOwn = (subject: EventcountSpec) => subject.control === undefined && !isEventLoop(subject);
/** The two ends: never sleeps, sleeps at once. */
const isExtreme = (subject: EventcountSpec) => isOwn(subject) && subject.waiting !== 'spin-then-park';
const parks = (subject: EventcountSpec) => isOwn(subject) && subject.waiting === 'park';

/** Microseconds between a round's end and the next advance: from less than a sleep costs to far more. */
const GAPS_US: Readonly<Record<SweepContext['effort'], readonly number[]>> = {
  quick: [],
  default: [3, 10, 30, 100, 1000],
  thorough: [1, 3, 10, 30, 100, 300, 1000],
};

export default {
  name: 'waiting',
  title: 'Waiting for another thread',
  question: 'When should a thread spin, when should it sleep, and what does it cost to wake it?',
  threads: (cpus) => (cpus > 4 ? [2, Math.min(cpus, 8), 16] : [2, 4, 8]),
  sections: [
    over('eventcount', {
      id: 'wake-up',
      title: 'Wake-ups',
      question:
        'How soon does a thread that has waited for 100 µs learn of an advance, and what has the waiting burnt?',
      law: 'who spins learns within a line transfer and burns a CPU; who sleeps is woken by the kernel; the event loop comes on top of that',
      scenario: 'wake-up',
      scenarioFor: (subject) => (isEventLoop(subject) ? 'wake-up-loop' : 'wake-up'),
      subjects: (subject, { effort }) => {
        if (effort === 'quick') return isEventLoop(subject) || isExtreme(subject);
        return effort === 'thorough' || subject.wakes !== 'always';
      },
      sweep: () => [{ gapUs: 100 }],
      baseline: (subject, backend) => parks(subject) && backend === 'js',
      views: ['waiting', 'percentiles'],
      x: null,
    }),
    over('eventcount', {
      id: 'gap',
      title: 'Short waits and long ones',
      question:
        'From which length of a wait on does sleeping burn less than spinning, and how much later is the waiter told?',
      law: 'CPU time of a spinning wait = its length; of a sleeping one = two context switches, however long it is',
      scenario: 'wake-up',
      subjects: isOwn,
      backends: () => ['js'],
      sweep: ({ effort }) => GAPS_US[effort].map((gapUs) => ({ gapUs })),
      baseline: () => false, // ways to wait are compared at one length, not across lengths
      views: ['waiting', 'sweep'],
      x: 'gapUs',
    }),
    over('eventcount', {
      id: 'round-trip',
      title: 'Round trips',
      question: 'How long does it take to wake another thread and to be woken by it?',
      law: 'two wake-ups one after the other, with waits as short as the other side makes them',
      scenario: 'ping-pong',
      subjects: (subject, { effort }) => effort === 'thorough' || (!isEventLoop(subject) && subject.wakes !== 'always'),
      sweep: ({ effort }) => (effort === 'quick' ? [] : [{}]),
      baseline: (subject, backend) => parks(subject) && backend === 'js',
      views: ['strategies', 'percentiles'],
      x: null,
    }),
    over('eventcount', {
      id: 'interference',
      title: 'Advances that nobody waits for',
      question:
        'What does an advance cost when nobody waits, and does it matter that a second thread advances another one (2 ×)?',
      law: 'V8 keeps one list of sleeping threads, with one lock, for the whole process: who notifies without need waits for everybody else who does',
      scenario: 'interference',
      subjects: (subject) => isExtreme(subject) || subject.wakes === 'always',
      backends: ({ effort }) => (effort === 'quick' ? ['js'] : ['js', 'wasm']),
      sweep: () => [{ others: 0 }, { others: 1 }],
      baseline: (subject, backend, { others }) => parks(subject) && backend === 'js' && others === 0,
      label: ({ others }, { name }) => (others === 0 ? name : `2 × ${name}`),
      views: ['strategies'],
      x: null,
    }),
    over('eventcount', {
      id: 'crowded',
      title: 'One to many, with more threads than CPUs',
      question: 'One thread advances, all others wait: how long until the last of them knows?',
      law: 'a thread that spins keeps its CPU from one that has something to do; a wake-up is paid for once a sleeper',
      scenario: 'wake-up',
      subjects: isOwn,
      backends: () => ['js'],
      sweep: ({ effort, threads }) =>
        effort === 'quick'
          ? []
          : threads.filter((count) => count >= 2).map((count): Params => ({ gapUs: 100, waiters: count - 1 })),
      baseline: (subject) => parks(subject),
      views: ['sweep', 'waiting'],
      x: 'threads',
    }),
  ],
  conclude,
} satisfies LabSpec;
