/** Values that several threads read and change. */
import type { i32, SubjectSpec, Words } from './subject.ts';

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
 * A value of several words that every thread may read and write as a whole: `src/registers`, kind `register`, a multi-word atomic
 * register. A read returns what one write wrote, never parts of two. `self` is the caller's number, from 0 to `threads` - 1, and no
 * two threads share one. At first all words are 0.
 */
export interface RegisterSpec extends SubjectSpec {
  readonly kind: 'register';
  /** `whole`: as above. `torn`: a read may see parts of two writes (a control). `none`: there is no shared value (a control). */
  readonly values: 'whole' | 'torn' | 'none';
  /** What a reader writes while it reads. Only what it writes to a shared line costs the other readers something. */
  readonly readersWrite: 'nothing' | 'own-line' | 'shared-line';
  /**
   * What a reader does when a writer comes in its way. `retry`: reads again, and waits for nobody. `wait`: waits until the writer has
   * gone, and reads once. `wait-and-retry`: waits for a writer that it finds, and reads again if one came while it read. `go-on`: neither.
   */
  readonly readersMeetWriter: 'retry' | 'wait' | 'wait-and-retry' | 'go-on';
  /** What a writer waits for, beside other writers: nothing, readers that came before it, or a place that no reader uses any more. */
  readonly writersWaitFor: 'nothing' | 'readers' | 'place';
  /** Copies of the value that the words hold for so many threads; lines of threads, locks and numbers do not count. */
  copies(threads: i32): i32;
  /** Footprint in words, padding included. `valueWords`: from 1 to 1024. */
  sizeWords(threads: i32, valueWords: i32): i32;
  /** Set zeroed words up. Once, by one thread, before sharing. */
  init(words: Words, threads: i32, valueWords: i32): void;
  /**
   * Copy the value to `into[at…]`: words of the caller's own. Nobody else reads or writes them during the call, they do not overlap the
   * structure, and what is there before it returns means nothing. Returns how often it began again.
   */
  readInto(words: Words, self: i32, into: Words, at: i32): i32;
  /**
   * Replace the value by `from[at…]`: words of the caller's own. Nobody else reads or writes them during the call, and they do not
   * overlap the structure. Returns how many read-modify-writes failed on the way.
   */
  writeFrom(words: Words, self: i32, from: Words, at: i32): i32;
}
