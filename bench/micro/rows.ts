/** What the micro-benchmark measures: one row an operation. */
import { join } from 'node:path';
import type { AnySubject, Backend, Kind, Words } from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { ATOMICS_WORDS } from './atomics.ts';
import { WALK_LINES } from './own-words.ts';

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
const CAPACITY_BYTES = 65_536;
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
    operation: (burst) => (burst === 1 ? 'one by one' : `${burst} in, ${burst} out`),
  },
  'record-ring': {
    group: 'Record rings: 16 bytes written and read',
    role: 'writeAndRead',
    bursts: [1, BURST_ITEMS],
    operation: (burst) => (burst === 1 ? 'one by one' : `${burst} in, ${burst} out`),
  },
  lock: { group: 'Locks: free, taken and given back', role: 'lockAndUnlock', bursts: [1], operation: () => '' },
  counter: { group: 'Counters: one thread adds', role: 'addOne', bursts: [1], operation: () => '' },
  barrier: { group: 'Barriers: one thread passes alone', role: 'passAlone', bursts: [1], operation: () => '' },
  eventcount: { group: 'Eventcounts: advanced, nobody waits', role: 'advanceAlone', bursts: [1], operation: () => '' },
  signal: { group: 'Signals: a turn, one thread passes both', role: 'passTurns', bursts: [1], operation: () => '' },
  operation: { group: 'Operations: one word, one thread', role: 'applyAgain', bursts: [1], operation: () => '' },
  walk: {
    group: `Walks: a line of ${WALK_LINES} in the own cache`,
    role: 'walkAround',
    bursts: [BURST_ITEMS],
    operation: () => '',
  },
};

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
            sizeWords: sizeWords(subject.spec),
            init: (words: Words) => initialize(subject.spec, words),
          }));
      }),
  );
  return [...atomics, ...perSubject];
}

/** A ring that overwrites holds one item. */
function holds(spec: AnySubject, burst: number): boolean {
  return burst === 1 || spec.kind !== 'ring' || spec.overflow === 'reject';
}

function sizeWords(spec: AnySubject): number {
  if (spec.kind === 'ring') return spec.sizeWords(CAPACITY_SLOTS, 1);
  if (spec.kind === 'walk') return spec.sizeWords(WALK_LINES);
  return spec.sizeWords(spec.kind === 'record-ring' ? CAPACITY_BYTES : 1);
}

function initialize(spec: AnySubject, words: Words): void {
  if (spec.kind === 'ring') spec.init(words, CAPACITY_SLOTS, 1);
  else if (spec.kind === 'record-ring') spec.init(words, CAPACITY_BYTES);
  else if (spec.kind === 'walk') spec.init(words, WALK_LINES);
  else if ('init' in spec) spec.init?.(words, 1);
  for (const { word, default: value } of Object.values(spec.tunables ?? {})) words[word] = value; // plain: not shared yet
}

/** The capacity that a peer's `connect` is told. */
export const PEER_CAPACITY_SLOTS = CAPACITY_SLOTS;
