/** Every semaphore, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { SEMAPHORE_CHECKS } from './semaphore-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('semaphore'), SEMAPHORE_CHECKS);
