/** Rounds of the litmus tests: every shape once, each with back ends, CPUs and strides of its own. */
import { join } from 'node:path';
import { createRandom } from '../../../stats/random.ts';
import { type Choices, describePlace, drawBackends, drawCpus, type Mixture } from '../configuration.ts';
import { counted } from '../counted.ts';
import type { Crew } from '../crew.ts';
import { oneOf } from '../draws.ts';
import * as common from '../protocol.ts';
import type { Patience } from '../round.ts';
import { hangComplaint } from '../sentences.ts';
import { outcomeName, SHAPES, type Shape } from './shapes.ts';
import * as at from './words.ts';

/** The kernel's file, and its key among the kernels. */
export const LITMUS = join(import.meta.dirname, 'kernel.ts');

/** One shape is shorter than a round of a subject: there are several of them. */
const SHAPE_MS = [8, 40] as const;

export interface LitmusTally {
  rounds: number;
  /** By shape, back ends and outcome. */
  readonly outcomes: Map<string, Map<Mixture, Map<string, number>>>;
  /** The first forbidden outcome, in a sentence. */
  wrong: string | null;
}

export async function playLitmus(
  crew: Crew,
  kernels: ReadonlyMap<string, WebAssembly.Module>,
  request: Choices,
  patience: Patience,
  seed: number,
  tally: LitmusTally,
): Promise<void> {
  const random = createRandom(seed);
  tally.rounds++;
  for (const shape of SHAPES) {
    const mixture = oneOf(random, request.mixtures);
    const backends = drawBackends(random, mixture, shape.threads);
    const placement = request.oneCpu ? 'one CPU' : oneOf(random, ['pinned', 'pinned', 'pinned', 'not pinned'] as const);
    const cpus = drawCpus(random, request.cpus, placement, shape.threads);
    const own = {
      [common.THREADS]: shape.threads,
      [common.LINGER]: oneOf(random, [0, 0, 3, 15]),
      [at.SHAPE]: shape.number,
      [at.STEP]: oneOf(random, [1, 7, 31]),
      // Both words on one line, or on two.
      [at.GAP]: oneOf(random, [1, at.CELL_WORDS / 2]),
      [at.GROUP]: oneOf(random, [8, 32, 128]),
    };
    const words = crew.prepare(at.WORDS);
    for (let rank = 0; rank < shape.threads; rank++) {
      for (const [word, value] of Object.entries(own)) crew.mine[rank][Number(word)] = value; // plain: not shared yet
      crew.mine[rank][common.SEED] = 1 + random.below(2 ** 31 - 1); // plain: not shared yet
    }
    const tasks = backends.map((backend, self) => ({
      ...{ driver: LITMUS, subject: null, role: shape.role, self, cpu: cpus[self] },
      kernel: backend === 'js' ? null : (kernels.get(LITMUS) ?? null),
    }));
    const roundMs = SHAPE_MS[0] + random.below(SHAPE_MS[1] - SHAPE_MS[0]);
    const played = await crew.play(tasks, at.WORDS, { ...patience, roundMs, kill: null, deadHoldUp: false });
    const where = `${backends.join(', ')}, ${describePlace(placement, cpus)}, seed ${seed}`;
    if (played.failed)
      tally.wrong = `${shape.name}: thread ${played.failed.rank} failed: ${played.failed.message} (${where})`;
    else if (played.givenUp && played.hanging.length > 0)
      tally.wrong = `${shape.name} (${where}): ${hangComplaint(played.hanging, played.givenUp)}`;
    else note(tally, shape, mixture, words, where);
    if (tally.wrong !== null) return;
  }
}

function note(tally: LitmusTally, shape: Shape, mixture: Mixture, words: Int32Array, where: string): void {
  const byMixture = tally.outcomes.get(shape.name) ?? new Map<Mixture, Map<string, number>>();
  const counts = byMixture.get(mixture) ?? new Map<string, number>();
  tally.outcomes.set(shape.name, byMixture.set(mixture, counts));
  for (let place = 0; place < at.OUTCOMES; place++) {
    const count = words[at.COUNTS + place];
    if (count === 0) continue;
    const outcome = outcomeName(shape, place);
    counts.set(outcome, (counts.get(outcome) ?? 0) + count);
    if (shape.forbidden.includes(outcome))
      tally.wrong = `${shape.name}: outcome ${outcome} is forbidden and was seen ${counted(count, 'time')} (${where}). ${shape.says}`;
  }
}

/** By shape, over all back ends: how often each outcome was seen, in the order of the outcomes' names. */
export function outcomeTotals({ outcomes }: LitmusTally): {
  readonly shape: Shape;
  readonly total: number;
  readonly seen: readonly { readonly outcome: string; readonly times: number }[];
}[] {
  return SHAPES.filter(({ name }) => outcomes.has(name)).map((shape) => {
    const totals = new Map<string, number>();
    for (const counts of outcomes.get(shape.name)?.values() ?? [])
      for (const [outcome, times] of counts) totals.set(outcome, (totals.get(outcome) ?? 0) + times);
    const seen = [...totals].map(([outcome, times]) => ({ outcome, times }));
    seen.sort((a, b) => (a.outcome < b.outcome ? -1 : 1));
    return { shape, total: seen.reduce((sum, { times }) => sum + times, 0), seen };
  });
}
