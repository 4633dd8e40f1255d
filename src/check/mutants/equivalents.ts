/**
 * The written list of mutants that no program kills, as they are right, or wrong only where no program goes and the reason says who looks
 * there instead: the only survivors that are accepted. It is checked in turn: an entry that is killed, or that is no mutant any more, is an
 * error.
 */
import { COUNTERS_AND_BARRIERS } from './equivalents/counters-and-barriers.ts';
import { DELEGATION } from './equivalents/delegation.ts';
import { DEQUES } from './equivalents/deques.ts';
import { LOCKS } from './equivalents/locks.ts';
import { MAPS } from './equivalents/maps.ts';
import { QUEUE_LOCKS } from './equivalents/queue-locks.ts';
import { RECLAIMING_REGISTERS } from './equivalents/reclaiming-registers.ts';
import { REGISTERS } from './equivalents/registers.ts';
import { RINGS } from './equivalents/rings.ts';
import { STACKS } from './equivalents/stacks.ts';
import { SYNCHRONIZERS } from './equivalents/synchronizers.ts';
import { fromProject, mutantId } from './identity.ts';
import type { Mutant } from './mutant.ts';

/** Mutants of one file that are right for one reason. */
export interface Equivalents {
  /** From the project's folder. */
  readonly path: string;
  /** One line: why nobody can tell the difference. */
  readonly reason: string;
  /** As `mutantId` names them. */
  readonly mutants: readonly string[];
}

export const EQUIVALENTS: readonly Equivalents[] = [
  ...LOCKS,
  ...QUEUE_LOCKS,
  ...RECLAIMING_REGISTERS,
  ...REGISTERS,
  ...RINGS,
  ...COUNTERS_AND_BARRIERS,
  ...SYNCHRONIZERS,
  ...DELEGATION,
  ...DEQUES,
  ...MAPS,
  ...STACKS,
];

/** Why a mutant is equivalent, or `null`: it is not listed. */
export function equivalenceOf(mutant: Mutant, list = EQUIVALENTS): string | null {
  const path = fromProject(mutant.path);
  const id = mutantId(mutant);
  return list.find((one) => one.path === path && one.mutants.includes(id))?.reason ?? null;
}

/**
 * What is wrong with the list itself, a sentence each: entries that are no mutant, or stand there twice.
 *
 * @param mutants - all of the files that the list is to be held against.
 */
export function listErrors(mutants: readonly Mutant[], list = EQUIVALENTS): string[] {
  const known = new Set(mutants.map((mutant) => `${fromProject(mutant.path)} ${mutantId(mutant)}`));
  const seen = new Set<string>();
  return list.flatMap(({ path, mutants: ids }) =>
    ids.flatMap((id) => {
      const key = `${path} ${id}`;
      const isTwice = seen.has(key);
      seen.add(key);
      if (isTwice) return [`${path}: expected '${id}' once in the list of equivalents, found it again: take one out.`];
      if (known.has(key)) return [];
      return [`${path}: expected a mutant '${id}', found none: take it out of the list of equivalents.`];
    }),
  );
}
