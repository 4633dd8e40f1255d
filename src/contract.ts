/**
 * What a subject, a scenario and a lab are. Everyone imports this file; it imports nothing.
 *
 * A subject is one algorithm in one file of the kernel dialect (docs/guide/dialect.md): plain functions over
 * `words` and 32-bit integers, run as JavaScript and compiled to WebAssembly from the same source.
 */

/** A 32-bit signed integer. An alias in JavaScript, a machine type in WebAssembly. */
export type i32 = number;

/**
 * Shared memory as seen by an algorithm: 32-bit words, index 0 being the structure's first word.
 * All state that threads share lives here, each thread's private state too (on a line of its own).
 */
export type Words = Int32Array;

/** Where an algorithm comes from. Cite only what has been read. */
export interface Source {
  readonly who: string;
  readonly year: number;
  readonly what: string;
  readonly url?: string;
}

/** How far one thread can be held up by the others (Herlihy & Shavit's terms). */
export type Progress = 'blocking' | 'obstruction-free' | 'lock-free' | 'wait-free';

/** JavaScript, or WebAssembly compiled from the same source. */
export type Backend = 'js' | 'wasm';

/** A word that tunes an algorithm. It is written once, after `init` and before the words are shared. */
export interface Tunable {
  readonly word: i32;
  readonly default: i32;
  readonly min: i32;
  readonly max: i32;
  /** One phrase with the unit: "items per publish". */
  readonly what: string;
}

/** What every subject says about itself, whatever its kind. */
export interface SubjectSpec {
  /** Equals the file's stem; also the command line's name, the record's key and the catalogue's anchor. */
  readonly name: string;
  readonly title: string;
  /** Groups subjects in tables and gives the colour in charts: `spsc`, `mpmc`, `centralized`, `queue` … */
  readonly family: string;
  readonly progress: Progress;
  /** Honest limits, a phrase each. */
  readonly restrictions: readonly string[];
  readonly sources: readonly Source[];
  /** Names of the fixed words, so that traces print `TAIL`, not `words[32]`. */
  readonly layout: Readonly<Record<string, i32>>;
  /** Names in `layout` of counters that run free and wrap; tests start them near 2³¹ and 2³². */
  readonly freeRunning: readonly string[];
  readonly tunables?: Readonly<Record<string, Tunable>>;
  /** Absent: both. A peer from outside the dialect says `['js']`. */
  readonly backends?: readonly Backend[];
  /** Exists to be measured against, not to be used: a floor, or another subject with one property taken away. */
  readonly control?: true;
  /** Present when the subject wraps something that keeps its state outside the words (a library, a message port). */
  readonly peer?: Peer;
}

/** How a subject from outside the dialect is set up. Its module may keep state: each worker of a cell is fresh. */
export interface Peer {
  /** What is wrapped: a ring of a library, or the platform's message port. */
  readonly wraps: 'library-ring' | 'message-port';
  /**
   * Runs on the main thread, once per instance. Returns what each thread receives, in rank order.
   * `ends` says what each rank does with this instance.
   */
  connect(capacitySlots: number, ends: readonly RingEnd[]): readonly PeerConnection[];
  /** Runs once in each worker and instance, before the first call. `words` tells instances apart later. */
  attach(words: Words, connection: unknown): void;
}

export interface PeerConnection {
  readonly connection: unknown;
  /** Objects to move rather than copy to the worker (message ports). */
  readonly transfer?: readonly object[];
}

/** What a thread does with a ring. */
export type RingEnd = 'producer' | 'consumer';

/**
 * A bounded queue of 32-bit items: `src/ringbuf`, kind `ring`.
 *
 * Thread contract: `tryPush pushMany flush` belong to producers, `tryPop popMany` to consumers; a role of which there is
 * `1` must be played by one thread at a time. `self` is the caller's number within its role, from 0.
 * Every function returns at once ("try"); waiting is the caller's choice (src/atomics/backoff.ts, eventcount.ts).
 */
