/** Every walk through memory, in both back ends. */
import { testChecks } from './check.ts';
import { subjectsUnderTest } from './subjects.ts';
import { WALK_CHECKS } from './walk-checks.ts';

testChecks(await subjectsUnderTest('walk'), WALK_CHECKS);
