/** Every latch, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { LATCH_CHECKS } from './latch-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('latch'), LATCH_CHECKS);