export interface RingSpec extends SubjectSpec {
  readonly kind: 'ring';
  readonly producers: 1 | 'many';
  readonly consumers: 1 | 'many';
  /** `once`: each item goes to one consumer. `all`: every consumer sees every item. */
  readonly delivery: 'once' | 'all';
  /** `reject`: a full ring refuses. `overwrite`: the last value wins (one item may be in flight). */
  readonly overflow: 'reject' | 'overwrite';
  /** Do the producer's and the consumer's words share a cache line? */
  readonly indexLines: 'shared' | 'separate';
  /** How a side learns about the other: reads its index on every call, keeps a cached copy, or looks at the slot. */
  readonly otherSide: 'index' | 'cached-index' | 'slot' | 'lock';
  /** Is every item published at once, or several together? */
  readonly publishes: 'each' | 'several';

  /** Footprint in words, padding included. `consumers` matters only where `delivery` is `all`. */
  sizeWords(capacitySlots: i32, consumers: i32): i32;
  /**
   * Set zeroed words up. Once, by one thread, before sharing. `capacitySlots` is a power of two from 2 to 2²⁸.
   * The words named in `freeRunning` may hold one common start value, a multiple of the capacity, instead of zero: the ring
   * then begins there (tests use it to reach the wrap).
   */
  init(words: Words, capacitySlots: i32, consumers: i32): void;
  /** Append one item. `false`: full (or, where `restrictions` says so, a push by another thread is in flight). */
  tryPush(words: Words, self: i32, value: i32): boolean;
  /** Take one item into `into[at]`. `false`: empty, nothing written. `into` may be any words, private ones too. */
  tryPop(words: Words, self: i32, into: Words, at: i32): boolean;
  /** Append up to `count` items from `from[at…]`, in order. Returns how many. */
  pushMany(words: Words, self: i32, from: Words, at: i32, count: i32): i32;
  /** Take up to `count` items into `into[at…]`, in order. Returns how many. */
  popMany(words: Words, self: i32, into: Words, at: i32, count: i32): i32;
  /** Items inside, between 0 and the capacity; approximate while other threads work. */
  size(words: Words): i32;
  /**
   * Publish what `tryPush` has held back; a producer calls it before it goes idle. An empty function where `publishes`
   * is `each`: every ring has it, so that one producer's loop serves all.
   */
  flush(words: Words, self: i32): void;
}

/**
 * A ring of variable-length records, written and read in place: `src/ringbuf`, kind `record-ring`.
 *
 * A record is claimed, filled and committed (or aborted); consumers see committed records in the order of their claims.
 * Payload positions are word indexes into `words`; lengths are bytes, from 0 to `maxMessageBytes`.
 */
export interface RecordRingSpec extends SubjectSpec {
  readonly kind: 'record-ring';
  readonly producers: 1 | 'many';
  readonly consumers: 1;

