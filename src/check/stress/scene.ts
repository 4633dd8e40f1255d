/** What one round of one kind of subject plays, and how it is judged. */
import type { AnySubject, i32, Words } from '../../contract.ts';
import type { Random } from '../../stats/random.ts';
import type { History } from '../linearizable/history.ts';

/** How the threads' memory looks when nobody runs any more. */
export interface Aftermath {
  readonly words: Words;
  readonly control: Words;
  /** By rank. */
  readonly mine: readonly Words[];
  readonly logs: readonly Words[];
  /** Ranks that were ended: one on purpose, others because they waited for it. What they had begun is half done. */
  readonly gone: ReadonlySet<number>;
}

export interface Judgement {
  /** Operations that were looked at: items delivered, entries, additions, episodes. */
  readonly operations: number;
  /** What is wrong, in a sentence; null: nothing. */
  readonly wrong: string | null;
  /** All recorded operations, where the round recorded any. */
  readonly history?: History;
  /** Indexes into `history` of the operations that `wrong` is about. */
  readonly culprits?: readonly number[];
  /** Why the history could be neither explained nor refuted. */
  readonly undecided?: string;
  /** Additions that a counter has lost that says so itself. */
  readonly lost?: number;
}

export interface Player {
  readonly role: string;
  /** The thread's number within its role. */
  readonly self: number;
}

export interface Scene {
  /** A file of drivers/ without its ending. */
  readonly driver: string;
  /** One entry a thread. */
  readonly players: readonly Player[];
  readonly sizeWords: number;
  /** Set zeroed words up. */
  setUp(words: Words, control: Words): void;
  /** Values of own words (protocol.ts) that all threads begin with. */
  readonly own: Readonly<Record<number, i32>>;
  /** Are all calls recorded? */
  readonly isWatched: boolean;
  /** For the report: `capacity 8`, `spins 0`. */
  readonly says: readonly string[];
  /** May the living wait for the dead for ever? */
  readonly deadHoldUp: boolean;
  /** After the death of a thread, while the others run: what its supervisor does. */
  onDeath?(words: Words, control: Words, rank: number): void;
  judge(aftermath: Aftermath): Judgement;
}

/** Default export of kinds/<kind>.ts. */
export interface StressedKind<S extends AnySubject = AnySubject> {
  /** Why a subject is not stressed, or null. */
  refuses(spec: S): string | null;
  /** Drivers that `stage` may name for this subject. */
  drivers(spec: S): readonly string[];
  /** Draw a round. `threads`: how many there should be; kinds with a fixed number ignore it. `kills`: one of them will be ended. */
  stage(spec: S, random: Random, threads: number, kills: boolean): Scene;
}
