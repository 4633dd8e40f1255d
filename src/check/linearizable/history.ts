/** One operation of a recorded history. Times are any numbers that grow: step numbers, nanoseconds. */
export interface Operation {
  readonly thread: number;
  readonly name: string;
  readonly args: readonly number[];
  /** Absent: the operation has not returned (its thread died); it may have taken effect or not. */
  readonly result?: number;
  /** Not later than its first access. */
  readonly calledAt: number;
  /** Not earlier than its last access; Infinity where it has not returned. Equal times count as overlapping. */
  readonly returnedAt: number;
}

export type History = readonly Operation[];
