/** Rounds of all subjects in turn, until the time is up or something is wrong. */
import type { AnySubject } from '../../contract.ts';
import { buildKernels } from '../../kernel/build.ts';
import type { FoundSubject } from '../../registry.ts';
import { createRandom } from '../../stats/random.ts';
import { Cut } from './call-within.ts';
import { type Choices, type Configuration, drawConfiguration, isPossible, type Mixture } from './configuration.ts';
import { Crew } from './crew.ts';
import { stressedKind } from './kinds.ts';
import { LITMUS, type LitmusTally, playLitmus } from './litmus/litmus.ts';
import { driverPath, type Kernels, kernelKey, type Patience, playRound, type RoundResult } from './round.ts';
import type { StressedKind } from './scene.ts';

export interface StressRequest extends Choices {
  readonly subjects: readonly FoundSubject[];
  /** Rounds of litmus tests, too? */
  readonly withLitmus: boolean;
  readonly seconds: number;
  readonly seed: number;
  /** How long nobody may make progress before threads count as hanging. */
  readonly patienceMs: number;
}

/** What has been done with one subject. */
export interface Tally {
  readonly subject: string;
  readonly kind: AnySubject['kind'];
  rounds: number;
  operations: number;
  /** Of the operations: those with times, judged as a history. */
  recorded: number;
  /** Histories judged, and those of them that could be neither explained nor refuted. */
  histories: number;
  undecided: number;
  /** 0 or 1: the run ends with the first. */
  violations: number;
  /** Threads that were ended while at work. */
  deaths: number;
  /** Additions lost by a counter that says so. */
  lost: number;
  /** Rounds by back ends. */
  readonly mixtures: Map<Mixture, number>;
}

export interface Violation {
  readonly subject: string;
  readonly configuration: Configuration;
  readonly result: RoundResult;
}

export interface Stressed {
  readonly tallies: readonly Tally[];
  readonly litmus: LitmusTally;
  readonly skipped: readonly { readonly subject: string; readonly reason: string }[];
  /** The first violation: the run ends with it. A litmus outcome that is forbidden is in `litmus`. */
  readonly violation: Violation | null;
  readonly seconds: number;
  /** Of the last round that could not be judged: whose it was, and why. */
  readonly cut: { readonly subject: string; readonly reason: string } | null;
  /** Why threads were not pinned, where some should have been. */
  readonly unpinned: string | null;
}

export interface Watcher {
  /** Kernels compiled so far. */
  compiled(done: number, total: number): void;
  /** After every round. */
  round(elapsedS: number, tallies: readonly Tally[], litmus: LitmusTally): void;
  /** Once a second while nobody makes progress: ranks of the threads that have not come back. */
  quiet(elapsedS: number, ranks: readonly number[]): void;
}

interface Entrant {
  readonly found: FoundSubject;
  readonly kind: StressedKind;
  readonly tally: Tally;
}

export async function stress(request: StressRequest, watcher: Watcher, signal: AbortSignal): Promise<Stressed> {
  const skipped: { subject: string; reason: string }[] = [];
  const entrants = request.subjects.flatMap((found): Entrant[] => {
    const reason = refusal(found, request);
    if (reason === null) return [{ found, kind: stressedKind(found.spec) as StressedKind, tally: emptyTally(found) }];
    skipped.push({ subject: found.spec.name, reason });
    return [];
  });
  const kernels = await compile(entrants, request, watcher);
  const litmus: LitmusTally = { rounds: 0, outcomes: new Map(), wrong: null };
  const tallies = entrants.map(({ tally }) => tally);
  const crew = new Crew(request.mostThreads);
  const random = createRandom(request.seed);
  const startedAt = performance.now();
  const elapsedS = () => (performance.now() - startedAt) / 1000;
  const { patienceMs } = request;
  const patience: Patience = { patienceMs, signal, onQuiet: (ranks) => watcher.quiet(elapsedS(), ranks) };
  let violation: Violation | null = null;
  let cut: Stressed['cut'] = null;
  let unpinned: string | null = null;
  try {
    for (let pass = 0; !isOver() && (entrants.length > 0 || request.withLitmus); pass++) {
      const seed = request.seed + pass; // so that a pass can be had again: `--seed` with this number begins with it
      for (const entrant of random.shuffled<Entrant | null>(request.withLitmus ? [...entrants, null] : entrants)) {
        if (isOver()) break;
        if (entrant === null) await playLitmus(crew, kernels, request, patience, seed, litmus);
        else await playOne(entrant, seed);
        watcher.round(elapsedS(), tallies, litmus);
      }
    }
  } finally {
    await crew.close();
  }
  return { tallies, litmus, skipped, violation, seconds: elapsedS(), cut, unpinned };

  function isOver(): boolean {
    return violation !== null || litmus.wrong !== null || signal.aborted || elapsedS() >= request.seconds;
  }

  async function playOne({ found, kind, tally }: Entrant, seed: number): Promise<void> {
    const configuration = drawConfiguration(found.spec, kind, request, seed);
    const result = await playRound(crew, found, kernels, configuration, patience).catch((error) => {
      if (error instanceof Cut) return error;
      throw error;
    });
    if (result instanceof Cut) {
      cut = { subject: found.spec.name, reason: result.message };
      return;
    }
    tally.rounds++;
    tally.operations += result.operations;
    if (result.history) {
      tally.recorded += result.operations;
      tally.histories++;
    }
    if (result.undecided !== undefined) tally.undecided++;
    if (result.died) tally.deaths++;
    tally.lost += result.lost ?? 0;
    tally.mixtures.set(configuration.mixture, (tally.mixtures.get(configuration.mixture) ?? 0) + 1);
    unpinned ??= result.unpinned;
    if (result.wrong === null) return;
    tally.violations++;
    violation = { subject: found.spec.name, configuration, result };
  }
}

/** Why there is nothing to stress, or null. */
export function refusal({ spec }: FoundSubject, { mixtures }: Choices): string | null {
  const kind = stressedKind(spec);
  if (typeof kind === 'string') return kind;
  return mixtures.some((mixture) => isPossible(spec, mixture)) ? null : 'it runs in another back end only';
}

function emptyTally({ spec: { name, kind } }: FoundSubject): Tally {
  const none = { rounds: 0, operations: 0, recorded: 0, violations: 0, histories: 0, undecided: 0, deaths: 0, lost: 0 };
  return { subject: name, kind, ...none, mixtures: new Map() };
}

/** Every driver with every subject that it may drive, where WebAssembly is asked for. */
async function compile(entrants: readonly Entrant[], request: StressRequest, watcher: Watcher): Promise<Kernels> {
  if (request.mixtures.every((mixture) => mixture === 'js')) return new Map();
  const pairs: { key: string; entry: string; subject?: string }[] = entrants
    .filter(({ found }) => isPossible(found.spec, 'wasm'))
    .flatMap(({ found: { path, spec }, kind }) =>
      kind.drivers(spec).map((driver) => ({ key: kernelKey(driver, path), entry: driverPath(driver), subject: path })),
    );
  if (request.withLitmus) pairs.push({ key: LITMUS, entry: LITMUS });
  const kernels = await buildKernels(pairs, watcher.compiled);
  return new Map(pairs.map(({ key }, i) => [key, new WebAssembly.Module(kernels[i])]));
}
