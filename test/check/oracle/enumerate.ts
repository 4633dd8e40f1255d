/**
 * Every interleaving of a tiny program, one by one: what the explorer is compared with. Slow, and as plain as can be.
 *
 * Source: ECMA-262, "Atomics.wait" and "Atomics.notify". Nothing here is the explorer's.
 */
import type { Program } from '../../../src/check/program.ts';
import { type Access, UPDATES, type Yielded } from './access.ts';
import { type Event, eventAfter } from './happens-before.ts';
import { advance, type Driver, type Progress, sharedWords } from './virtual-thread.ts';

export interface Enumeration {
  /**
   * Results of the operations, thread by thread, joined with commas; with the fewest preemptions (a thread is followed by another
   * although it could go on) that lead there. With `merges` those of some way there.
   */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What the regions hold at the end. */
  readonly memories: ReadonlySet<string>;
  /** Kinds of failure that come up. */
  readonly failures: ReadonlySet<'deadlock' | 'lost-wake-up' | 'race'>;
  /** Interleavings that ended, or states with `merges`. */
  readonly count: number;
}

export interface EnumerateOptions {
  readonly crashes?: number;
  /** Visit each state once. Faster, and blind to races: those depend on the way. */
  readonly merges?: boolean;
  /** Called at the end of each interleaving; not with `merges`. */
  readonly onPath?: (path: readonly Event[]) => void;
}

/** A thread made more accesses than any that does not spin. */
export class TooLong extends Error {
  override name = 'TooLong';
}

const MOST_ACCESSES = 60;

type Status = 'not-begun' | 'runs' | 'sleeps' | 'ended' | 'crashed';

interface State {
  readonly memory: Readonly<Record<string, readonly number[]>>;
  readonly records: readonly (readonly Yielded[])[];
  /** How far each thread has come with its record. */
  readonly progress: readonly Progress[];
  readonly status: readonly Status[];
  /** Oldest first. */
  readonly sleepers: readonly number[];
  readonly crashes: number;
  readonly path: readonly Event[];
  /** The thread that stepped last, and how often one was preempted. */
  readonly last: number | null;
  readonly preemptions: number;
  /** The events that each thread knows of: they happen before all that it does next. */
  readonly known: readonly number[];
}

/** @throws TooLong where a thread may spin. */
export function enumerate(program: Program, driver: Driver, options: EnumerateOptions = {}): Enumeration {
  return new Enumerator(program, driver, options).run();
}

class Enumerator {
  readonly #program: Program;
  readonly #driver: Driver;
  readonly #options: EnumerateOptions;
  readonly #shared: Readonly<Record<string, Int32Array>>;
  readonly #outcomes = new Map<string, number>();
  readonly #memories = new Set<string>();
  readonly #failures = new Set<'deadlock' | 'lost-wake-up' | 'race'>();
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(program: Program, driver: Driver, options: EnumerateOptions) {
    this.#program = program;
    this.#driver = driver;
    this.#options = options;
    this.#shared = Object.fromEntries(Object.keys(program.regions).map((name) => [name, sharedWords(name)]));
  }

