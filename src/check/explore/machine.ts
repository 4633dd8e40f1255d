/**
 * Runs a program one step at a time: memory, waiter lists, crashes. Which step comes next is the caller's choice.
 *
 * Source: ECMA-262, "WaiterList Records", "Atomics.wait" and "Atomics.notify": compare and enqueue are one step, waiters wake in the
 * order in which they came. A thread that was woken goes on when it is chosen, not at once.
 */
import type { Monitor } from '../linearizable/monitor.ts';
import type { Program } from '../program.ts';
import type { FailureKind } from './exploration.ts';
import { codeFault, type Fault } from './fault.ts';
import { hashRange } from './hash.ts';
import { layoutOf, STATUS, type StateLayout } from './layout.ts';
import { Memory } from './memory.ts';
import { Races } from './races.ts';
import { updated } from './read-modify-write.ts';
import { requireThreads } from './require-threads.ts';
import { OP, SLOT, type ThreadCode } from './thread-code.ts';
import { WaiterList } from './waiter-list.ts';

/** A choice is a thread and what happens to it: `thread + event`. */
export const EVENT = { STEP: 0, TIMEOUT: 8, SPURIOUS: 16, CRASH: 24 } as const;

/** What waits return. */
const [WOKEN, CHANGED, TIMED_OUT] = [0, 1, 2];

/** So far the clock jumps at each reading: a second and a bit, so that every bounded wait ends. It wraps after four. */
const CLOCK_JUMP_NS = 1 << 30;

/** Operations without a step that a thread may call one after the other, and pauses without a step in between. */
const MOST_WITHOUT_A_STEP = 10_000;
/** Accesses to calm words that are made at once. */
const MOST_CALM_STEPS = 1_000;

/** `begun` of a thread that has compared and is not in the list yet: only where the engine is broken. */
const COMPARED = 2;
/** Engines that get `wait` and `notify` wrong, to see that a checker notices. */
export type BrokenRuntime = 'compares-too-early' | 'wakes-the-youngest' | 'wakes-the-dead';

export interface MachineOptions {
  readonly races: boolean;
  readonly spurious: boolean;
  readonly crashes: number;
  readonly keepsResults: boolean;
  readonly runtime?: BrokenRuntime;
}

export class Machine {
  readonly program: Program;
  readonly codes: readonly ThreadCode[];
  readonly layout: StateLayout;
  readonly state: Int32Array;
  readonly races: Races | null;
  readonly options: MachineOptions;
  readonly #monitor: Monitor | null;
  readonly #initial: Int32Array;
  readonly #initialFault: Fault | null;
  readonly #resultAt: readonly number[];
  readonly #waitsFor: readonly (number | undefined)[];
  readonly #read: (region: string, at: number) => number;

  readonly memory: Memory;
  readonly #waiters: WaiterList;
  /** Accesses to memory so far. */
  accesses = 0;
  /** The last step's thread has just paused: it is polite to let another one go on. */
  paused = false;
  /** What the last step found broken. */
  fault: Fault | null = null;
  onReturn: ((thread: number, index: number, result: number) => void) | null = null; // for traces

