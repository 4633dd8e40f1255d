/** One compiled thread alone: its steps are performed one after another, as the engine would. */
import { compileProgram } from '../../src/check/explore/compile/compile.ts';
import { OP, type Placed, type Site, SLOT } from '../../src/check/explore/thread-code.ts';
import type { Call, Program, Sources } from '../../src/check/program.ts';

export interface Scene {
  readonly driver: string;
  readonly subject?: string;
  readonly calls: readonly Call[];
  /** What the regions hold at the start. */
  readonly regions: Readonly<Record<string, ArrayLike<number>>>;
  readonly privateWords?: number;
  readonly sources?: Sources;
}

export interface Stop {
  readonly op: number;
  readonly site: Site | undefined;
  readonly a: number;
  readonly b: number;
  readonly call: number;
  /** The compiler's own slots. */
  readonly slots: readonly number[];
  /** The regions, one behind the other, before the step. */
  readonly memory: Int32Array;
}

/** Every stop of thread 0, OP.DONE or OP.FAULT last. */
export function stopsOf(scene: Scene, mostStops = 100_000): Stop[] {
  const { regions, calls } = scene;
  const placed: Record<string, Placed> = {};
  let end = 0;
  for (const [name, { length }] of Object.entries(regions)) {
    placed[name] = { at: end, length };
    end += length;
  }
  const base = end + 3; // whatever lies in between
  const { threads } = compileProgram(programOf(scene), placed, scene.sources);
  const [{ slots, sites, advance }] = threads;
  const state = new Int32Array(base + slots);
  for (const [name, words] of Object.entries(regions)) state.set(Array.from(words), placed[name].at);
  const stops: Stop[] = [];
  let nowNs = 0;
  for (;;) {
    advance(state, base);
    const [op, at, a, b, site] = [SLOT.OP, SLOT.AT, SLOT.A, SLOT.B, SLOT.SITE].map((slot) => state[base + slot]);
    if (state[base + SLOT.RESULT] !== 0) throw new Error('Expected advance to clear the result.');
    stops.push({
      op,
      site: op === OP.DONE || op === OP.RETURNED ? undefined : sites[site],
      a,
      b,
      call: state[base + SLOT.CALL],
      slots: [...state.subarray(base + SLOT.FIRST, base + slots)],
      memory: state.slice(0, end),
    });
    if (op === OP.DONE || op === OP.FAULT) return stops;
    if (stops.length > mostStops) throw new Error(`Expected ${calls.length} calls to end, found ${mostStops} steps.`);
    const result = op === OP.NOW ? ++nowNs * 1_000_000 : perform(state, op, at, a, b);
    if (op !== OP.RETURNED) state[base + SLOT.RESULT] = result;
  }
}

export function programOf({ driver, subject, calls, regions, privateWords = 0 }: Scene): Program {
  return {
    name: 'alone',
    driver,
    ...(subject !== undefined && { subject }),
    regions: Object.fromEntries(
      Object.entries(regions).map(([name, words]) => [name, { initial: Int32Array.from(words), names: {} }]),
    ),
    privateWords,
    threads: [calls],
  };
}

/** Results in the order of the calls. */
export function resultsOf(stops: readonly Stop[]): number[] {
  return stops.filter(({ op }) => op === OP.RETURNED).map(({ a }) => a);
}

function perform(state: Int32Array, op: number, at: number, a: number, b: number): number {
  switch (op) {
    case OP.READ:
      return state[at];
    case OP.LOAD:
      return Atomics.load(state, at);
    case OP.WRITE:
    case OP.STORE:
      state[at] = a;
      return 0;
    case OP.ADD:
      return Atomics.add(state, at, a);
    case OP.SUB:
      return Atomics.sub(state, at, a);
    case OP.AND:
      return Atomics.and(state, at, a);
    case OP.OR:
      return Atomics.or(state, at, a);
    case OP.XOR:
      return Atomics.xor(state, at, a);
    case OP.EXCHANGE:
      return Atomics.exchange(state, at, a);
    case OP.COMPARE_EXCHANGE:
      return Atomics.compareExchange(state, at, a, b);
    case OP.WAIT:
      if (state[at] === a && b < 0) throw new Error('Expected nobody to sleep for ever alone.');
      return state[at] === a ? 2 : 1;
    default:
      return 0;
  }
}
