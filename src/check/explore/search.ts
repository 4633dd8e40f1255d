/**
 * Every interleaving, depth first, each state once; or every one with at most so many preemptions.
 *
 * Source: Holzmann, "The model checker SPIN", IEEE TSE 23(5), 1997, for depth-first search over hashed states; Musuvathi & Qadeer,
 * "Iterative context bounding for systematic testing of multithreaded programs", PLDI 2007, for the bound.
 *
 * A state is all that decides what can follow: memory, what each thread holds, the waiter lists, and the number of the monitor's
 * set. So nothing is lost by visiting it once. With a bound, the thread that ran last belongs to it too, and a state is visited again when it
 * is reached with fewer preemptions.
 */
import type { Fault } from './fault.ts';
import { hashRange } from './hash.ts';
import { STATUS } from './layout.ts';
import { EVENT, type Machine } from './machine.ts';
import { nextRace } from './next-race.ts';
import { StateGraph } from './state-graph.ts';
import { PROGRESS, stuckFault } from './stuck.ts';
import { SLOT } from './thread-code.ts';
import { Visited } from './visited.ts';

export interface SearchLimits {
  readonly states: number;
  readonly seconds: number;
  /** Steps of one path. */
  readonly depth: number;
}

export interface SearchOptions {
  readonly limits: SearchLimits;
  /** Absent: none. */
  readonly bound?: number;
  /** Refuse cycles and sleep. */
  readonly lockFree: boolean;
  /** Called for every end of the program. */
  readonly onEnd?: () => void;
}

export interface SearchResult {
  /** Everything within the bound was visited. */
  readonly complete: boolean;
  readonly states: number;
  readonly steps: number;
  readonly executions: number;
  readonly depth: number;
  readonly fault: Fault | null;
  /** The choices that lead to the fault. */
  readonly path: readonly number[];
}

/** Bounds that fit into a byte. */
const MOST_PREEMPTIONS = 254;

/** Steps between two looks at the time, less 1. */
const LOOK_EVERY = 0x3fff;

/** No thread has run yet, or the last one has paused: whoever comes next does not preempt it. */
const NOBODY = 8;

/** Words of a frame, which keeps what is needed to come back to a state of the path. The machine's moving words and a shadow follow. */
const FRAME = {
  STATE: 0,
  /** A bit for each choice not made yet. */
  LEFT: 1,
  LAST: 2,
  PREEMPTIONS: 3,
  CHOICE: 4,
  LOGGED: 5,
  SHADOWED: 6,
  MEMORY_LOW: 7,
  MEMORY_HIGH: 8,
  MOVING: 9,
} as const;

export function search(machine: Machine, options: SearchOptions): SearchResult {
  return new Search(machine, options).run();
}

class Search {
  readonly #machine: Machine;
  readonly #options: SearchOptions;
  readonly #bound: number;
  readonly #visited = new Visited();
  readonly #graph: StateGraph | null;
  /** The fewest preemptions with which each state was reached. */
  #fewest = new Uint8Array(1 << 12);
  #isOnPath = new Uint8Array(1 << 12);
  readonly #moving: number;
  readonly #entry: number;
  readonly #frame: number;
  #frames: Int32Array;
  #depth = 0;
  #steps = 0;
  #executions = 0;
  #deepest = 0;
  #fault: Fault | null = null;
  #path: number[] = [];

  constructor(machine: Machine, options: SearchOptions) {
    if (options.bound !== undefined && !(options.bound >= 0 && options.bound <= MOST_PREEMPTIONS))
      throw new RangeError(`Expected a bound from 0 to ${MOST_PREEMPTIONS} preemptions, found ${options.bound}.`);
    this.#machine = machine;
    this.#options = options;
    this.#bound = options.bound ?? Number.POSITIVE_INFINITY;
    this.#graph = options.bound === undefined ? new StateGraph() : null;
    this.#moving = machine.layout.end - machine.layout.memoryWords;
    this.#entry = machine.races?.entryWords ?? 0;
    this.#frame = FRAME.MOVING + this.#moving + this.#entry;
    this.#frames = new Int32Array(this.#frame * 64);
  }