  /** Footprint in words, padding included. */
  sizeWords(capacityBytes: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. `capacityBytes` is a power of two from 64 to 2³⁰. */
  init(words: Words, capacityBytes: i32): void;
  /** The longest record that is accepted, in bytes. */
  maxMessageBytes(words: Words): i32;
  /** Reserve a record. Returns the payload's first word, or -1: no room now, or -2: longer than `maxMessageBytes`, or negative. */
  claim(words: Words, self: i32, lengthBytes: i32): i32;
  /** Publish a claimed record. */
  commit(words: Words, self: i32, payload: i32): void;
  /** Give a claimed record up: consumers skip it. */
  abort(words: Words, self: i32, payload: i32): void;
  /** The next record's payload, or -1: none. The record stays until `release`. Consumer only. */
  peek(words: Words, self: i32): i32;
  /** Length in bytes of the record at `payload` (as returned by `peek`). Consumer only. */
  lengthBytes(words: Words, payload: i32): i32;
  /** Free the record that `peek` returned. Consumer only. */
  release(words: Words, self: i32): void;
  /** Bytes in use, headers and padding included; approximate while other threads work. */
  size(words: Words): i32;
}

/** A mutual-exclusion lock: `src/locks`, kind `lock`. `self` is the caller's number, from 0. */
export interface LockSpec extends SubjectSpec {
  readonly kind: 'lock';
  readonly fairness: 'none' | 'weak-fifo' | 'fifo';
  readonly waiting: 'spin' | 'spin-then-park' | 'park';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  lock(words: Words, self: i32): void;
  unlock(words: Words, self: i32): void;
  /** Present where the algorithm has one. `true`: held now. */
  tryLock?(words: Words, self: i32): boolean;
}

export type AnySubject = RingSpec | RecordRingSpec | LockSpec;
export type Kind = AnySubject['kind'];

/** The numbers that, with subject, scenario and back end, make a cell. Names carry units: `capacitySlots`, `batch`. */
export type Params = Readonly<Record<string, number>>;

/** What one thread did in one trial. Counters are 32-bit and start at 0 in every trial. */
export interface ThreadOutcome {
  readonly rank: number;
  readonly role: string;
  /** Operations that count: items delivered, round trips. */
  readonly ops: number;
  /** Violations the thread saw itself: a wrong sequence number, a torn record. */
  readonly errors: number;
  /** Tries that failed: full, empty, lost race. */
  readonly failedTries: number;
  /** Wrapping sum of what went through; producers and consumers must agree. */
  readonly sum: number;
  /** Items handed in, or taken out, the drain after the window included. */
  readonly items: number;
  /** Latency samples in nanoseconds, where the scenario takes them. */
  readonly samples: Int32Array;
}

/**
 * How subjects of one kind are driven: `bench/<kind>/<name>.ts`. The file's other exports are its roles: functions in the
 * kernel dialect, `(instance…, control, mine, self)`, that import the subject as `#subject` and run until `control` says stop.
 */
export interface ScenarioSpec<S extends AnySubject = AnySubject> {
  readonly name: string;
  readonly kind: S['kind'];
  readonly title: string;
  /** What the number answers, in a sentence. */
  readonly question: string;
  readonly metric: { readonly name: string; readonly unit: 'ops/s' | 'ns'; readonly better: 'higher' | 'lower' };
  /** How many structures of the subject the threads share (ping-pong: one for each direction). */
  readonly instances: 1 | 2;
  /** Every parameter with its default; those that threads read name their word among a thread's own words. */
  readonly params: Readonly<Record<string, { readonly default: number; readonly what: string; readonly word?: i32 }>>;
  /** The exported function that each rank runs. */
  roles(params: Params): readonly string[];
  /** Roles whose CPU time the scenario studies; absent: all. The others only serve them. */
  readonly studied?: readonly string[];
  /** What each rank does with instance `instance`. */
  ends?(params: Params, instance: number): readonly RingEnd[];
  /** `self` for each rank: its number within its role. */
  selves(params: Params): readonly number[];
  /** A reason why this subject or these parameters make no cell, or `null`. */
  refuses(subject: S, params: Params): string | null;
  /** Words of one instance, given the subject; called on the main thread. */
  sizeWords(subject: S, params: Params): number;
  /** Set one instance up; called by rank 0's thread before the first trial, so that it touches the words first. */
  init(subject: S, words: Words, params: Params): void;
  /** What one operation is, in the plural: `items`, `round trips`. */
  readonly operations: string;
  /** `operations-over-time`, or the median of the latency samples (for scenarios that are paced, not saturated). */
  readonly value: 'operations-over-time' | 'median-sample';
  /** What a trial proved wrong, a sentence each; empty when every invariant held. */
  violations(threads: readonly ThreadOutcome[], params: Params, subject: S): string[];
}
