/** Single steps that labs of the machine measure. */
import type { i32, SubjectSpec, Words } from './subject.ts';

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
