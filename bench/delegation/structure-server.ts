/**
 * `structure` where a server runs the operations: thread 0 serves, the others put in and take out. `threads` counts the server, too, so
 * that equal numbers are equal numbers of CPUs.
 */
import type { DelegationSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { CAPACITY } from '../../src/delegation/_object.ts';
import { moveUntilStop, STACK, THREADS, takeRest } from './_moving.ts';
import { dismiss, serveUntilDismissed } from './_serving.ts';

export function serve(words: Words, control: Words, mine: Words, self: i32): void {
  serveUntilDismissed(words, control, mine);
}

export function move(words: Words, control: Words, mine: Words, self: i32): void {
  moveUntilStop(words, control, mine, self, (mine[THREADS] - 1) | 0); // plain: own words
}

export function moveAndTakeRest(words: Words, control: Words, mine: Words, self: i32): void {
  moveUntilStop(words, control, mine, self, (mine[THREADS] - 1) | 0); // plain: own words
  takeRest(words, control, mine, self);
  dismiss(control);
}

export default {
  name: 'structure-server',
  kind: 'delegation',
  title: 'Threads that share a queue or a stack, which a server keeps',
  question:
    'How many items a second do the threads put in and take out together, if one of them does nothing but serve?',
  metric: { name: 'operations', unit: 'ops/s', better: 'higher' },
  operations: 'operations',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads: one that serves, the others put in and take out', word: THREADS },
    stack: { default: 0, what: 'the stack (1) or the queue (0)', word: STACK },
  },
  roles: ({ threads }) => ['serve', 'moveAndTakeRest', ...Array<string>(Math.max(0, threads - 2)).fill('move')],
  selves: ({ threads }) => [0, ...Array(threads - 1).keys()],
  refuses: ({ runs }, { threads, stack }) => {
    if (runs !== 'server') return 'it has no server: its callers run their operations, see structure';
    if (threads < 2) return 'one thread serves, so that somebody else must ask';
    if (threads - 1 > CAPACITY) return `the queue has ${CAPACITY} places, one for each thread that asks`;
    return stack === 0 || stack === 1 ? null : 'stack is 0 or 1';
  },
  sizeWords: (subject, { threads }) => subject.sizeWords(threads - 1),
  init: (subject, words, { threads }) => subject.init(words, threads - 1),
  violations: ([, ...askers]) => {
    const items = askers.reduce((sum, one) => (sum + one.items) | 0, 0);
    const sum = askers.reduce((total, one) => (total + one.sum) | 0, 0);
    return [
      ...(items !== 0 ? [`${items} more items went in than came out`] : []),
      ...(sum !== 0 ? [`what went in is ${sum} more, in sum, than what came out`] : []),
    ];
  },
} satisfies ScenarioSpec<DelegationSpec>;