  run(): Enumeration {
    const { regions, threads } = this.#program;
    const progress = threads.map((_, thread) => this.#advance(thread, []));
    this.#visit({
      memory: Object.fromEntries(Object.entries(regions).map(([name, { initial }]) => [name, [...initial]])),
      records: threads.map(() => []),
      progress,
      status: threads.map((_, thread) => (this.#program.startsAfter?.[thread] === undefined ? 'runs' : 'not-begun')),
      sleepers: [],
      crashes: 0,
      path: [],
      last: null,
      preemptions: 0,
      known: threads.map(() => 0),
    });
    return { outcomes: this.#outcomes, memories: this.#memories, failures: this.#failures, count: this.#count };
  }

  #visit(from: State): void {
    const state = this.#settle(from);
    if (this.#options.merges && this.#isSeen(state)) return;
    let goesOn = false;
    for (const [thread, status] of state.status.entries()) {
      const { next } = state.progress[thread];
      if (next === null || (status !== 'runs' && status !== 'sleeps')) continue;
      if (status === 'runs') {
        goesOn = true;
        const preempts = state.last !== null && state.last !== thread && state.status[state.last] === 'runs';
        const preemptions = state.preemptions + (preempts ? 1 : 0);
        this.#visit({ ...this.#step(state, thread, next), last: thread, preemptions });
      } else if (next.operands[1] !== undefined) {
        goesOn = true;
        this.#visit(this.#timeOut(state, thread, next));
      }
      if (state.crashes < (this.#options.crashes ?? 0)) this.#visit(this.#crash(state, thread));
    }
    if (!goesOn) this.#end(state);
  }

  /** Note who has ended, and let those begin who waited for that. */
  #settle(state: State): State {
    const status = [...state.status];
    const known = [...state.known];
    for (let changed = true; changed; ) {
      changed = false;
      for (let thread = 0; thread < status.length; thread++) {
        if (status[thread] === 'runs' && state.progress[thread].next === null) {
          status[thread] = 'ended';
          changed = true;
        }
        const earlier = this.#program.startsAfter?.[thread] ?? -1;
        if (status[thread] === 'not-begun' && (status[earlier] === 'ended' || status[earlier] === 'crashed')) {
          status[thread] = 'runs';
          known[thread] |= known[earlier];
          changed = true;
        }
      }
    }
    return { ...state, status, known };
  }

  #isSeen({ memory, records, status, sleepers, crashes }: State): boolean {
    const key = JSON.stringify([memory, records, status, sleepers, crashes]);
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    this.#count++;
    return false;
  }

  #step(state: State, thread: number, access: Access): State {
    const { region, at, operands, op } = access;
    const value = state.memory[region][at];
    if (value === undefined) throw new RangeError(`Expected a word of ${region}, found index ${at}.`);
    if (op === 'wait') {
      if (value !== operands[0]) return this.#after(state, thread, access, 'not-equal');
      const asleep = this.#note(state, thread, access, 'ok');
      return { ...asleep, status: changed(state.status, thread, 'sleeps'), sleepers: [...state.sleepers, thread] };
    }
    if (op === 'notify') return this.#notify(state, thread, access);
    const updated =
      op === 'write' || op === 'store' ? operands[0] : op in UPDATES ? UPDATES[op as 'add'](value, operands) : value;
    const memory =
      updated === value ? state.memory : { ...state.memory, [region]: changed(state.memory[region], at, updated) };
    return { ...this.#after(state, thread, access, op === 'store' ? operands[0] : value), memory };
  }

  #notify(state: State, notifier: number, access: Access): State {
    const isHere = (thread: number): boolean => {
      const { next } = state.progress[thread];
      return next !== null && next.region === access.region && next.at === access.at;
    };
    const woken = state.sleepers.filter(isHere).slice(0, Math.max(0, access.operands[0]));
    let after = this.#after(state, notifier, access, woken.length);
    for (const thread of woken)
      after = {
        ...this.#tell(after, thread, 'ok'),
        status: changed(after.status, thread, 'runs'),
        known: changed(after.known, thread, after.known[thread] | after.known[notifier]),
        sleepers: after.sleepers.filter((other) => other !== thread),
      };
    return after;
  }

  #timeOut(state: State, thread: number, access: Access): State {
    const after = this.#after(state, thread, access, 'timed-out');
    const sleepers = state.sleepers.filter((other) => other !== thread);
    return { ...after, status: changed(state.status, thread, 'runs'), sleepers };
  }

  #crash(state: State, thread: number): State {
    const sleepers = state.sleepers.filter((other) => other !== thread);
    return { ...state, status: changed(state.status, thread, 'crashed'), sleepers, crashes: state.crashes + 1 };
  }

  #after(state: State, thread: number, access: Access, yielded: Yielded): State {
    return this.#tell(this.#note(state, thread, access, yielded), thread, yielded);
  }

  /** The thread's access has yielded something: it goes on to its next. */
  #tell(state: State, thread: number, yielded: Yielded): State {
    if (state.records[thread].length === MOST_ACCESSES) throw new TooLong(`Thread ${thread} may spin.`);
    const record = [...state.records[thread], yielded];
    const progress = changed(state.progress, thread, this.#advance(thread, record));
    return { ...state, records: changed(state.records, thread, record), progress };
  }

  #advance(thread: number, record: readonly Yielded[]): Progress {
    const { threads, privateWords } = this.#program;
    return advance(this.#driver, threads[thread], this.#shared, privateWords, record);
  }

  #note(state: State, thread: number, access: Access, yielded: Yielded): State {
    if (this.#options.merges) return state;
    const event = eventAfter(state.path, state.known[thread], thread, access, yielded);
    if (event.races) this.#failures.add('race');
    const known = changed(state.known, thread, event.before | (1 << state.path.length));
    return { ...state, path: [...state.path, event], known };
  }

  #end({ status, memory, path, progress, preemptions }: State): void {
    this.#count++;
    this.#options.onPath?.(path);
    const asleep = progress.flatMap(({ next }, thread) => (status[thread] === 'sleeps' && next ? [next] : []));
    if (asleep.length > 0) {
      const isLate = asleep.some(({ region, at, operands }) => memory[region][at] !== operands[0]);
      this.#failures.add(isLate ? 'lost-wake-up' : 'deadlock');
      return;
    }
    const results = progress.map(({ results }, thread) =>
      this.#program.threads[thread].map((_, call) => results[call] ?? 0),
    );
    const outcome = results.flat().join();
    this.#outcomes.set(outcome, Math.min(preemptions, this.#outcomes.get(outcome) ?? preemptions));
    this.#memories.add(JSON.stringify(memory));
  }
}

function changed<T>(list: readonly T[], at: number, value: T): readonly T[] {
  return list.with(at, value);
}
