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
  /** When to take this one, after the words "Use it when": "one thread writes and one reads". */
  readonly useWhen: string;
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
  /** Present when the subject wraps what keeps its state outside the words (a library, a message port). */
  readonly peer?: Peer;
}

/** How a subject from outside the dialect is set up. Its module may keep state: each worker of a cell is fresh. */
export interface Peer {
  /** What is wrapped: a ring of a library, or a part of the platform. */
  readonly wraps: 'library-ring' | 'message-port' | 'wait-async';
  /** Runs on the main thread, once per instance: what each thread receives, in rank order. `ends`: what each rank does with it. */
  connect(params: Params, ends: readonly End[]): readonly PeerConnection[];
  /** Runs once in each worker and instance, before the first call. `words` tells instances apart later. */
  attach(words: Words, connection: unknown): void;
}

/** `transfer`: objects to move rather than copy to the worker (message ports). */
export interface PeerConnection {
  readonly connection: unknown;
  readonly transfer?: readonly object[];
}

/** What a thread does with a ring: puts in or takes out; with an eventcount: advances or waits. */
export type End = 'producer' | 'consumer';

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
  /** May a call say full or empty because another thread's push or pop is under way, although it is neither? */
  readonly refusals: 'exact' | 'in-flight';
  /** Does a batch take effect at one moment, or item by item? Either may fall short of what there is room for while others work. */
  readonly batches: 'at-once' | 'one-by-one';

  /** Footprint in words, padding included. `consumers` matters only where `delivery` is `all`. */
  sizeWords(capacitySlots: i32, consumers: i32): i32;
  /**
   * Set zeroed words up. Once, by one thread, before sharing. `capacitySlots` is a power of two from 2 to 2²⁸.
   * The words named in `freeRunning` may hold one common start value, a multiple of the capacity, instead of zero: the ring
   * then begins there (tests use it to reach the wrap).
   */
  init(words: Words, capacitySlots: i32, consumers: i32): void;
  /** Append one item. `false`: full (see `refusals`). */
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
  /** Publish a claimed record; or give it up: consumers skip it. */
  commit(words: Words, self: i32, payload: i32): void;
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

/**
 * A mutual-exclusion lock: `src/locks`, kind `lock`. `self` is the caller's number, from 0 to `threads` - 1, and no two threads
 * share one: locks with a place for each thread go wrong silently where a number is used twice or is too large.
 */
export interface LockSpec extends SubjectSpec {
  readonly kind: 'lock';
  /** `fifo`: in the order of arrival. `weak-fifo`: in that order within a group, and every group's turn comes. */
  readonly fairness: 'none' | 'weak-fifo' | 'fifo';
  /**
   * What a waiting thread does. `spin`: looks and pauses, and naps only when it has waited for some 100 µs, so that the holder
   * gets a CPU when there are more threads than CPUs. `spin-then-park`, `park`: sleeps until it is woken.
   */
  readonly waiting: 'spin' | 'spin-then-park' | 'park';
  /** How many threads may share it; `1` for what excludes nobody (a control). */
  readonly sharedBy: 1 | 'many';
  /**
   * Misuse that `lock` and `unlock` refuse, changing nothing. `free-unlock`: unlocking what nobody holds. `owner`: that, unlocking
   * what another thread holds, and locking twice. What is not detected breaks exclusion or waits for ever.
   */
  readonly detects: 'nothing' | 'free-unlock' | 'owner';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  /** Get in. Returns how many read-modify-writes failed on the way, or -1: refused, the caller holds it already. */
  lock(words: Words, self: i32): i32;
  /** Leave. `false`: refused, see `detects`; `true` otherwise. */
  unlock(words: Words, self: i32): boolean;
  /** Present where the algorithm has one. `true`: held now. Never waits. */
  tryLock?(words: Words, self: i32): boolean;
  /**
   * Present where waiting can end early. `true`: held now; `false`: not within `timeoutUs` microseconds of sleep, which begins after a few
   * microseconds of spinning. 0 or less: as `tryLock`.
   */
  lockFor?(words: Words, self: i32, timeoutUs: i32): boolean;
  /** Present where the lock cares on which NUMA node (0 to 7) a thread runs. Before sharing; `init` has spread the threads already. */
  setNode?(words: Words, self: i32, node: i32): void;
  /**
   * Present together with the next two where the death of a holder can be survived. Any thread may say that `dead` will not run
   * again: if it held the lock, the next thread gets in. `true`: it did hold it. Its number may be used again after this.
   */
  abandon?(words: Words, dead: i32): boolean;
  /**
   * For the holder, to be asked after every successful `lock`: has somebody died inside since the last `repaired`? What the lock protects
   * may be half changed then.
   */
  ownerDied?(words: Words): boolean;
  /** For the holder: what the lock protects is whole again. */
  repaired?(words: Words, self: i32): void;
}

/** A counter that several threads add to: `src/atomics/counters`, kind `counter`. `self` is the caller's number, from 0. */
export interface CounterSpec extends SubjectSpec {
  readonly kind: 'counter';
  /** `exact`: no addition is lost. `lossy`: broken on purpose. `none`: counts nothing (a control). */
  readonly updates: 'exact' | 'lossy' | 'none';
  /** Where the count is: in one word, spread over several, or in one for each thread. */
  readonly cells: 'one' | 'several' | 'per-thread';
  /** `linearizable`: a value that the counter had during the call. `quiescent`: exact only when nobody adds meanwhile. */
  readonly reads: 'linearizable' | 'quiescent';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  /** Add `amount`. Returns how many read-modify-writes failed before one succeeded. */
  add(words: Words, self: i32, amount: i32): i32;
  /** The count, wrapping at 32 bits. Any thread. */
  read(words: Words): i32;
}

