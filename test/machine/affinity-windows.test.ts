import { expect, test } from 'vitest';
import { type GroupAffinity, type WindowsCalls, windowsAffinity } from '../../src/machine/affinity-windows.ts';

/** A Windows that does as it is told; `change` replaces some of its answers. */
function windows(change: Partial<WindowsCalls> = {}) {
  let mask: GroupAffinity = { mask: 0xff, group: 0 };
  return windowsAffinity({
    setGroupAffinity: (affinity) => {
      mask = affinity;
      return true;
    },
    getGroupAffinity: () => mask,
    getProcessor: () => ({ group: mask.group, number: BigInt(mask.mask).toString(2).length - 1 }),
    lastError: () => 0,
    ...change,
  });
}

test.each([
  [0, 1n, 0],
  [5, 32n, 0],
  [63, 1n << 63n, 0],
  [64, 1n, 1],
  [191, 1n << 63n, 2],
])('CPU %d is bit %d of group %d', (cpu, mask, group) => {
  const asked: GroupAffinity[] = [];
  windows({ setGroupAffinity: (affinity) => asked.push(affinity) > 0 }).set(cpu);
  expect(asked).toEqual([{ mask, group }]);
});

test('a pin is verified by the mask and by the processor, and a later one replaces it', () => {
  const affinity = windows();
  for (const cpu of [3, 64, 63, 3]) {
    expect(affinity.set(cpu)).toBeNull();
    expect(affinity.verify(cpu)).toBeNull();
    expect(affinity.current()).toBe(cpu);
  }
  expect(affinity.verify(4)).toBe(
    'Asked for CPU 4; the mask reads "0x8 in processor group 0" and the thread runs on CPU 3.',
  );
});

test('a small mask may come as a number, a large one as a bigint', () => {
  const at = (mask: number | bigint, number: number) =>
    windows({ getGroupAffinity: () => ({ mask, group: 0 }), getProcessor: () => ({ group: 0, number }) });
  expect(at(4, 2).verify(2)).toBeNull();
  expect(at(4n, 2).verify(2)).toBeNull();
  expect(at(1n << 63n, 63).verify(63)).toBeNull();
});

test('the same bit of another group is not the CPU asked for', () => {
  const affinity = windows({ getGroupAffinity: () => ({ mask: 1, group: 0 }) });
  affinity.set(64);
  expect(affinity.verify(64)).toContain('the mask reads "0x1 in processor group 0"');
});

test('a mask that cannot be read is not taken as verified', () => {
  const affinity = windows({ getGroupAffinity: () => undefined });
  affinity.set(2);
  expect(affinity.verify(2)).toBe('Asked for CPU 2; the mask reads "unknown" and the thread runs on CPU 2.');
});

test.each([
  [87, 'it does not exist or is not allowed (error 87)'],
  [5, 'the process lacks the permission (error 5)'],
  [31, 'the call failed (error 31)'],
])('error %d becomes a reason', (code, reason) => {
  const affinity = windows({ setGroupAffinity: () => false, lastError: () => code });
  expect(affinity.set(70)).toBe(`The system refused to pin to CPU 70 (number 6 of processor group 1): ${reason}.`);
});
