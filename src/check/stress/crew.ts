/** The threads of the stress rounds and the memory that they share: both stay from round to round. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Arena } from '../../arena.ts';
import { LINE_WORDS } from '../../atomics/layout.ts';
import type { Words } from '../../contract.ts';
import { runningTime } from '../../machine/running-time.ts';
import { ENTRIES, ENTRY_WORDS, ROOM } from './log.ts';
import type { Answer, Part, Region } from './part.ts';
import { ARRIVED, CALLED_OFF, CONTROL_WORDS, OPS, OWN_WORDS, STOP } from './protocol.ts';
import { Thread } from './thread.ts';

/** Room for what is shared: rings, and the cells of litmus tests. */
const STRUCTURE_WORDS = 2 ** 17;
/** Calls that one thread can record in a round. */
export const LOG_ROOM = 2 ** 14;

const CANARY = 0x5afe_c0de | 0;

/** Starting and binding may take this long before patience begins to count. */
const START_MS = 30_000;
/** How long threads may take to come back from a start that is called off. */
const CALLED_OFF_MS = 2000;
/** How often the main thread looks at the threads. */
const LOOK_MS = 2;
/** One look uses up at most this of anybody's patience. */
const MOST_PER_LOOK_MS = 100;
/** Who waits for a dead thread waits for ever: nothing is learned from more patience. */
const BEHIND_THE_DEAD_MS = 60;
/** Patience at most once the user has interrupted the run. */
const INTERRUPTED_MS = 2000;
/** So long without progress is worth a word to the user, and again after as long. */
const QUIET_MS = 1000;

/** What one thread is to do: its part without what the crew knows. */
export type Task = Pick<Part, 'driver' | 'subject' | 'role' | 'kernel' | 'self' | 'cpu'>;

export interface Timing {
  readonly roundMs: number;
  /** How long nobody may get on, once the round has begun, before the threads count as hanging. */
  readonly patienceMs: number;
  /** A thread to end, and how long after the start; null: none. */
  readonly kill: { readonly rank: number; readonly afterMs: number } | null;
  /** After a death: what must happen for the others to get on (`abandon`). */
  readonly onDeath?: (rank: number) => void;
  /** May survivors wait for the dead for ever? They are ended then. */
  readonly deadHoldUp: boolean;
  /** Aborted: patience ends soon. */
  readonly signal: AbortSignal;
  /** Once a second while nobody gets on: ranks of those who have not come back. */
  onQuiet(ranks: readonly number[]): void;
}

/** What threads had still to do when patience ended. */
export interface GivenUp {
  readonly awaited: 'the start' | 'progress' | 'the end';
  readonly seconds: number;
  /** Did an interrupt cut the patience? */
  readonly isCut: boolean;
}

/** How a round ended. */
export interface Played {
  readonly seconds: number;
  /** Rank of the thread that was ended; null: none, or it had ended by itself. */
  readonly dead: number | null;
  /** Ranks of those who did not come back. */
  readonly hanging: readonly number[];
  /** Why they count as hanging; null: nobody hangs, or a thread failed first. */
  readonly givenUp: GivenUp | null;
  /** A thread threw or trapped: rank and message. */
  readonly failed: { readonly rank: number; readonly message: string } | null;
  /** Why threads were not pinned. */
  readonly unpinned: string | null;
  /** Words outside the structure that were written to, relative to its first word. */
  readonly breaches: readonly number[];
}

export class Crew {
  /** In one round. */
  readonly mostThreads: number;
  readonly memory: WebAssembly.Memory;
  readonly control: Words;
  /** By rank. */
  readonly mine: readonly Words[];
  readonly logs: readonly Words[];
  readonly #arena: Arena;
  readonly #regions: readonly Region[];
  /** Threads that wait for a part. Pinned ones cannot be let loose again. */
  readonly #idle: Readonly<Record<'free' | 'pinned', Thread[]>> = { free: [], pinned: [] };

