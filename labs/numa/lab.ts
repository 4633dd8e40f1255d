import type { LabSpec } from '../../src/lab/spec.ts';
import { conclude } from './conclude.ts';
import { SECTIONS } from './sections.ts';
import { MOST_WALKERS } from './sites.ts';

/** Powers of two: each node takes the largest that it has cores for. */
const COUNTS = [1, 2, 4, 8, MOST_WALKERS] as const;

export default {
  name: 'numa',
  title: 'Memory and locks of another node',
  question: 'What does it cost when a thread’s memory, or the other user of its lock, is on another NUMA node?',
  threads: (cpus) => COUNTS.filter((count) => count <= cpus),
  sections: SECTIONS,
  conclude,
} satisfies LabSpec;
