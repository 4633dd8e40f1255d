/** Threads that share one structure between canaries: what the checks of locks, counters, barriers, eventcounts and signals stand on. */
import assert, { AssertionError } from 'node:assert/strict';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type {
  Backend,
  BarrierSpec,
  ConditionSpec,
  CounterSpec,
  DelegationSpec,
  DequeSpec,
  End,
  EventcountSpec,
  LatchSpec,
  LockSpec,
  MapSpec,
  OnceSpec,
  PeerConnection,
  RegisterSpec,
  RwLockSpec,
  SemaphoreSpec,
  SignalSpec,
  StackSpec,
  Words,
} from '../../src/contract.ts';
import type { FoundSubject } from '../../src/registry.ts';
import { footprint, type Sizes, setUp } from '../../src/set-up.ts';
import type { Limits } from './check.ts';
import { type GuardedWords, guardedWords, ITEMS_WORDS } from './guarded-words.ts';
import { type Part, type Run, runParts } from './thread-pool.ts';

export type TeamSpec =
  | DelegationSpec
  | LockSpec
  | RwLockSpec
  | CounterSpec
  | BarrierSpec
  | EventcountSpec
  | SemaphoreSpec
  | ConditionSpec
  | LatchSpec
  | OnceSpec
  | SignalSpec
  | RegisterSpec
  | StackSpec
  | DequeSpec
  | MapSpec;

/** What every role is given beside its own data. */
export interface Place {
  readonly path: string;
  readonly backend: Backend;
  /** Where each structure lies. */
  readonly structures: readonly PlacedStructure[];
  readonly self: number;
  readonly threads: number;
  /** Where the threads gather; see `meet`. */
  readonly arrivals: Int32Array;
}

export interface PlacedStructure {
  readonly memory: WebAssembly.Memory;
  readonly offset: number;
  readonly sizeWords: number;
  /** Where this thread's words for items lie, ITEMS_WORDS of them: what goes in or comes out by way of words. */
  readonly itemsAt: number;
  /** What a peer's `connect` made for this thread: one entry for each end that it plays. */
  readonly connections: readonly unknown[];
}

/** How a team's structures are set up. */
export interface Setup {
  readonly threads: number;
  /** What else the kind's `init` asks for. */
  readonly sizes?: Sizes;
  /** One entry for each structure: which end of it each thread plays. Absent: one structure, whose kind knows no ends. */
  readonly ends?: readonly (readonly End[])[];
  /** Free-running counters begin here instead of at 0. */
  readonly start?: number;
  /** Tunables by name, instead of their defaults; names that the subject lacks are ignored. */
  readonly tunables?: Readonly<Record<string, number>>;
}

export class Team {
  readonly words: readonly Words[];
  private readonly found: FoundSubject<TeamSpec>;
  private readonly backends: readonly Backend[];
  private readonly setup: Setup;
  private readonly file: URL;
  private readonly guards: readonly GuardedWords[];
  /** By structure and thread. */
  private readonly connections: readonly (readonly PeerConnection[])[];
  private readonly arrivals = new Int32Array(new SharedArrayBuffer(8));

  /** @param file - whose exported functions are the roles. Back ends are dealt out to the threads in turn. */
  constructor(found: FoundSubject<TeamSpec>, backends: readonly Backend[], file: URL, setup: Setup) {
    this.found = found;
    this.backends = backends;
    this.setup = setup;
    this.file = file;
    const { spec } = found;
    const { threads, ends = [[]], start, tunables = {} } = setup;
    const sizes = { threads, ...setup.sizes };
    this.guards = ends.map(() => guardedWords(footprint(spec, sizes), threads * ITEMS_WORDS));
    this.connections = ends.map((ends) => spec.peer?.connect({ threads }, ends) ?? []);
    // With the line of canaries behind: JavaScript drops what `init` writes behind a view's end.
    this.words = this.guards.map(({ memory, offset, words }) => {
      return new Int32Array(memory.buffer, offset, words.length + LINE_WORDS);
    });
    for (const words of this.words) {
      setUp(spec, words, sizes, start);
      for (const [name, { word }] of Object.entries(spec.tunables ?? {}))
        if (name in tunables) words[word] = tunables[name];
    }
  }

