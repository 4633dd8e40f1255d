/** Every lock, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { LOCK_CHECKS } from './lock-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('lock'), LOCK_CHECKS);
