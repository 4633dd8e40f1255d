/** Every operation on a word, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { OPERATION_CHECKS } from './operation-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('operation'), OPERATION_CHECKS);
