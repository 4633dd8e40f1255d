/**
 * `asking` where a server runs the operations: thread 0 serves, the others ask. `threads` counts the server, too, so that equal numbers are
 * equal numbers of CPUs.
 */
import type { DelegationSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { NOTHING, WORK } from '../../src/delegation/_object.ts';
import { askUntilStop, INSIDE_NS, OPERATION, OUTSIDE_NS, prove, THREADS } from './_asking.ts';
import { dismiss, serveUntilDismissed } from './_serving.ts';

export function serve(words: Words, control: Words, mine: Words, self: i32): void {
  serveUntilDismissed(words, control, mine);
}

export function ask(words: Words, control: Words, mine: Words, self: i32): void {
  askUntilStop(words, control, mine, self, (mine[THREADS] - 1) | 0); // plain: own words
}

export function askAndProve(words: Words, control: Words, mine: Words, self: i32): void {
  askUntilStop(words, control, mine, self, (mine[THREADS] - 1) | 0); // plain: own words
  prove(words, control, mine, self);
  dismiss(control);
}

export default {
  name: 'asking-server',
  kind: 'delegation',
  title: 'Threads that want operations on one object, which a server runs',
  question: 'How many operations a second do the threads get done together, if one of them does nothing but run them?',
  metric: { name: 'operations', unit: 'ops/s', better: 'higher' },
  operations: 'operations',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads: one that serves, the others ask', word: THREADS },
    operation: { default: WORK, what: 'what they ask for: nothing (1), an addition (2) or work (3)', word: OPERATION },
    insideNs: { default: 0, what: 'nanoseconds that the work takes', word: INSIDE_NS },
    outsideNs: { default: 0, what: 'nanoseconds of other work between two operations of a thread', word: OUTSIDE_NS },
  },
  roles: ({ threads }) => ['serve', 'askAndProve', ...Array<string>(Math.max(0, threads - 2)).fill('ask')],
  selves: ({ threads }) => [0, ...Array(threads - 1).keys()],
  refuses: ({ runs }, { threads, operation, insideNs, outsideNs }) => {
    if (runs !== 'server') return 'it has no server: its callers run their operations, see asking';
    if (threads < 2) return 'one thread serves, so that somebody else must ask';
    if (operation < NOTHING || operation > WORK) return 'operation is 1, 2 or 3';
    if (insideNs > 0 && operation !== WORK) return 'only work, operation 3, takes a time';
    return [insideNs, outsideNs].every((ns) => ns >= 0 && ns <= 250_000) ? null : 'work lasts from 0 to 250 µs';
  },
  sizeWords: (subject, { threads }) => subject.sizeWords(threads - 1),
  init: (subject, words, { threads }) => subject.init(words, threads - 1),
  violations: ([server, ...askers], { operation }) => {
    const asked = askers.reduce((sum, { items }) => (sum + items) | 0, 0);
    const wrong = askers.reduce((sum, { errors }) => sum + errors, 0);
    const [{ sum: counted }] = askers;
    return [
      ...(wrong > 0 ? [`${wrong} answers were those to another question`] : []),
      // The proof itself is an operation, too.
      ...(server.items !== ((asked + 1) | 0)
        ? [`${asked} operations and the proof were asked for, the server has run ${server.items}`]
        : []),
      ...(operation !== NOTHING && counted !== asked
        ? [`${asked} operations were asked for, the object counts ${counted}`]
        : []),
    ];
  },
} satisfies ScenarioSpec<DelegationSpec>;
