/** Every barrier, in both back ends and between threads of both. */
import { BARRIER_CHECKS } from './barrier-checks.ts';
import { testChecks } from './check.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('barrier'), BARRIER_CHECKS);
