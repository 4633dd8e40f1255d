/** Every way to hand over a turn, in both back ends and between threads of both. */
import { testChecks } from './check.ts';
import { SIGNAL_CHECKS } from './signal-checks.ts';
import { subjectsUnderTest } from './subjects.ts';

testChecks(await subjectsUnderTest('signal'), SIGNAL_CHECKS);