  constructor(mostThreads: number) {
    this.mostThreads = mostThreads;
    const logWords = ENTRIES + LOG_ROOM * ENTRY_WORDS;
    const sizes = [
      STRUCTURE_WORDS + 2 * LINE_WORDS,
      CONTROL_WORDS,
      ...Array<number>(mostThreads).fill(OWN_WORDS),
      ...Array<number>(mostThreads).fill(logWords),
    ];
    this.#arena = new Arena(sizes);
    this.memory = this.#arena.memory;
    this.#regions = sizes.map((sizeWords, i) => ({ offset: this.#arena.offsets[i], sizeWords }));
    this.control = this.#view(this.#regions[1]);
    this.mine = this.#regions.slice(2, 2 + mostThreads).map((region) => this.#view(region));
    this.logs = this.#regions.slice(2 + mostThreads).map((region) => this.#view(region));
  }

  /**
   * Zeroed words for a structure, between two lines that nobody may touch (the view holds the one behind, as JavaScript drops what is
   * written behind a view's end), and every other word of the round as it begins.
   */
  prepare(sizeWords: number): Words {
    if (sizeWords > STRUCTURE_WORDS)
      throw new RangeError(`Expected a structure of at most ${STRUCTURE_WORDS} words, found ${sizeWords}.`);
    const around = this.#around(sizeWords);
    around.fill(CANARY);
    const words = this.#arena.words(this.#regions[0].offset + LINE_WORDS * 4, sizeWords + LINE_WORDS);
    words.fill(0, 0, sizeWords);
    this.control.fill(0);
    for (const own of this.mine) own.fill(0);
    for (const log of this.logs) {
      log.fill(0, 0, ENTRIES);
      log[ROOM] = LOG_ROOM;
    }
    return words;
  }

