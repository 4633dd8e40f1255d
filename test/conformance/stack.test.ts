/** Every stack, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { STACK_CHECKS } from './stack-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('stack'), STACK_CHECKS);
