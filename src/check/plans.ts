/** The planned programs of a subject, by its kind. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FoundSubject } from '../registry.ts';
import type { Planned, PlanPrograms } from './plan.ts';

/**
 * What src/check/programs/<kind>.ts plans for `subject`, or a sentence why there is nothing to explore.
 *
 * @throws Error when the kind has no programs.
 */
export async function plansFor(subject: FoundSubject): Promise<readonly Planned[] | string> {
  if (subject.spec.peer) return 'It keeps its state outside the words, where the explorer does not see it.';
  const path = join(import.meta.dirname, 'programs', `${subject.spec.kind}.ts`);
  if (!existsSync(path))
    throw new Error(`Expected programs for the kind ${subject.spec.kind}, found none: write ${path}.`);
  const { default: plan } = (await import(pathToFileURL(path).href)) as { default: PlanPrograms };
  return plan(subject);
}
