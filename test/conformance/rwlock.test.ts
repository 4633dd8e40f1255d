/** Every reader-writer lock, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { RWLOCK_CHECKS } from './rwlock-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('rwlock'), RWLOCK_CHECKS);
