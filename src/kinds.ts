import type { Kind } from './contract.ts';

export interface KindFunction {
  /** `promise`: outside the dialect, JavaScript only. */
  readonly returns: 'void' | 'i32' | 'boolean' | 'promise';
  readonly optional?: true;
}

export interface KindRules {
  /** Folders, relative to the project, whose files are subjects of this kind (by their descriptor's `kind`). */
  readonly folders: readonly string[];
  /** Folder of the scenarios that drive this kind. */
  readonly scenarios: string;
  /** What the file must export, under the same name in its descriptor. */
  readonly functions: Readonly<Record<string, KindFunction>>;
  /** Descriptor fields that this kind adds, with the values they may have. */
  readonly fields: Readonly<Record<string, readonly (string | number)[]>>;
}

/** The kinds of subjects. A new kind is an entry here, its spec in contract.ts and a conformance suite. */
export const KINDS: Readonly<Record<Kind, KindRules>> = {
  ring: {
    folders: ['src/ringbuf', 'bench/peers'],
    scenarios: 'bench/ring',
    functions: {
      init: { returns: 'void' },
      tryPush: { returns: 'boolean' },
      tryPop: { returns: 'boolean' },
      pushMany: { returns: 'i32' },
      popMany: { returns: 'i32' },
      size: { returns: 'i32' },
      flush: { returns: 'void' },
    },
    fields: {
      producers: [1, 'many'],
      consumers: [1, 'many'],
      delivery: ['once', 'all'],
      overflow: ['reject', 'overwrite'],
      indexLines: ['shared', 'separate'],
      otherSide: ['index', 'cached-index', 'slot', 'lock'],
      publishes: ['each', 'several'],
      refusals: ['exact', 'in-flight'],
      batches: ['at-once', 'one-by-one'],
    },
  },
  'record-ring': {
    folders: ['src/ringbuf'],
    scenarios: 'bench/record-ring',
    functions: {
      init: { returns: 'void' },
      maxMessageBytes: { returns: 'i32' },
      claim: { returns: 'i32' },
      commit: { returns: 'void' },
      abort: { returns: 'void' },
      peek: { returns: 'i32' },
      lengthBytes: { returns: 'i32' },
      release: { returns: 'void' },
      size: { returns: 'i32' },
    },
    fields: { producers: [1, 'many'], consumers: [1] },
  },
  lock: {
    folders: ['src/locks', 'bench/peers'],
    scenarios: 'bench/lock',
    functions: {
      init: { returns: 'void', optional: true },
      lock: { returns: 'i32' },
      unlock: { returns: 'boolean' },
      tryLock: { returns: 'boolean', optional: true },
      lockFor: { returns: 'boolean', optional: true },
      setNode: { returns: 'void', optional: true },
      abandon: { returns: 'boolean', optional: true },
      ownerDied: { returns: 'boolean', optional: true },
      repaired: { returns: 'void', optional: true },
    },
    fields: {
      fairness: ['none', 'weak-fifo', 'fifo'],
      waiting: ['spin', 'spin-then-park', 'park'],
      sharedBy: [1, 'many'],
      detects: ['nothing', 'free-unlock', 'owner'],
    },
  },
  counter: {
    folders: ['src/atomics/counters', 'bench/peers'],
    scenarios: 'bench/counter',
    functions: {
      init: { returns: 'void', optional: true },
      add: { returns: 'i32' },
      read: { returns: 'i32' },
    },
    fields: {
      updates: ['exact', 'lossy', 'none'],
      cells: ['one', 'several', 'per-thread'],
      reads: ['linearizable', 'quiescent'],
    },
  },
  barrier: {
    folders: ['src/atomics/barriers'],
    scenarios: 'bench/barrier',
    functions: { init: { returns: 'void' }, arriveAndWait: { returns: 'void' } },
    fields: { waiting: ['spin', 'spin-then-park', 'park'], path: ['linear', 'logarithmic'] },
  },
  eventcount: {
    folders: ['src/atomics/eventcounts', 'bench/peers'],
    scenarios: 'bench/eventcount',
    functions: {
      init: { returns: 'void', optional: true },
      advance: { returns: 'void' },
      awaitCount: { returns: 'void', optional: true },
      whenCount: { returns: 'promise', optional: true },
    },
    fields: {
      waiting: ['spin', 'spin-then-park', 'park', 'event-loop'],
      wakes: ['never', 'always', 'when-waited-for'],
    },
  },
  signal: {
    folders: ['bench/probes'],
    scenarios: 'bench/signal',
    functions: { init: { returns: 'void', optional: true }, passTurn: { returns: 'void' } },
    fields: { writes: ['store', 'compare-exchange'], lines: [1, 2] },
  },
  operation: {
    folders: ['bench/probes'],
    scenarios: 'bench/operation',
    functions: { apply: { returns: 'i32' } },
    fields: { needs: ['copy', 'ownership'], atomic: ['atomic', 'plain'] },
  },
  walk: {
    folders: ['bench/probes'],
    scenarios: 'bench/walk',
    functions: { init: { returns: 'void' }, walk: { returns: 'i32' } },
    fields: { does: ['read', 'write', 'copy', 'chase'], bytesPerLine: [64, 128, 192] },
  },
};
