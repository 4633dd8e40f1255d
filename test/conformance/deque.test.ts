/** Every deque, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { DEQUE_CHECKS } from './deque-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('deque'), DEQUE_CHECKS);