  /** Play a round with what `prepare` has set up. Afterwards nobody runs any more. */
  async play(tasks: readonly Task[], sizeWords: number, timing: Timing): Promise<Played> {
    const threads = tasks.map((task) => this.#idle[poolOf(task)].pop() ?? new Thread(this.memory));
    const answers = new Map<number, Answer | 'ended'>();
    tasks.forEach((task, rank) => {
      const part = this.#part(task, rank, tasks.length, sizeWords);
      threads[rank].play(part).then((answer) => answers.set(rank, answer));
    });
    const startedAt = performance.now();
    const { dead, ended, givenUp } = await this.#watch(threads, answers, timing);
    await this.#callOff(threads.length, answers);
    const seconds = (performance.now() - startedAt) / 1000;

    const hanging = tasks.map((_, rank) => rank).filter((rank) => !answers.has(rank));
    await Promise.all(hanging.map((rank) => threads[rank].end()));
    let failed: Played['failed'] = null;
    let unpinned: string | null = null;
    for (const [rank, answer] of answers) {
      if (rank === ended || hanging.includes(rank)) continue;
      if (answer === 'ended') {
        failed ??= { rank, message: 'it ended by itself' };
        continue;
      }
      if (answer.failed !== null) failed ??= { rank, message: answer.failed };
      unpinned ??= answer.unpinned;
      this.#idle[poolOf(tasks[rank])].push(threads[rank]);
    }
    return { seconds, dead, hanging, givenUp, failed, unpinned, breaches: this.#breaches(sizeWords) };
  }

  /** End all threads. */
  async close(): Promise<void> {
    const threads = Object.values(this.#idle).flatMap((idle) => idle.splice(0));
    await Promise.all(threads.map((thread) => thread.end()));
  }

  /**
   * Where not all threads have come to the start line, let those that come go back. They pin themselves on the way, and a thread that is ended
   * inside a native call takes the process with it. Later they are in no such call.
   */
  async #callOff(threads: number, answers: ReadonlyMap<number, unknown>): Promise<void> {
    // [acq-rel] whoever comes, or is there, goes back; pairs with the threads' add and load. The round has begun if it did before.
    if (Atomics.add(this.control, ARRIVED, CALLED_OFF) >= threads) return;
    for (let waited = 0; waited < CALLED_OFF_MS && answers.size < threads; waited += LOOK_MS) await sleep(LOOK_MS);
  }

  /** Until all threads have answered, or hang. Returns who was ended on the way, whether it was still at work, and what was given up. */
  async #watch(
    threads: readonly Thread[],
    answers: ReadonlyMap<number, Answer | 'ended'>,
    timing: Timing,
  ): Promise<{ dead: number | null; ended: number | null; givenUp: GivenUp | null }> {
    const { roundMs, kill, onDeath, deadHoldUp } = timing;
    let beganAt: number | null = null;
    let dead: number | null = null;
    let ended: number | null = null;
    let stoppedAt: number | null = null;
    let seen = '';
    const ranMs = runningTime(MOST_PER_LOOK_MS);
    let since = 0;
    let saidAt = 0;
    let givenUp: GivenUp | null = null;
    while (answers.size < threads.length) {
      await sleep(LOOK_MS);
      const now = ranMs();
      const hasFailed = [...answers.values()].some((answer) => answer !== 'ended' && answer.failed !== null);
      // [acquire] everybody is at the start line, so everybody has begun
      if (beganAt === null && Atomics.load(this.control, ARRIVED) >= threads.length) beganAt = now;
      if (beganAt === null) {
        if (hasFailed) break; // the others wait for it at the start line
        if (now - since < START_MS) continue;
        givenUp = { awaited: 'the start', seconds: (now - since) / 1000, isCut: false };
        break;
      }
      if (kill !== null && ended === null && now >= beganAt + kill.afterMs) {
        ended = kill.rank;
        if (!answers.has(ended)) dead = ended;
        await threads[ended].end();
        if (dead !== null) onDeath?.(dead);
      }
      if (hasFailed || now >= beganAt + roundMs) {
        Atomics.store(this.control, STOP, 1); // [relaxed] read by all drivers
        stoppedAt ??= now;
      }
      const progress = this.mine.map((own) => own[OPS]).join();
      if (progress !== seen) since = now;
      seen = progress;
      const isCut = timing.signal.aborted && timing.patienceMs > INTERRUPTED_MS;
      const patienceMs = isCut ? INTERRUPTED_MS : timing.patienceMs;
      const quietMs = now - since;
      const quietEnough = dead !== null && deadHoldUp ? Math.min(BEHIND_THE_DEAD_MS, patienceMs) : patienceMs;
      const lateMs = stoppedAt === null ? 0 : now - stoppedAt;
      if (quietMs >= quietEnough || lateMs >= patienceMs) {
        // Whoever got on a little after the end, and then no more, hangs all the same.
        const isQuiet = quietMs >= quietEnough / 2;
        const seconds = (isQuiet ? quietMs : lateMs) / 1000;
        givenUp = { awaited: isQuiet ? 'progress' : 'the end', seconds, isCut };
        break;
      }
      if (quietMs >= QUIET_MS && now - saidAt >= QUIET_MS) {
        timing.onQuiet(threads.map((_, rank) => rank).filter((rank) => !answers.has(rank)));
        saidAt = now;
      }
    }
    return { dead, ended, givenUp };
  }

  #part(task: Task, rank: number, threads: number, sizeWords: number): Part {
    const [structure, control] = this.#regions;
    return {
      ...task,
      threads,
      structure: { offset: structure.offset + LINE_WORDS * 4, sizeWords: sizeWords + LINE_WORDS },
      control,
      mine: this.#regions[2 + rank],
      log: this.#regions[2 + this.mostThreads + rank],
    };
  }

  #breaches(sizeWords: number): number[] {
    const around = this.#around(sizeWords);
    const guards = Array.from({ length: LINE_WORDS }, (_, i) => [i, LINE_WORDS + sizeWords + i]).flat();
    return guards.filter((at) => around[at] !== CANARY).map((at) => at - LINE_WORDS);
  }

  #around(sizeWords: number): Words {
    return this.#arena.words(this.#regions[0].offset, sizeWords + 2 * LINE_WORDS);
  }

  #view({ offset, sizeWords }: Region): Words {
    return this.#arena.words(offset, sizeWords);
  }
}

function poolOf({ cpu }: Task): 'free' | 'pinned' {
  return cpu === null ? 'free' : 'pinned';
}
