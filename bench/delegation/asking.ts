/**
 * Threads that ask for operations on one object, which whoever of them the subject chooses runs: see _asking.ts. Where a server runs them
 * it is `asking-server`.
 */
import type { DelegationSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { NOTHING, WORK } from '../../src/delegation/_object.ts';
import { askUntilStop, INSIDE_NS, OPERATION, OUTSIDE_NS, prove, THREADS } from './_asking.ts';

export function ask(words: Words, control: Words, mine: Words, self: i32): void {
  askUntilStop(words, control, mine, self, mine[THREADS]); // plain: own words
}

export function askAndProve(words: Words, control: Words, mine: Words, self: i32): void {
  askUntilStop(words, control, mine, self, mine[THREADS]); // plain: own words
  prove(words, control, mine, self);
}

export default {
  name: 'asking',
  kind: 'delegation',
  title: 'Threads that want operations on one object',
  question: 'How many operations a second do the threads get done together?',
  metric: { name: 'operations', unit: 'ops/s', better: 'higher' },
  operations: 'operations',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that ask', word: THREADS },
    operation: { default: WORK, what: 'what they ask for: nothing (1), an addition (2) or work (3)', word: OPERATION },
    insideNs: { default: 0, what: 'nanoseconds that the work takes', word: INSIDE_NS },
    outsideNs: { default: 0, what: 'nanoseconds of other work between two operations of a thread', word: OUTSIDE_NS },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'askAndProve' : 'ask')),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: ({ runs }, { threads, operation, insideNs, outsideNs }) => {
    if (runs === 'server') return 'a server runs its operations: asking-server has one';
    if (threads < 1) return 'somebody must ask';
    if (operation < NOTHING || operation > WORK) return 'operation is 1, 2 or 3';
    if (insideNs > 0 && operation !== WORK) return 'only work, operation 3, takes a time';
    return [insideNs, outsideNs].every((ns) => ns >= 0 && ns <= 250_000) ? null : 'work lasts from 0 to 250 µs';
  },
  sizeWords: (subject, { threads }) => subject.sizeWords(threads),
  init: (subject, words, { threads }) => subject.init(words, threads),
  violations: (askers, { operation }) => {
    const asked = askers.reduce((sum, { items }) => (sum + items) | 0, 0);
    const wrong = askers.reduce((sum, { errors }) => sum + errors, 0);
    const [{ sum: counted }] = askers;
    return [
      ...(wrong > 0 ? [`${wrong} answers were those to another question`] : []),
      ...(operation !== NOTHING && counted !== asked
        ? [`${asked} operations were asked for, the object counts ${counted}`]
        : []),
    ];
  },
} satisfies ScenarioSpec<DelegationSpec>;
