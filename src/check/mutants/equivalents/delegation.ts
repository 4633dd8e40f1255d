/** Delegation: who runs the operations, and when. */
import type { Equivalents } from '../equivalents.ts';

export const DELEGATION: readonly Equivalents[] = [
  {
    path: 'src/atomics/work.ts',
    reason: 'How long the work takes: a stretch of no steps more, or a step less.',
    mutants: ['work shift-bound: left > 0 → left >= 0', 'work shift-bound: left > 0 → left > 1'],
  },
  {
    path: 'src/delegation/flat-combining.ts',
    reason:
      'How often a combiner goes through the records: the first time serves its own request, and the others can combine themselves.',
    mutants: [
      'tryCombine loop-once: while (passes > 0) passes = serveAll(words) > 1 ? (passes - 1) | 0 : 0; → if (passes > 0) passes = serveAll(words) > 1 ? (passes - 1) | 0 : 0;',
      'tryCombine shift-bound: serveAll(words) > 1 → serveAll(words) >= 1',
      'tryCombine shift-bound: serveAll(words) > 1 → serveAll(words) > 2',
    ],
  },
  {
    path: 'src/delegation/flat-combining.ts',
    reason: 'The exchange looks again: the look before it spares the line.',
    mutants: [
      'tryCombine drop-guard: if (Atomics.load(words, LOCK) !== FREE) return false; → if (Atomics.load(words, LOCK) !== FREE) {}',
    ],
  },
  {
    path: 'src/delegation/flat-combining.ts',
    reason: 'The answer says only whether to pause before the next look.',
    mutants: ['tryCombine negate-return: false → true #2', 'tryCombine negate-return: true → false'],
  },
  {
    path: 'src/delegation/ffwd.ts',
    reason: 'The toggles are then written as they are: nobody is answered.',
    mutants: ['serveGroup shift-bound: ran > 0 → ran >= 0'],
  },
];
