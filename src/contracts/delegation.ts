/** Ways to run short pieces of sequential code one after another. */
import type { i32, SubjectSpec, Words } from './subject.ts';

/**
 * A sequential object whose operations several threads ask for: `src/delegation`, kind `delegation`. Who runs them differs: each caller
 * under a lock, one of the callers for all, or a server. The object is the same for all (src/delegation/_object.ts). `self` is the caller's
 * number, from 0 to `threads` - 1, and no two threads share one.
 */
export interface DelegationSpec extends SubjectSpec {
  readonly kind: 'delegation';
  /** Who runs the operations. */
  readonly runs: 'caller' | 'one-of-the-callers' | 'server';
  /** See LockSpec: what a caller does until its result is there. */
  readonly waiting: 'spin' | 'spin-then-park' | 'park';
  /** Footprint in words, padding included, that of the object too. A server is none of the `threads`. */
  sizeWords(threads: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. */
  init(words: Words, threads: i32): void;
  /** Run `operation` (see _object.ts) on the object with `argument`, and return its result. */
  execute(words: Words, self: i32, operation: i32, argument: i32): i32;
  /** Where `runs` is `server`: one look at every caller, by one thread and no other. Returns how many operations it has run. */
  serve?(words: Words): i32;
}
