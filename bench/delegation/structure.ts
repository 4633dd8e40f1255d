/** Threads that put items into one queue, or onto one stack, and take them out: see _moving.ts. Where a server runs the operations it is `structure-server`. */
import type { DelegationSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import { CAPACITY } from '../../src/delegation/_object.ts';
import { moveUntilStop, STACK, THREADS, takeRest } from './_moving.ts';

export function move(words: Words, control: Words, mine: Words, self: i32): void {
  moveUntilStop(words, control, mine, self, mine[THREADS]); // plain: own words
}

export function moveAndTakeRest(words: Words, control: Words, mine: Words, self: i32): void {
  moveUntilStop(words, control, mine, self, mine[THREADS]); // plain: own words
  takeRest(words, control, mine, self);
}

export default {
  name: 'structure',
  kind: 'delegation',
  title: 'Threads that share a queue or a stack',
  question: 'How many items a second do the threads put in and take out together?',
  metric: { name: 'operations', unit: 'ops/s', better: 'higher' },
  operations: 'operations',
  value: 'operations-over-time',
  instances: 1,
  params: {
    threads: { default: 2, what: 'threads that put in and take out', word: THREADS },
    stack: { default: 0, what: 'the stack (1) or the queue (0)', word: STACK },
  },
  roles: ({ threads }) => Array.from({ length: threads }, (_, rank) => (rank === 0 ? 'moveAndTakeRest' : 'move')),
  selves: ({ threads }) => [...Array(threads).keys()],
  refuses: ({ runs }, { threads, stack }) => {
    if (runs === 'server') return 'a server runs its operations: structure-server has one';
    if (threads < 1) return 'somebody must ask';
    if (threads > CAPACITY) return `the queue has ${CAPACITY} places, one for each thread that asks`;
    return stack === 0 || stack === 1 ? null : 'stack is 0 or 1';
  },
  sizeWords: (subject, { threads }) => subject.sizeWords(threads),
  init: (subject, words, { threads }) => subject.init(words, threads),
  violations: (askers) => {
    const items = askers.reduce((sum, one) => (sum + one.items) | 0, 0);
    const sum = askers.reduce((total, one) => (total + one.sum) | 0, 0);
    return [
      ...(items !== 0 ? [`${items} more items went in than came out`] : []),
      ...(sum !== 0 ? [`what went in is ${sum} more, in sum, than what came out`] : []),
    ];
  },
} satisfies ScenarioSpec<DelegationSpec>;
