/** F5, F10: threads that sleep through what they wait for. */
import type { Program } from '../../../src/check/program.ts';
import { broken, call, clean, type Fixture, programOf } from '../fixture.ts';

function condition(consume: string, produce: string): Program {
  return programOf('condition', { MUTEX: 0, CONDITION: 0, READY: 0 }, [[call(consume)], [call(produce)]]);
}

function eventCount(take: string): Program {
  const words = { TAIL: 0, SLEEPERS: 0, HEAD: 0 };
  return programOf('event-count', words, [
    [call(take), call(take)],
    [call('publish'), call('publish')],
  ]);
}

export const WAITING: readonly Fixture[] = [
  broken('F5 condition without memory', condition('consumeForgetful', 'produceForgetful'), ['deadlock'], 'exhaustive'),
  clean('F5 twin: a signal changes the word', condition('consume', 'produce')),
  clean('F5 twin: wakes for no reason', condition('consume', 'produce'), 'exhaustive', { spurious: true }),

  broken('F10 event count that reads its expectation anew', eventCount('takeRereading'), ['deadlock'], 'exhaustive'),
  clean('F10 twin: expects what it has tested', eventCount('take')),
];