  run(): SearchResult {
    const { limits } = this.#options;
    const deadline = performance.now() + limits.seconds * 1000;
    this.#machine.reset();
    if (this.#machine.fault) this.#fail(this.#machine.fault);
    else this.#enter(NOBODY, 0, -1, 0);
    let spent = false;
    while (this.#depth > 0 && this.#fault === null) {
      if ((this.#steps & LOOK_EVERY) === 0 && performance.now() > deadline) spent = true;
      if (spent || this.#visited.count > limits.states || this.#machine.memory.wasNotCalm) break;
      this.#goOn(limits.depth);
    }
    const complete = this.#depth === 0 && this.#fault === null;
    if (complete) this.#requireEnds();
    return {
      complete: complete && this.#fault === null,
      states: this.#visited.count,
      steps: this.#steps,
      executions: this.#executions,
      depth: this.#deepest,
      fault: this.#fault,
      path: this.#path,
    };
  }

  /** Make the next choice of the path's last state, or leave it. */
  #goOn(mostSteps: number): void {
    const machine = this.#machine;
    const frames = this.#frames;
    const at = (this.#depth - 1) * this.#frame;
    const left = frames[at + FRAME.LEFT];
    if (left === 0) {
      this.#isOnPath[frames[at + FRAME.STATE]] = 0;
      this.#depth--;
      if (this.#depth > 0) this.#undo();
      return;
    }
    const choice = 31 - Math.clz32(left & -left);
    frames[at + FRAME.LEFT] = left & (left - 1);
    let preemptions = frames[at + FRAME.PREEMPTIONS];
    let last = frames[at + FRAME.LAST];
    if (choice < EVENT.TIMEOUT && this.#graph === null) {
      const preempts = last !== NOBODY && last !== choice && ((machine.choices() >> last) & 1) === 1;
      if (preempts && ++preemptions > this.#bound) return;
    }
    frames[at + FRAME.CHOICE] = choice;
    this.#keep(at);
    machine.apply(choice);
    this.#steps++;
    if (machine.fault) this.#fail(machine.fault);
    else if (this.#depth > mostSteps) {
      const sentence = `A schedule goes on for more than ${mostSteps} steps, and no state comes twice.`;
      this.#fail({ kind: 'too-many-steps', sentence, threads: [choice & 7] });
    } else {
      if (choice < EVENT.TIMEOUT) last = machine.paused ? NOBODY : choice;
      if (!this.#enter(last, preemptions, frames[at + FRAME.STATE], choice)) this.#undo();
    }
  }

  /** Save what the choice may change. */
  #keep(at: number): void {
    const { state, layout, races, memory } = this.#machine;
    const frames = this.#frames;
    frames[at + FRAME.LOGGED] = memory.logged;
    frames[at + FRAME.MEMORY_LOW] = memory.low;
    frames[at + FRAME.MEMORY_HIGH] = memory.high;
    let to = at + FRAME.MOVING;
    for (let from = layout.memoryWords; from < layout.end; from++) frames[to++] = state[from];
    frames[at + FRAME.SHADOWED] = -1;
    if (!races) return;
    // A step changes the shadow of the word that it accesses, a timeout that of the word slept on: both stand in SLOT.AT. Calm words
    // have no races, so nobody looks at their shadows.
    const choice = frames[at + FRAME.CHOICE];
    const word = choice < EVENT.CRASH ? state[layout.threads[choice & 7].at + SLOT.AT] : -1;
    frames[at + FRAME.SHADOWED] = word;
    if (word < 0) return;
    const entry = word * this.#entry;
    for (let i = 0; i < this.#entry; i++) frames[to + i] = races.shadow[entry + i];
  }

  /** Take the last choice of the path's last state back. */
  #undo(): void {
    const machine = this.#machine;
    const { state, layout, races, memory } = machine;
    const frames = this.#frames;
    const at = (this.#depth - 1) * this.#frame;
    memory.undo(frames[at + FRAME.LOGGED], frames[at + FRAME.MEMORY_LOW], frames[at + FRAME.MEMORY_HIGH]);
    let from = at + FRAME.MOVING;
    for (let to = layout.memoryWords; to < layout.end; to++) state[to] = frames[from++];
    const word = frames[at + FRAME.SHADOWED];
    if (!races || word < 0) return;
    const entry = word * this.#entry;
    for (let i = 0; i < this.#entry; i++) races.shadow[entry + i] = frames[from + i];
  }

  /** The machine is in a state: go on from it later, or say that there is nothing to go on with. */
  #enter(last: number, preemptions: number, from: number, choice: number): boolean {
    const machine = this.#machine;
    const met = this.#meet(last);
    const isNew = met < 0;
    const id = isNew ? -1 - met : met;
    if (isNew) this.#grow(id);
    if (from >= 0) this.#graph?.step(from, id, choice);
    if (!isNew && this.#isOnPath[id] === 1 && this.#options.lockFree) {
      const sentence =
        'Threads can go on for ever without finishing an operation, although the algorithm is said to be lock-free.';
      this.#fail({ kind: 'not-lock-free', sentence, threads: [] });
      return false;
    }
    if (isNew && this.#options.lockFree && this.#sleeps()) {
      const sentence = 'A thread sleeps, although the algorithm is said to be lock-free.';
      this.#fail({ kind: 'not-lock-free', sentence, threads: [] });
      return false;
    }
    if (!isNew && (this.#graph !== null || this.#fewest[id] <= preemptions)) {
      this.#executions++;
      return false;
    }
    this.#fewest[id] = preemptions;
    const choices = machine.choices();
    const goesOn = (choices & PROGRESS) !== 0;
    if (!goesOn && isNew) this.#end(id);
    if (this.#fault === null && isNew && machine.races) {
      const race = nextRace(machine);
      if (race) this.#fail(race, race.threads);
    }
    if (!goesOn || this.#fault !== null) {
      this.#executions++;
      return false;
    }
    this.#isOnPath[id] = 1;
    if ((this.#depth + 1) * this.#frame > this.#frames.length) {
      const longer = new Int32Array(2 * this.#frames.length);
      longer.set(this.#frames);
      this.#frames = longer;
    }
    const at = this.#depth++ * this.#frame;
    if (this.#depth > this.#deepest) this.#deepest = this.#depth;
    this.#frames[at + FRAME.STATE] = id;
    this.#frames[at + FRAME.LEFT] = choices;
    this.#frames[at + FRAME.LAST] = last;
    this.#frames[at + FRAME.PREEMPTIONS] = preemptions;
    return true;
  }

  #sleeps(): boolean {
    const { state, layout } = this.#machine;
    return layout.status.some((at) => state[at] === STATUS.ASLEEP);
  }

  #meet(last: number): number {
    const { state, layout, memory } = this.#machine;
    // The threads' hashes and the scheduler's words up to the vector clocks, which say nothing about the future.
    hashRange(state, layout.hashes, layout.vectors - layout.hashes, 0, this.#hash);
    const by = this.#graph ? 0 : last + 1;
    return this.#visited.meet(
      Math.imul(this.#hash[0] ^ memory.low ^ Math.imul(by, 0x632be5ab), 0x9e3779b1),
      Math.imul(this.#hash[1] + memory.high, 0x85ebca6b) ^ by,
    );
  }
  readonly #hash = new Int32Array(2);

  #grow(id: number): void {
    if (id < this.#fewest.length) return;
    const [fewest, isOnPath] = [this.#fewest, this.#isOnPath];
    this.#fewest = new Uint8Array(2 * fewest.length);
    this.#fewest.set(fewest);
    this.#isOnPath = new Uint8Array(2 * isOnPath.length);
    this.#isOnPath.set(isOnPath);
  }

  /** No thread can go on by itself in this state. */
  #end(id: number): void {
    const machine = this.#machine;
    const stuck = stuckFault(machine);
    if (stuck) this.#fail(stuck);
    else {
      this.#graph?.end(id);
      machine.checkEnd();
      if (machine.fault) this.#fail(machine.fault);
      else this.#options.onEnd?.();
    }
  }

  /** @param then the choices that show the fault, where it has not happened yet. */
  #fail(fault: Fault, then: readonly number[] = []): void {
    this.#fault = fault;
    this.#path = [];
    for (let i = 0; i < this.#depth; i++) this.#path.push(this.#frames[i * this.#frame + FRAME.CHOICE]);
    this.#path.push(...then);
  }

  /** After all states: from each of them an end must be within reach. */
  #requireEnds(): void {
    if (!this.#graph) return;
    const way = this.#graph.wayToStuck(this.#visited.count, (choice) => choice < EVENT.SPURIOUS);
    if (!way) return;
    this.#fault = { kind: 'livelock', sentence: 'Threads go on for ever here: no schedule ends.', threads: [] };
    this.#path = way;
  }
}
