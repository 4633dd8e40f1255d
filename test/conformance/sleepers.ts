/** Does anybody sleep? What checks of parking stand on that look whether threads that wait for long leave the CPU to others. */
import type { Words } from '../../src/contract.ts';
import { until } from './place.ts';

/** Return when a thread has been found asleep on one of the words. It is woken for no reason by that, and must sleep again, or look. */
export function untilAsleep(words: Words): void {
  until(() => words.some((_, at) => Atomics.notify(words, at, 1) > 0));
}
