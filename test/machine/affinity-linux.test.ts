import { expect, test } from 'vitest';
import { type LinuxCalls, linuxAffinity } from '../../src/machine/affinity-linux.ts';

/** A kernel that keeps the last mask; `change` replaces some of its answers. */
function kernel(change: Partial<LinuxCalls> = {}) {
  const asked: { pid: number; maskBytes: number; cpus: number[] }[] = [];
  const last = () => asked.at(-1)?.cpus ?? [];
  const affinity = linuxAffinity({
    setAffinity: (pid, maskBytes, mask) => {
      const cpus = [...mask].flatMap((word, i) =>
        Array.from({ length: 64 }, (_, bit) => bit)
          .filter((bit) => (word >> BigInt(bit)) & 1n)
          .map((bit) => i * 64 + bit),
      );
      asked.push({ pid, maskBytes, cpus });
      return 0;
    },
    getCpu: () => last()[0] ?? -1,
    errno: () => 0,
    status: () => `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${last().join()}\nMems_allowed_list:\t0\n`,
    ...change,
  });
  return { affinity, asked };
}

test('each request names the calling thread and one CPU, in a mask that is large enough', () => {
  const { affinity, asked } = kernel();
  for (const cpu of [0, 63, 64, 1023, 1024, 65_535, 5]) {
    expect(affinity.set(cpu)).toBeNull();
    expect(affinity.verify(cpu)).toBeNull();
    expect(affinity.current()).toBe(cpu);
    expect(asked.at(-1)).toMatchObject({ pid: 0, cpus: [cpu] });
    expect(asked.at(-1)!.maskBytes).toBeGreaterThanOrEqual(Math.max(128, (cpu + 1) / 8));
  }
});

test.each([
  [22, 'it does not exist, is offline or is not allowed (errno 22)'],
  [1, 'the process lacks the permission (errno 1)'],
  [38, 'the call failed (errno 38)'],
])('errno %d becomes a reason', (errno, reason) => {
  const { affinity } = kernel({ setAffinity: () => -1, errno: () => errno });
  expect(affinity.set(3)).toBe(`The system refused to pin to CPU 3: ${reason}.`);
});

test('a system that accepts a mask without effect is found out', () => {
  const { affinity } = kernel({ status: () => 'Cpus_allowed_list:\t0-3\n', getCpu: () => 2 });
  expect(affinity.set(1)).toBeNull();
  expect(affinity.verify(1)).toBe('Asked for CPU 1; the mask reads "0-3" and the thread runs on CPU 2.');
});

test('a mask that holds but a thread that runs elsewhere is found out', () => {
  const { affinity } = kernel({ getCpu: () => 7 });
  affinity.set(1);
  expect(affinity.verify(1)).toBe('Asked for CPU 1; the mask reads "1" and the thread runs on CPU 7.');
});

test('what the system does not tell is not taken as verified', () => {
  const { affinity } = kernel({ status: () => undefined, getCpu: () => -1 });
  expect(affinity.verify(1)).toBe('Asked for CPU 1; the mask reads "unknown" and the thread runs on an unknown CPU.');
  expect(affinity.current()).toBeNull();
});
