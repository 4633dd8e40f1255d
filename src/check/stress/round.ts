/** One round of one subject: set up, played, judged. */
import { join } from 'node:path';
import type { FoundSubject } from '../../registry.ts';
import { Cut, callWithin } from './call-within.ts';
import type { Configuration } from './configuration.ts';
import { listed } from './counted.ts';
import type { Crew, Played, Timing } from './crew.ts';
import { SEED } from './protocol.ts';
import type { Judgement } from './scene.ts';
import { complaintOf, hangComplaint } from './sentences.ts';

/** By driver and subject: the compiled kernel. */
export type Kernels = ReadonlyMap<string, WebAssembly.Module>;

export interface RoundResult extends Judgement {
  /** Was a thread ended while it was at work? */
  readonly died: boolean;
  /** Why threads were not pinned although they should have been. */
  readonly unpinned: string | null;
}

/** How long, and with whom watching: what all rounds of a run have in common. */
export type Patience = Pick<Timing, 'patienceMs' | 'signal' | 'onQuiet'>;

/**
 * What the main thread does with the subject gets so much more patience: the search for an order takes some ten seconds by itself, on a
 * machine at rest.
 */
const MORE_FOR_MAIN = 6;

/** A recorded round that took longer than this has times that the log cannot hold. */
const LONGEST_HISTORY_S = 1.9;

export function driverPath(driver: string): string {
  return join(import.meta.dirname, 'drivers', `${driver}.ts`);
}

export function kernelKey(driver: string, subject: string): string {
  return `${driver} ${subject}`;
}

/**
 * `sizeWords` of the subject is trusted to return: it was called to draw the configuration.
 *
 * @throws Cut where the main thread was interrupted in the subject: nothing is known of the round then.
 */
export async function playRound(
  crew: Crew,
  { path }: FoundSubject,
  kernels: Kernels,
  configuration: Configuration,
  patience: Patience,
): Promise<RoundResult> {
  const { scene, backends, cpus, roundMs, kill, seed } = configuration;
  const words = crew.prepare(scene.sizeWords);
  const mainMs = MORE_FOR_MAIN * patience.patienceMs;
  const failedSetUp = attempt('setting up', mainMs, () => scene.setUp(words, crew.control));
  if (failedSetUp instanceof Cut) throw failedSetUp;
  if (failedSetUp !== null) return { operations: 0, wrong: failedSetUp, died: false, unpinned: null };
  for (const rank of scene.players.keys()) {
    const own = crew.mine[rank];
    for (const [word, value] of Object.entries(scene.own)) own[Number(word)] = value; // plain: not shared yet
    own[SEED] = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(rank + 1, 0x85ebca6b) || 1; // plain: not shared yet
  }
  const tasks = scene.players.map(({ role, self }, rank) => ({
    driver: driverPath(scene.driver),
    subject: path,
    role,
    self,
    kernel: backends[rank] === 'js' ? null : (kernels.get(kernelKey(scene.driver, path)) ?? null),
    cpu: cpus[rank],
  }));
  const { deadHoldUp } = scene;
  const told: { wrong: string | Cut | null } = { wrong: null };
  const onDeath = (rank: number) => {
    told.wrong = attempt('telling of a death', mainMs, () => scene.onDeath?.(words, crew.control, rank));
  };
  const played = await crew.play(tasks, scene.sizeWords, { ...patience, roundMs, kill, onDeath, deadHoldUp });
  if (told.wrong instanceof Cut) throw told.wrong;
  const died = played.dead !== null;
  const judged = { died, unpinned: played.unpinned };

  const mine = crew.mine.slice(0, tasks.length);
  const wrong = complaintOf(mine) ?? told.wrong ?? disaster(played, scene.sizeWords, deadHoldUp);
  const gone = new Set([...(played.dead === null ? [] : [played.dead]), ...played.hanging]);
  const { control, logs } = crew;
  if (wrong !== null && (gone.size > 0 || !scene.isWatched)) return { ...judged, operations: 0, wrong };
  if (scene.isWatched && played.seconds > LONGEST_HISTORY_S) return { ...judged, operations: 0, wrong };
  let judgement: Judgement = { operations: 0, wrong: null };
  const failed = attempt('looking at what is left', mainMs, () => {
    judgement = scene.judge({ words, control, mine, logs, gone });
  });
  if (failed instanceof Cut) throw failed;
  return { ...judged, ...judgement, wrong: wrong ?? failed ?? judgement.wrong };
}

/** The main thread calls the subject, too: a broken one may throw there, or not come back. Returns what is wrong. */
function attempt(what: string, patienceMs: number, call: () => void): string | Cut | null {
  try {
    callWithin(patienceMs, call);
    return null;
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof Cut) return new Cut(`${message} while the main thread was ${what}.`, { cause: error });
    return `The main thread failed while ${what}: ${message}`;
  }
}

/** What no thread could tell: it failed, or hangs, or somebody wrote beside the structure. */
function disaster(
  { failed, hanging, givenUp, dead, breaches }: Played,
  sizeWords: number,
  deadHoldUp: boolean,
): string | null {
  if (failed !== null) return `Thread ${failed.rank} failed: ${failed.message}`;
  if (breaches.length > 0)
    return `Somebody wrote outside the ${sizeWords} words of the structure, to ${listed(breaches.map((word) => `word ${word}`))}.`;
  if (givenUp !== null && hanging.length > 0 && !(dead !== null && deadHoldUp)) return hangComplaint(hanging, givenUp);
  return null;
}
