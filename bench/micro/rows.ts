/** What the micro-benchmark measures: one row an operation. */
import { join } from 'node:path';
import type { AnySubject, Backend, Kind, Words } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { footprint, type Sizes, setUp } from '../../src/set-up.ts';
import { ATOMICS_WORDS } from './atomics.ts';
import { VALUE_WORDS, WALK_LINES } from './own-words.ts';

export interface MicroRow {
  readonly group: string;
  readonly operation: string;
  readonly backends: readonly Backend[];
  /** The file with the loop, and the exported function that is the loop. */
  readonly entry: string;
  readonly role: string;
  readonly subject: FoundSubject | null;
  /** Items pushed before they are popped, or lines of a walk. */
  readonly burst: number;
  readonly sizeWords: number;
  init(words: Words): void;
}

/** A loop over one kind of subject. */
interface KindLoop {
  readonly group: string;
  readonly role: string;
  readonly bursts: readonly number[];
  readonly operation: (burst: number) => string;
}

const CAPACITY_SLOTS = 1024;
const SIZES: Sizes = {
  threads: 1,
  capacitySlots: CAPACITY_SLOTS,
  capacityBytes: 65_536,
  consumers: 1,
  valueWords: VALUE_WORDS,
  count: 1,
  lines: WALK_LINES,
};
const BURST_ITEMS = 64;
const BOTH: readonly Backend[] = ['js', 'wasm'];

const ATOMIC_LOOPS: readonly (readonly [operation: string, role: string])[] = [
  ['empty loop', 'emptyLoop'],
  ['plain load', 'plainLoad'],
  ['plain store', 'plainStore'],
  ['load', 'atomicLoad'],
  ['store', 'atomicStore'],
  ['add', 'atomicAdd'],
  ['sub', 'atomicSub'],
  ['and', 'atomicAnd'],
  ['or', 'atomicOr'],
  ['xor', 'atomicXor'],
  ['exchange', 'atomicExchange'],
  ['compareExchange that succeeds', 'atomicCompareExchange'],
  ['compareExchange that fails', 'failedCompareExchange'],
  ['pause (WebAssembly: a bounded delay)', 'spinPause'],
  ['notify, nobody waits', 'notifyNobody'],
  ['wait that finds another value', 'waitNotEqual'],
];

const KIND_LOOPS: Readonly<Record<Kind, KindLoop>> = {
  ring: {
    group: 'Rings: an item pushed and popped',
    role: 'pushAndPop',
    bursts: [1, BURST_ITEMS],
    operation: oneOrMany,
  },
  'record-ring': {
    group: 'Record rings: 16 bytes written and read',
    role: 'writeAndRead',
    bursts: [1, BURST_ITEMS],
    operation: oneOrMany,
  },
  lock: { group: 'Locks: free, taken and given back', role: 'lockAndUnlock', bursts: [1], operation: () => '' },
  counter: { group: 'Counters: one thread adds', role: 'addOne', bursts: [1], operation: () => '' },
  rwlock: {
    group: 'Reader-writer locks: free, taken to read, given back',
    role: 'readLockAndUnlock',
    bursts: [1],
    operation: () => '',
  },
  register: { group: `Registers: ${VALUE_WORDS} words read`, role: 'readValue', bursts: [1], operation: () => '' },
  barrier: { group: 'Barriers: one thread passes alone', role: 'passAlone', bursts: [1], operation: () => '' },
  eventcount: { group: 'Eventcounts: advanced, nobody waits', role: 'advanceAlone', bursts: [1], operation: () => '' },
  semaphore: {
    group: 'Semaphores: a permit taken and given back',
    role: 'acquireAndRelease',
    bursts: [1],
    operation: () => '',
  },
  condition: { group: 'Conditions: notified, nobody waits', role: 'notifyNobody', bursts: [1], operation: () => '' },
  latch: { group: 'Latches: open, passed', role: 'passOpen', bursts: [1], operation: () => '' },
  once: { group: 'Once: done already', role: 'askAgain', bursts: [1], operation: () => '' },
  stack: {
    group: 'Stacks: an item pushed and popped',
    role: 'pushAndPop',
    bursts: [1, BURST_ITEMS],
    operation: oneOrMany,
  },
  deque: {
    group: 'Deques: an item pushed and popped by the owner',
    role: 'pushAndPop',
    bursts: [1, BURST_ITEMS],
    operation: oneOrMany,
  },
  map: { group: 'Maps: a key found', role: 'getValue', bursts: [1], operation: () => '' },
  delegation: { group: 'Delegation: an addition, nobody else asks', role: 'addOne', bursts: [1], operation: () => '' },
  signal: { group: 'Signals: a turn, one thread passes both', role: 'passTurns', bursts: [1], operation: () => '' },
  operation: { group: 'Operations: one word, one thread', role: 'applyAgain', bursts: [1], operation: () => '' },
  walk: {
    group: `Walks: a line of ${WALK_LINES} in the own cache`,
    role: 'walkAround',
    bursts: [BURST_ITEMS],
    operation: () => '',
  },
};

function oneOrMany(burst: number): string {
  return burst === 1 ? 'one by one' : `${burst} in, ${burst} out`;
}

/** Every atomic operation, then every subject, in the order of the registry. */
export function microRows(subjects: readonly FoundSubject[]): MicroRow[] {
  const file = (name: string) => join(import.meta.dirname, `${name}.ts`);
  const atomics = ATOMIC_LOOPS.map(([operation, role]) => ({
    group: 'Atomics and plain accesses, one thread',
    operation,
    backends: BOTH,
    entry: file('atomics'),
    role,
    subject: null,
    burst: 1,
    sizeWords: ATOMICS_WORDS,
    init: () => {},
  }));
  const kinds = Object.keys(KIND_LOOPS) as Kind[];
  const perSubject = kinds.flatMap((kind) =>
    subjects
      .filter(({ spec }) => spec.kind === kind)
      .flatMap((subject) => {
        const { group, role, bursts, operation } = KIND_LOOPS[kind];
        return bursts
          .filter((burst) => holds(subject.spec, burst))
          .map((burst) => ({
            group,
            operation: [subject.spec.name, operation(burst)].filter((part) => part !== '').join(', '),
            backends: subject.spec.backends ?? BOTH,
            entry: file(kind),
            role,
            subject,
            burst,
            sizeWords: footprint(subject.spec, SIZES),
            init: (words: Words) => setUp(subject.spec, words, SIZES),
          }));
      }),
  );
  return [...atomics, ...perSubject];
}

/** A ring that overwrites holds one item. */
function holds(spec: AnySubject, burst: number): boolean {
  if (needsServer(spec)) return false;
  return burst === 1 || spec.kind !== 'ring' || spec.overflow === 'reject';
}

/** One thread alone would wait for an answer for ever. */
export function needsServer(spec: AnySubject): boolean {
  return spec.kind === 'delegation' && spec.runs === 'server';
}

/** The capacity that a peer's `connect` is told. */
export const PEER_CAPACITY_SLOTS = CAPACITY_SLOTS;