/**
 * A barrier that the same threads pass again and again: `src/atomics/barriers`, kind `barrier`. `self` is the caller's number,
 * from 0 to `threads` - 1; the number of threads is fixed at `init`.
 */
export interface BarrierSpec extends SubjectSpec {
  readonly kind: 'barrier';
  /** See LockSpec. */
  readonly waiting: LockSpec['waiting'];
  /** Messages one after another between the last arrival and the last departure, for N threads. */
  readonly path: 'linear' | 'logarithmic';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. */
  init(words: Words, threads: i32): void;
  /** Returns when all threads have come here as often as this one. What they wrote before is then visible. */
  arriveAndWait(words: Words, self: i32): void;
}

/**
 * An eventcount (Reed & Kanodia 1979), as the plainest thing to wait for: `src/atomics/eventcounts`, kind `eventcount`.
 * A count that only grows; threads advance it and wait until it has reached a value. Subjects differ in how a thread waits.
 */
export interface EventcountSpec extends SubjectSpec {
  readonly kind: 'eventcount';
  /** See LockSpec; `event-loop`: the thread returns to its event loop and is called back. */
  readonly waiting: LockSpec['waiting'] | 'event-loop';
  /** Does `advance` pay for a wake-up only when somebody may be asleep? `never`: it has none to pay for. */
  readonly wakes: 'never' | 'always' | 'when-waited-for';
  /** Footprint in words, padding included. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up; absent where zeros are the initial state. */
  init?(words: Words, threads: i32): void;
  /** Add 1 to the count, and wake who waits. What the caller wrote before is visible to those who see the new count. */
  advance(words: Words, self: i32): void;
  /** Return when the count has reached `count` (compared by difference: counts may wrap). Absent for `event-loop`. */
  awaitCount?(words: Words, self: i32, count: i32): void;
  /** Resolves when the count has reached `count`. Present for `event-loop` only; JavaScript only. */
  whenCount?(words: Words, self: i32, count: i32): Promise<void>;
}

/**
 * A way for two threads to hand a turn to and fro: `bench/probes`, kind `signal`. Turns are numbered from 0, wrapping; thread 0 passes
 * the even ones, thread 1 the odd ones.
 */
export interface SignalSpec extends SubjectSpec {
  readonly kind: 'signal';
  /** What hands the turn over. */
  readonly writes: 'store' | 'compare-exchange';
  /** Cache lines that move between the two threads. */
  readonly lines: 1 | 2;
  /** Footprint in words, padding included. */
  sizeWords(): i32;
  /** Set zeroed words up: turn 0 has come. Absent where zeros say so. */
  init?(words: Words): void;
  /**
   * Return when turn `turn` has come and turn `turn + 1` has been made to come. What the caller wrote before is visible to the thread
   * whose turn it then is. Waits as spin locks do (LockSpec.waiting).
   */
  passTurn(words: Words, self: i32, turn: i32): void;
}

/** One instruction on one word: `bench/probes`, kind `operation`. */
export interface OperationSpec extends SubjectSpec {
  readonly kind: 'operation';
  /** What it needs of the cache line: a copy, or to own it. */
  readonly needs: 'copy' | 'ownership';
  readonly atomic: 'atomic' | 'plain';
  /** Footprint in words, padding included. */
  sizeWords(): i32;
  /** Do it to `words[at]` with `value` where it takes one. Returns what depends on what was read, so that it cannot be left out. */
  apply(words: Words, at: i32, value: i32): i32;
}

/** A walk through memory that one thread makes: `bench/probes`, kind `walk`. A region is `lines` pieces of 64 bytes. */
export interface WalkSpec extends SubjectSpec {
  readonly kind: 'walk';
  /** `chase`: each load's address comes from the load before, so that latency is what counts. The others: bandwidth. */
  readonly does: 'read' | 'write' | 'copy' | 'chase';
  /** Bytes that move between memory and the core for each line. */
  readonly bytesPerLine: i32;
  sizeWords(lines: i32): i32;
  /** Write the region once, in order: this places its pages. */
  init(words: Words, lines: i32): void;
  /** Walk `count` lines from where `at` (what the last call returned, 0 at first) points. Returns where the next one begins. */
  walk(words: Words, lines: i32, at: i32, count: i32): i32;
}

export type AnySubject =
  | RingSpec
  | RecordRingSpec
  | LockSpec
  | CounterSpec
  | BarrierSpec
  | EventcountSpec
  | SignalSpec
  | OperationSpec
  | WalkSpec;
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
 * Roles of a scenario that runs only as JavaScript may be asynchronous.
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
  ends?(params: Params, instance: number): readonly End[];
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
  /** Operations that one sample covers; absent: 1. The value and the percentiles are those of one operation. */
  perSample?(params: Params): number;
  /** Figures of a trial beside its value, by name with unit (`lost`, `changedHands`); views ask for them. */
  figures?(threads: readonly ThreadOutcome[], params: Params, subject: S): Readonly<Record<string, number>>;
  /** What a trial proved wrong, a sentence each; empty when every invariant held. */
  violations(threads: readonly ThreadOutcome[], params: Params, subject: S): string[];
}
