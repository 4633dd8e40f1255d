/** Programs for operations: two threads, and three, do one to the same word. */
import type { OperationSpec } from '../../contract.ts';
import type { Planned, PlanPrograms } from '../plan.ts';
import type { Call } from '../program.ts';
import { driver } from './_drivers.ts';
import { PLAIN, structure } from './_settings.ts';
import { wordAlone } from './models/alone.ts';

const plan: PlanPrograms<OperationSpec> = (subject) => [
  together(subject, [
    [1, 2],
    [1, 3],
  ]),
  together(subject, [[1, 2], [1], [2, 4]]),
];

export default plan;

/** `values`: those that each thread calls it with. */
function together({ path, spec }: Parameters<typeof plan>[0], values: readonly (readonly number[])[]): Planned {
  const words = structure(spec, PLAIN, {});
  const threads = values.map((ones) => ones.map((value): Call => ({ name: 'applyTo', args: [value] })));
  return {
    program: {
      name: threads.map(({ length }) => length).join(' + '),
      driver: driver('operation'),
      subject: path,
      regions: { words },
      privateWords: 0,
      threads,
      model: wordAlone(spec, 0),
      finally: (read) => neighbourChanged(words.initial.length, read),
    },
    tier: 'quick',
    demands: 'exhaustive',
    // Plain accesses that only read do not race, but all of them that need the line for themselves write.
    expects: spec.atomic === 'plain' && spec.needs === 'ownership' ? ['race'] : [],
    crashes: 1,
    ...(spec.progress === 'blocking' ? {} : { lockFree: true }),
  };
}

function neighbourChanged(sizeWords: number, read: (region: string, at: number) => number): string | null {
  for (let at = 1; at < sizeWords; at++)
    if (read('words', at) !== 0) return `Word ${at} is ${read('words', at)}, and nobody was asked to change it.`;
  return null;
}