  /** One thread plays `role`; it may call the subject under every number below `threads`, and plays every end. */
  async runAlone<Result>(role: string, data: object, limits: Limits): Promise<Result> {
    const all = Array.from({ length: this.setup.threads }, (_, thread) => thread);
    const [result] = await runParts<Result>([this.part(role, 0, data, all)], limits.patienceMs);
    this.requireCanaries();
    return result;
  }

  /** Every thread plays its role, with data of its own. */
  async run<Result>(
    role: string | ((self: number) => string),
    dataOf: (self: number) => object,
    limits: Limits,
  ): Promise<Result[]> {
    const roleOf = typeof role === 'string' ? () => role : role;
    const parts = Array.from({ length: this.setup.threads }, (_, self) => this.part(roleOf(self), self, dataOf(self)));
    const results = await runParts<Result>(parts, limits.patienceMs);
    this.requireCanaries();
    return results;
  }

  /** One thread of several that do not begin and end together. */
  start<Result>(run: Run, role: string, self: number, data: object): Promise<Result> {
    return run.start(self, this.part(role, self, data));
  }

  requireCanaries(): void {
    const breaches = this.guards.flatMap((guard) => guard.breaches());
    const { spec } = this.found;
    if (breaches.length > 0)
      throw new AssertionError({
        message: `${spec.name} wrote to words ${breaches.join(', ')}, outside its ${this.guards[0].words.length} words for ${this.setup.threads} threads.`,
      });
  }

  private part(role: string, self: number, data: object, plays = [self]): Part {
    const mine = this.connections.map((connections) => plays.flatMap((thread) => connections[thread] ?? []));
    const place: Place = {
      path: this.found.path,
      backend: this.backends[self % this.backends.length],
      structures: this.guards.map(({ memory, offset, words, itemsAt }, i) => ({
        ...{ memory, offset, sizeWords: words.length, itemsAt: itemsAt + 4 * self * ITEMS_WORDS },
        connections: mine[i].map(({ connection }) => connection),
      })),
      self,
      threads: this.setup.threads,
      arrivals: this.arrivals,
    };
    const transfer = mine.flat().flatMap(({ transfer }) => transfer ?? []);
    return { file: this.file.href, role, data: { ...place, ...data }, transfer };
  }
}

/** What the descriptor says of single words: `init` writes the tunables' defaults, and every named word is one of the structure's. */
export function requireDescribedWords(spec: TeamSpec, sizes: Sizes = { threads: 1 }): void {
  const { name, tunables = {}, layout } = spec;
  const words = new Int32Array(footprint(spec, sizes));
  setUp({ ...spec, tunables: {} }, words, sizes); // `init` alone, without the tunables that it writes itself
  for (const [tunable, { word, default: expected, min, max }] of Object.entries(tunables)) {
    assert(
      min <= expected && expected <= max,
      `${name}: ${tunable} is ${expected} by default, not within ${min} to ${max}.`,
    );
    assert.equal(words[word], expected, `${name}: ${tunable} after init`);
  }
  for (const [word, at] of Object.entries(layout))
    assert(at >= 0 && at < words.length, `${name}: ${word} is word ${at} of ${words.length}.`);
}

/** Every tunable at its default, then each at its least and at its most: what a footprint and a sum must bear. */
export function extremesOf({ tunables = {} }: TeamSpec): Record<string, number>[] {
  const extremes = Object.entries(tunables).flatMap(([name, { min, max }]) => [{ [name]: min }, { [name]: max }]);
  return [{}, ...extremes];
}