  constructor(program: Program, codes: readonly ThreadCode[], monitor: Monitor | null, options: MachineOptions) {
    requireThreads(program);
    this.program = program;
    this.codes = codes;
    this.options = options;
    this.#monitor = monitor;
    this.layout = layoutOf(program, codes, options.keepsResults);
    this.state = new Int32Array(this.layout.end);
    this.races = options.races ? new Races(this.layout.memoryWords, codes.length, this.layout.vectors) : null;
    this.#resultAt = program.threads.map((_, thread) =>
      program.threads.slice(0, thread).reduce((sum, calls) => sum + calls.length, this.layout.results),
    );
    this.#waitsFor = program.threads.map((_, thread) => program.startsAfter?.[thread]);
    this.memory = new Memory(this.state, this.layout.memoryWords);
    this.#waiters = new WaiterList(this.state, this.layout.sleepers, this.layout.sleeping);
    this.#read = (region, at) => this.state[this.layout.regions[region].at + at];
    this.#initial = this.#begin();
    this.#initialFault = this.fault;
  }

  /** Back to where no thread has made a step. */
  reset(): void {
    this.state.set(this.#initial);
    this.races?.reset();
    this.memory.reset();
    this.paused = false;
    this.fault = this.#initialFault;
  }

  #begin(): Int32Array {
    for (const [name, { initial }] of Object.entries(this.program.regions))
      this.state.set(initial, this.layout.regions[name].at);
    this.memory.begin();
    if (this.#monitor) this.state[this.layout.monitor] = this.#monitor.initial;
    for (let thread = 0; thread < this.codes.length; thread++)
      if (this.#waitsFor[thread] === undefined) this.#start(thread);
      else this.#rehash(thread);
    return this.state.slice(0, this.layout.end);
  }

  #start(thread: number): void {
    this.state[this.layout.status[thread]] = STATUS.RUNNABLE;
    this.#advance(thread);
  }

  /** What may happen now, a bit for each choice. 0: nothing, the program has ended or is stuck. */
  choices(): number {
    const { state, layout, options } = this;
    const mayCrash = state[layout.crashes] < options.crashes;
    let choices = 0;
    for (let thread = 0; thread < this.codes.length; thread++) {
      const status = state[layout.status[thread]];
      if (status === STATUS.RUNNABLE) choices |= 1 << (thread + EVENT.STEP);
      else if (status === STATUS.ASLEEP) {
        if (state[layout.threads[thread].at + SLOT.B] >= 0) choices |= 1 << (thread + EVENT.TIMEOUT);
        if (options.spurious) choices |= 1 << (thread + EVENT.SPURIOUS);
      } else continue;
      if (mayCrash) choices |= 1 << (thread + EVENT.CRASH);
    }
    return choices;
  }

  /** Let `choice` happen. Afterwards `paused` and `fault` tell about it. */
  apply(choice: number): void {
    const thread = choice & 7;
    const event = choice & 24;
    this.paused = false;
    if (event === EVENT.STEP) this.#step(thread);
    else if (event === EVENT.CRASH) this.#crash(thread);
    else {
      const outcome = event === EVENT.TIMEOUT ? TIMED_OUT : WOKEN;
      this.#waiters.remove(thread);
      this.races?.tick(this.state, thread);
      this.#wakeUp(thread, outcome);
    }
    if (!this.fault && this.program.invariant) this.#require('invariant', this.program.invariant(this.#read));
  }

  /** To be called once the program has ended. */
  checkEnd(): void {
    if (this.program.finally) this.#require('wrong-at-the-end', this.program.finally(this.#read));
  }

  #require(kind: FailureKind, complaint: string | null): void {
    if (complaint !== null) this.fault = { kind, sentence: complaint, threads: [] };
  }

  /** Is the thread's next access a read that is marked as one that may race? */
  mayRace(thread: number): boolean {
    const { state, layout, codes } = this;
    const base = layout.threads[thread].at;
    const op = state[base + SLOT.OP];
    return (op === OP.READ || op === OP.LOAD) && codes[thread].sites[state[base + SLOT.SITE]].racy === true;
  }

  /** The thread's next step, and what it does to calm words behind it. */
  #step(thread: number): void {
    const { state, layout } = this;
    const { calm } = this.memory;
    const base = layout.threads[thread].at;
    if (state[base + SLOT.OP] === OP.RETURNED) {
      this.#return(thread);
      if (!this.fault) this.#advance(thread);
      return;
    }
    this.#access(thread);
    for (let turns = 0; !this.fault; turns++) {
      // A thread that pauses stands still, so that a search sees whether it comes back to the same state.
      if (state[layout.status[thread]] !== STATUS.RUNNABLE || this.paused) return;
      const op = state[base + SLOT.OP];
      if (op < OP.READ || op > OP.COMPARE_EXCHANGE || calm[state[base + SLOT.AT]] === 0) return;
      // An operation may begin as late as it likes, so its first step is a choice.
      if (this.#monitor && state[layout.begun[thread]] === 0) return;
      if (turns === MOST_CALM_STEPS) return; // it may go round for ever: the search sees whether it comes back to the same state
      this.#access(thread);
    }
  }

  /** One access of `thread`, and its own code behind it. */
  #access(thread: number): void {
    const { state, layout } = this;
    const base = layout.threads[thread].at;
    this.#call(thread);
    const op = state[base + SLOT.OP];
    const at = state[base + SLOT.AT];
    const a = state[base + SLOT.A];
    const value = state[at];
    const writes = op === OP.COMPARE_EXCHANGE ? value === a : op !== OP.READ && op !== OP.LOAD && op !== OP.WAIT;
    this.memory.touch(thread, at, writes);
    this.accesses++;
    const races = this.memory.calm[at] === 1 ? null : this.races;
    races?.tick(state, thread);
    let result = value;
    let other = -1;
    switch (op) {
      case OP.READ:
        if (races && !this.mayRace(thread)) other = races.plainRead(state, thread, at);
        break;
      case OP.WRITE:
        this.memory.write(at, a);
        if (races) other = races.plainWrite(state, thread, at);
        break;
      case OP.STORE:
        this.memory.write(at, a);
        if (races) other = races.atomicWrite(state, thread, at);
        break;
      case OP.WAIT:
        result = CHANGED;
        if (value === a && this.options.runtime === 'compares-too-early' && state[layout.begun[thread]] !== COMPARED) {
          state[layout.begun[thread]] = COMPARED;
          this.#rehash(thread);
          return;
        }
        if (races) {
          races.list(state, thread, at); // it compares inside the list's critical section
          other = races.atomicRead(state, thread, at);
          races.list(state, thread, at);
        }
        if (value === a || state[layout.begun[thread]] === COMPARED) {
          this.#fallAsleep(thread);
          if (other >= 0) this.#race(thread, other, at);
          return;
        }
        break;
      case OP.NOTIFY:
        races?.list(state, thread, at);
        result = this.#notify(thread, at, a);
        break;
      default:
        if (races && op === OP.LOAD && this.mayRace(thread)) races.racyRead(state, thread, at);
        else if (races) other = races.atomicRead(state, thread, at);
        if (!writes || op === OP.LOAD) break;
        this.memory.write(at, updated(op, value, a, state[base + SLOT.B]));
        if (races) {
          const second = races.atomicWrite(state, thread, at);
          if (other < 0) other = second;
        }
    }
    if (other >= 0) {
      this.#race(thread, other, at);
      return;
    }
    if (this.fault) return;
    state[base + SLOT.RESULT] = result;
    this.#advance(thread);
  }

  /** Run the thread's own code to its next step, and note the operations that return on the way. */
  #advance(thread: number): void {
    const { state, layout } = this;
    const base = layout.threads[thread].at;
    const code = this.codes[thread];
    for (let turns = 0; ; turns++) {
      code.advance(state, base);
      const op = state[base + SLOT.OP];
      // An operation without a step may happen at any time, so it is a choice of its own.
      if (op === OP.RETURNED && this.#monitor && state[layout.begun[thread]] === 0) break;
      if (op === OP.RETURNED) this.#return(thread);
      else if (op === OP.NOW) {
        state[base + SLOT.RESULT] = Math.imul(++state[layout.clock[thread]] & 3, CLOCK_JUMP_NS);
        state[layout.clock[thread]] &= 3;
      } else if (op === OP.PAUSE)
        this.paused = true; // no step: it touches nothing
      else if (op === OP.DONE) {
        this.#end(thread, STATUS.DONE);
        return;
      } else if (op === OP.FAULT) {
        this.fault = codeFault(thread, code.sites[state[base + SLOT.SITE]], state[base + SLOT.A], state[base + SLOT.B]);
        return;
      } else break;
      if (this.fault) return;
      if (turns === MOST_WITHOUT_A_STEP) {
        const sentence = `Thread ${thread} pauses for ever without looking at a word.`;
        this.fault = { kind: 'livelock', sentence, threads: [thread] };
        return;
      }
    }
    this.#rehash(thread);
  }

  #call(thread: number): void {
    const { state, layout } = this;
    if (state[layout.begun[thread]]) return;
    state[layout.begun[thread]] = 1;
    if (this.#monitor)
      state[layout.monitor] = this.#monitor.called(
        state[layout.monitor],
        thread,
        state[layout.threads[thread].at + SLOT.CALL],
      );
  }

  #return(thread: number): void {
    const { state, layout } = this;
    this.#call(thread); // it had no step of its own
    state[layout.begun[thread]] = 0;
    const base = layout.threads[thread].at;
    const index = state[base + SLOT.CALL];
    const result = state[base + SLOT.A];
    if (layout.resultCount > 0) state[this.#resultAt[thread] + index] = result;
    this.onReturn?.(thread, index, result);
    if (!this.#monitor) return;
    const next = this.#monitor.returned(state[layout.monitor], thread, index, result);
    if (next >= 0) state[layout.monitor] = next;
    else {
      const { name, args } = this.program.threads[thread][index];
      const sentence = `${name}(${args.join(', ')}) of thread ${thread} returned ${result}: no order of the operations explains it.`;
      this.fault = { kind: 'not-linearizable', sentence, threads: [thread] };
    }
  }

  #end(thread: number, status: number): void {
    const { state, layout } = this;
    state[layout.status[thread]] = status;
    this.#rehash(thread);
    for (let other = 0; other < this.codes.length; other++) {
      if (this.#waitsFor[other] !== thread || state[layout.status[other]] !== STATUS.NOT_BEGUN) continue;
      this.races?.follows(state, other, thread);
      this.#start(other);
    }
  }

  #crash(thread: number): void {
    const { state, layout } = this;
    state[layout.crashes]++;
    if (state[layout.status[thread]] === STATUS.ASLEEP && this.options.runtime !== 'wakes-the-dead')
      this.#waiters.remove(thread);
    const { at, ownWords } = layout.threads[thread];
    state.fill(0, at, at + ownWords); // what it held no longer matters
    this.#end(thread, STATUS.CRASHED);
  }

  #fallAsleep(thread: number): void {
    const { state, layout } = this;
    state[layout.begun[thread]] = 1;
    state[layout.status[thread]] = STATUS.ASLEEP;
    this.#waiters.add(thread);
    this.#rehash(thread);
  }

  #notify(notifier: number, at: number, count: number): number {
    const { state, layout, races } = this;
    const waiters = this.#waiters;
    const youngestFirst = this.options.runtime === 'wakes-the-youngest';
    let woken = 0;
    for (let i = youngestFirst ? waiters.length - 1 : 0; woken < count; ) {
      if (i < 0 || i >= waiters.length) break;
      const thread = waiters.thread(i);
      const isDead = state[layout.status[thread]] === STATUS.CRASHED;
      if (!isDead && state[layout.threads[thread].at + SLOT.AT] !== at) {
        i += youngestFirst ? -1 : 1;
        continue;
      }
      this.#waiters.remove(thread);
      if (youngestFirst) i--;
      woken++;
      if (isDead) continue;
      races?.follows(state, thread, notifier);
      this.#wakeUp(thread, WOKEN);
      if (this.fault) break;
    }
    return woken;
  }

  #wakeUp(thread: number, outcome: number): void {
    const { state, layout } = this;
    const base = layout.threads[thread].at;
    state[layout.status[thread]] = STATUS.RUNNABLE;
    this.races?.list(state, thread, state[base + SLOT.AT]);
    state[base + SLOT.RESULT] = outcome;
    this.#advance(thread);
  }

  #race(thread: number, other: number, at: number): void {
    this.fault = { kind: 'race', sentence: '', threads: [other, thread], at };
  }

  #rehash(thread: number): void {
    const { at, ownWords } = this.layout.threads[thread];
    hashRange(this.state, at, ownWords, this.layout.hashes + 2 * thread);
  }
}
