/** Every eventcount, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { EVENTCOUNT_CHECKS } from './eventcount-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('eventcount'), EVENTCOUNT_CHECKS);
