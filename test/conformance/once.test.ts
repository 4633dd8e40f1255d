/** Everything that is done once, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { ONCE_CHECKS } from './once-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('once'), ONCE_CHECKS);
