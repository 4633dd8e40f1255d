/** What a thread plays in one round, and what it answers. */

/** A part of the threads' memory: byte offset and length in words. */
export interface Region {
  readonly offset: number;
  readonly sizeWords: number;
}

export interface Part {
  /** A file of the kernel dialect, whose exported function `role` is played. */
  readonly driver: string;
  /** What the driver imports as `#subject`; null: nothing. */
  readonly subject: string | null;
  readonly role: string;
  /** The driver with its subject, compiled; null: run as JavaScript. */
  readonly kernel: WebAssembly.Module | null;
  /** The thread's number within its role. */
  readonly self: number;
  /** How many threads meet at the start line. */
  readonly threads: number;
  /** CPU to pin to; null: stay as you are. */
  readonly cpu: number | null;
  readonly structure: Region;
  readonly control: Region;
  readonly mine: Region;
  readonly log: Region;
}

export interface Answer {
  /** The error's message where the role threw or trapped. */
  readonly failed: string | null;
  /** Why the thread is not pinned although it should be. */
  readonly unpinned: string | null;
}
