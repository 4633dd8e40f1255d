/** What every subject says about itself, and the words that its functions work on. */

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
  connect(params: Readonly<Record<string, number>>, ends: readonly End[]): readonly PeerConnection[];
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
