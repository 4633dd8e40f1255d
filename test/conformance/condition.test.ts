/** Every condition, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { CONDITION_CHECKS } from './condition-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('condition'), CONDITION_CHECKS);
