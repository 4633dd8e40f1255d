import type { Kind } from './contract.ts';

/** What a structure's footprint may depend on. */
export type Size = 'threads' | 'capacitySlots' | 'capacityBytes' | 'consumers' | 'valueWords' | 'count' | 'lines';

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
  /** The arguments of `sizeWords`, which are also those of `init` behind the words. */
  readonly sizes: readonly Size[];
  /** `init` begins where the free-running counters stand already, instead of at 0. */
  readonly startsBeforeInit?: true;
  /** What the file must export, under the same name in its descriptor. */
  readonly functions: Readonly<Record<string, KindFunction>>;
  /** Descriptor fields that this kind adds, with the values they may have. */
  readonly fields: Readonly<Record<string, readonly (string | number)[]>>;
}

/** The kinds of subjects. A new kind is an entry here, its spec in contracts/ and a conformance suite. */
export const KINDS: Readonly<Record<Kind, KindRules>> = {
  ring: {
    folders: ['src/ringbuf', 'src/structures', 'bench/peers'],
    scenarios: 'bench/ring',
    sizes: ['capacitySlots', 'consumers'],
    startsBeforeInit: true,
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
    sizes: ['capacityBytes'],
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
    sizes: ['threads'],
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
  rwlock: {
    folders: ['src/locks'],
    scenarios: 'bench/rwlock',
    sizes: ['threads'],
    functions: {
      init: { returns: 'void', optional: true },
      readLock: { returns: 'i32' },
      readUnlock: { returns: 'void' },
      writeLock: { returns: 'i32' },
      writeUnlock: { returns: 'void' },
    },
    fields: {
      prefers: ['arrival', 'phases', 'writers', 'readers'],
      readersWrite: ['shared-line', 'own-line'],
      waiting: ['spin', 'spin-then-park', 'park'],
    },
  },
  counter: {
    folders: ['src/atomics/counters', 'bench/peers'],
    scenarios: 'bench/counter',
    sizes: ['threads'],
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
  register: {
    folders: ['src/registers'],
    scenarios: 'bench/register',
    sizes: ['threads', 'valueWords'],
    functions: {
      init: { returns: 'void' },
      readInto: { returns: 'i32' },
      writeFrom: { returns: 'i32' },
    },
    fields: {
      values: ['whole', 'torn', 'none'],
      readersWrite: ['nothing', 'own-line', 'shared-line'],
      readersMeetWriter: ['retry', 'wait', 'wait-and-retry', 'go-on'],
      writersWaitFor: ['nothing', 'readers', 'place'],
    },
  },
  barrier: {
    folders: ['src/atomics/barriers'],
    scenarios: 'bench/barrier',
    sizes: ['threads'],
    functions: { init: { returns: 'void' }, arriveAndWait: { returns: 'void' } },
    fields: { waiting: ['spin', 'spin-then-park', 'park'], path: ['linear', 'logarithmic'] },
  },
  eventcount: {
    folders: ['src/atomics/eventcounts', 'bench/peers'],
    scenarios: 'bench/eventcount',
    sizes: ['threads'],
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
  semaphore: {
    folders: ['src/atomics/synchronizers'],
    scenarios: 'bench/semaphore',
    sizes: ['count'],
    functions: {
      init: { returns: 'void' },
      acquire: { returns: 'void' },
      tryAcquire: { returns: 'boolean' },
      release: { returns: 'void' },
    },
    fields: {
      waiting: ['spin', 'spin-then-park', 'park'],
    },
  },
  condition: {
    folders: ['src/atomics/synchronizers'],
    scenarios: 'bench/condition',
    sizes: [],
    functions: {
      init: { returns: 'void', optional: true },
      prepareWait: { returns: 'i32' },
      awaitNotified: { returns: 'void' },
      notifyOne: { returns: 'void' },
      notifyAll: { returns: 'void' },
    },
    fields: {
      waiting: ['spin', 'spin-then-park', 'park'],
    },
  },
  latch: {
    folders: ['src/atomics/synchronizers'],
    scenarios: 'bench/latch',
    sizes: ['count'],
    functions: {
      init: { returns: 'void' },
      countDown: { returns: 'void' },
      awaitOpen: { returns: 'void' },
      isOpen: { returns: 'boolean' },
    },
    fields: {
      waiting: ['spin', 'spin-then-park', 'park'],
    },
  },
  once: {
    folders: ['src/atomics/synchronizers'],
    scenarios: 'bench/once',
    sizes: [],
    functions: {
      init: { returns: 'void', optional: true },
      begin: { returns: 'boolean' },
      complete: { returns: 'void' },
      giveUp: { returns: 'void' },
    },
    fields: {
      waiting: ['spin', 'spin-then-park', 'park'],
    },
  },
  stack: {
    folders: ['src/structures'],
    scenarios: 'bench/stack',
    sizes: ['capacitySlots', 'threads'],
    functions: {
      init: { returns: 'void' },
      push: { returns: 'i32' },
      pop: { returns: 'i32' },
    },
    fields: {
      meets: ['top', 'top-or-pairs'],
      refusals: ['exact', 'in-flight'],
    },
  },
  deque: {
    folders: ['src/structures'],
    scenarios: 'bench/deque',
    sizes: ['capacitySlots', 'threads'],
    startsBeforeInit: true,
    functions: {
      init: { returns: 'void' },
      pushBottom: { returns: 'boolean' },
      popBottom: { returns: 'boolean' },
      steal: { returns: 'i32' },
    },
    fields: {
      lastItem: ['compare-exchange', 'lock'],
    },
  },
  map: {
    folders: ['src/structures'],
    scenarios: 'bench/map',
    sizes: ['capacitySlots', 'threads'],
    functions: {
      init: { returns: 'void' },
      get: { returns: 'boolean' },
      put: { returns: 'i32' },
      remove: { returns: 'boolean' },
    },
    fields: {
      reads: ['wait-free', 'lock-free', 'blocking'],
      refusals: ['exact', 'in-flight'],
    },
  },
  delegation: {
    folders: ['src/delegation'],
    scenarios: 'bench/delegation',
    sizes: ['threads'],
    functions: {
      init: { returns: 'void' },
      execute: { returns: 'i32' },
      serve: { returns: 'i32', optional: true },
    },
    fields: {
      runs: ['caller', 'one-of-the-callers', 'server'],
      waiting: ['spin', 'spin-then-park', 'park'],
    },
  },
  signal: {
    folders: ['bench/probes'],
    scenarios: 'bench/signal',
    sizes: [],
    functions: { init: { returns: 'void', optional: true }, passTurn: { returns: 'void' } },
    fields: { writes: ['store', 'compare-exchange'], lines: [1, 2] },
  },
  operation: {
    folders: ['bench/probes'],
    scenarios: 'bench/operation',
    sizes: [],
    functions: { apply: { returns: 'i32' } },
    fields: { needs: ['copy', 'ownership'], atomic: ['atomic', 'plain'] },
  },
  walk: {
    folders: ['bench/probes'],
    scenarios: 'bench/walk',
    sizes: ['lines'],
    functions: { init: { returns: 'void' }, walk: { returns: 'i32' } },
    fields: { does: ['read', 'write', 'copy', 'chase'], bytesPerLine: [64, 128, 192] },
  },
};
