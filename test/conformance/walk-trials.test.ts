/** Trials of a walk are one way through memory: what the last one has read lies in the caches. */
import { expect, test, vi } from 'vitest';
import { walkOwnPart } from '../../bench/walk/bandwidth.ts';
import { follow } from '../../bench/walk/latency.ts';
import { CONTROL_WORDS, OWN_WORDS, PARAM, STOP } from '../../src/crew/protocol.ts';

const walk = vi.hoisted(() =>
  vi.fn((_words: unknown, lines: number, at: number, count: number) => (at + count) % lines),
);
vi.mock('#subject', () => ({ walk }));

test.for([
  { scenario: 'latency', role: follow, params: [4096], starts: [0, 1024, 2048, 3072, 0] },
  { scenario: 'bandwidth', role: walkOwnPart, params: [2, 3072], starts: [3072, 4096, 5120, 3072, 4096] },
])('each trial of $scenario goes on where the last one ended', ({ role, params, starts }) => {
  walk.mockClear();
  const [control, mine] = [CONTROL_WORDS, OWN_WORDS].map((words) => new Int32Array(new SharedArrayBuffer(4 * words)));
  mine.set(params, PARAM);
  // One stretch a trial: the walk itself ends it.
  walk.mockImplementation((_words, lines, at, count) => {
    control[STOP] = 1;
    return (at + count) % lines;
  });
  for (const _ of starts) {
    control[STOP] = 0;
    role(new Int32Array(16), control, mine, 1);
  }
  expect(walk.mock.calls.map(([, , at]) => at)).toEqual(starts);
});
