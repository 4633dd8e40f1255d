import { expect, test, vi } from 'vitest';
import { runningTime } from '../../src/machine/running-time.ts';

test('of the time between two looks at most so much counts', () => {
  let now = 1000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    const ranMs = runningTime(100);
    expect(ranMs()).toBe(0);
    now += 2;
    expect(ranMs()).toBe(2);
    now += 60_000; // stopped
    expect(ranMs()).toBe(102);
    now += 100;
    expect(ranMs()).toBe(202);
  } finally {
    clock.mockRestore();
  }
});
