/** A small concurrent program: what the explorer runs in every order, and what must hold of it. */
import type { Words } from '../contract.ts';
import type { Model } from './linearizable/model.ts';

/** One operation that a thread calls: an exported function of the driver. */
export interface Call {
  readonly name: string;
  /** Its i32 parameters in order; its Words parameters are bound by their names. */
  readonly args: readonly number[];
}

/** Memory that all threads share. */
export interface Region {
  /** What it holds when the threads begin: after `init`, tunables and start values. The explorer copies it. */
  readonly initial: Words;
  /** Names of words, for traces: the subject's `layout`. */
  readonly names: Readonly<Record<string, number>>;
}

export interface Program {
  /** "2 threads × 2 operations". Unique among a subject's programs. */
  readonly name: string;
  /**
   * A file in the kernel dialect whose exported functions are the operations. It may import the subject as `#subject`. A Words parameter
   * called `mine` is the calling thread's own (private: no steps, nobody else sees it); any other name is that of a region.
   * An operation's result is what the function returns (void: 0).
   */
  readonly driver: string;
  /** The subject's file, where the driver imports one. */
  readonly subject?: string;
  readonly regions: Readonly<Record<string, Region>>;
  /** Words of each thread's `mine`, zeroed at the start. */
  readonly privateWords: number;
  /** The calls of each thread, one after another. At most 8 threads. */
  readonly threads: readonly (readonly Call[])[];
  /** A thread that begins only when another one has ended or crashed: thread → the thread that it waits for. */
  readonly startsAfter?: Readonly<Record<number, number>>;
  /** What the results must be explained by; absent: results are not looked at. */
  readonly model?: Model;
  /** Looked at when all threads have ended. Returns a sentence that says what is wrong, or null. `read('words', 0)` is a word. */
  finally?(read: (region: string, at: number) => number): string | null;
  /** Looked at after every step, likewise. Must not depend on what threads hold in locals. */
  invariant?(read: (region: string, at: number) => number): string | null;
}

/** What a word of another file would make: `path` → text that is read instead of the file. For mutants. */
export type Sources = ReadonlyMap<string, string>;
