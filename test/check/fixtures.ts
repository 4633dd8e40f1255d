/** All fixtures. F numbers name the bug; programs that end in a known set of ways have none. */
import type { Fixture } from './fixture.ts';
import { BARRIERS } from './fixture-list/barriers.ts';
import { BROKEN_RUNTIMES } from './fixture-list/broken-runtimes.ts';
import { LITMUS } from './fixture-list/litmus.ts';
import { LOCKS } from './fixture-list/locks.ts';
import { QUEUES } from './fixture-list/queues.ts';
import { READS_AND_TAGS } from './fixture-list/reads-and-tags.ts';
import { WAITING } from './fixture-list/waiting.ts';

export const FIXTURES: readonly Fixture[] = [
  ...BARRIERS,
  ...WAITING,
  ...LOCKS,
  ...QUEUES,
  ...READS_AND_TAGS,
  ...LITMUS,
  ...BROKEN_RUNTIMES,
];
