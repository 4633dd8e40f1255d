import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, touchingCpu } from '../../src/machine/memory.ts';
import { MADV_HUGEPAGE, MADV_NOHUGEPAGE, type MemoryCalls, MPOL_BIND } from '../../src/machine/memory-calls.ts';
import { whereIs } from '../../src/machine/pages.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { noCalls, realCalls } from './memory-live.ts';
import { syntheticTopology } from './synthetic-machine.ts';

const { EPERM, EINVAL, ENOSYS } = constants.errno;
const MIB = 2 ** 20;

const here = readTopology();
const home = here.numa.find(({ id, memAllowed }) => memAllowed && touchingCpu(here, id) !== null)?.id ?? 0;
/** The real calls with some replaced, as a kernel or a sandbox would answer. */
const but = (change: Partial<MemoryCalls>): MemoryCalls => ({ ...realCalls, ...change });
const view = (buffer: SharedArrayBuffer) => new Uint8Array(buffer);

test('without a node the memory is left untouched, and the size is rounded up to pages of WebAssembly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 64 * MIB }), async (bytes) => {
      const { memory, buffer, node, method } = await allocate(bytes);
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(buffer).toBe(memory.buffer);
      expect(buffer.byteLength % 65_536).toBe(0);
      expect(buffer.byteLength).toBeGreaterThanOrEqual(bytes);
      expect(buffer.byteLength).toBeLessThan(bytes + 65_536);
      expect({ node, method }).toEqual({ node: null, method: 'untouched' });
    }),
    { numRuns: 20, examples: [[1], [65_536], [65_537]] },
  );
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('%d bytes are refused', async (bytes) => {
  await expect(allocate(bytes)).rejects.toThrow(
    new RangeError(
      `Expected a whole number of bytes from 1 to 4294967296, found ${bytes}: one memory has 4 GiB at most.`,
    ),
  );
});

test('4 GiB can be had: nothing is touched', async () => {
  expect((await allocate(2 ** 32)).buffer.byteLength).toBe(2 ** 32);
});

test.skipIf(noCalls)('untouched memory is proven to be so', async () => {
  const { buffer, verified, reason } = await allocate(MIB);
  expect({ verified, reason }).toEqual({ verified: true, reason: null });
  expect(whereIs(view(buffer))).toMatchObject({ node: null, touched: 0 });
});

test.skipIf(noCalls)(
  'memory asked for on a node lies there, by mbind or else by first touch with the reason',
  async () => {
    const { buffer, node, method, verified, reason } = await allocate(MIB, { node: home });
    console.log(`Memory on node ${home}: ${method}${reason === null ? '' : `. ${reason}`}`);
    expect({ node, verified }).toEqual({ node: home, verified: true });
    if (method === 'mbind') expect(reason).toBeNull();
    else
      expect(reason).toMatch(/^The system refused mbind: .* A thread on CPU \d+ touched the memory first instead\.$/);
    expect(whereIs(view(buffer))).toMatchObject({
      node: home,
      pages: MIB / realCalls.pageBytes,
      touched: MIB / realCalls.pageBytes,
    });
    expect(view(buffer).every((byte) => byte === 0)).toBe(true);
  },
);

test.skipIf(noCalls)('where mbind is forbidden a thread on the node touches the memory first', async () => {
  const { buffer, verified, method, reason } = await allocate(MIB, { node: home }, but({ bind: () => EPERM }));
  expect({ verified, method }).toEqual({ verified: true, method: 'first-touch' });
  expect(reason).toBe(
    `The system refused mbind: EPERM, operation not permitted; a container allows it with the capability SYS_NICE only. A thread on CPU ${touchingCpu(here, home)} touched the memory first instead.`,
  );
  expect(whereIs(view(buffer)).node).toBe(home);
});

test.skipIf(noCalls)('where binding is refused a preference is tried, and said', async () => {
  const bind: MemoryCalls['bind'] = (...args) => (args[2] === MPOL_BIND ? EINVAL : 0);
  const { method, verified, reason } = await allocate(MIB, { node: home }, but({ bind }));
  expect({ method, verified }).toEqual({ method: 'mbind', verified: true });
  expect(reason).toBe(
    `The system refused mbind: EINVAL, invalid argument. It accepted node ${home} as the preferred one.`,
  );
});

test.skipIf(noCalls)('without move_pages nothing is verified, and the reason says so', async () => {
  const queryPages = () => ENOSYS;
  for (const node of [home, undefined]) {
    const { verified, reason } = await allocate(MIB, { node }, but({ queryPages, bind: () => 0 }));
    expect(verified).toBe(false);
    expect(reason).toMatch(/^The system refused move_pages: ENOSYS, .*; the kernel lacks it, or a sandbox hides it\.$/);
  }
});

test('without the system calls memory is still had, and the reason is given once', async () => {
  expect(await allocate(MIB, {}, 'There are no calls.')).toMatchObject({
    method: 'untouched',
    verified: false,
    reason: 'There are no calls.',
  });
  const { verified, reason } = await allocate(MIB, { node: home }, 'There are no calls.');
  expect(verified).toBe(false);
  expect(reason!.split('There are no calls.')).toHaveLength(2);
});

/** Node 1 of this invented machine has CPU 1, which this machine may have, but no such memory. */
const twoNodes = syntheticTopology({ packages: 2, coresPerL3: 1 });
const withoutCpus = syntheticTopology({ packages: 2, coresPerL3: 1 }, (files) => {
  files['/sys/devices/system/node/node1/cpumap'] = '0\n';
});

test.skipIf(noCalls || here.numa.length > 1)('memory that ends up elsewhere is not verified', async () => {
  const { method, verified, reason } = await allocate(MIB, { node: 1, topology: twoNodes }, but({ bind: () => 0 }));
  const pages = MIB / realCalls.pageBytes;
  expect({ method, verified, reason }).toEqual({
    method: 'mbind',
    verified: false,
    reason: `Asked for node 1; ${pages} of ${pages} pages have been written to and lie on node 0.`,
  });
});

test.skipIf(noCalls)('a node without CPUs needs mbind; without it the memory stays untouched', async () => {
  const options = { node: 1, topology: withoutCpus };
  expect((await allocate(MIB, options, but({ bind: () => 0 }))).method).toBe('mbind');
  const { buffer, method, verified, reason } = await allocate(MIB, options, but({ bind: () => EPERM }));
  expect({ method, verified }).toEqual({ method: 'untouched', verified: false });
  expect(reason).toContain('refused mbind: EPERM');
  expect(reason).toContain('Node 1 has no CPU that this process may use');
  expect(whereIs(view(buffer)).touched).toBe(0);
});

test.skipIf(noCalls)('where the thread cannot go to the node it touches nothing', async () => {
  const cpus = twoNodes.cpus.map((cpu) => (cpu.id === 1 ? { ...cpu, id: 7_999 } : cpu));
  const topology = { ...twoNodes, cpus };
  const { buffer, method, reason } = await allocate(MIB, { node: 1, topology }, but({ bind: () => EPERM }));
  expect(method).toBe('untouched');
  expect(reason).toContain('refused to pin to CPU 7999');
  expect(whereIs(view(buffer)).touched).toBe(0);
});

test('a system that does not tell its nodes leaves the memory untouched', async () => {
  const topology = { ...twoNodes, numa: [], cpus: twoNodes.cpus.map(({ numa, ...cpu }) => cpu) };
  const { method, reason } = await allocate(MIB, { node: 0, topology }, 'There are no calls.');
  expect(method).toBe('untouched');
  expect(reason).toContain('This system does not tell which CPUs belong to which NUMA node');
});

test('a node that is absent, forbidden or without memory is refused', async () => {
  const asked = (node: number, change?: (files: Record<string, string>) => void) =>
    allocate(MIB, { node, topology: syntheticTopology({ packages: 2, coresPerL3: 1 }, change) });
  for (const node of [7, -1, 0.5, Number.NaN])
    await expect(asked(node)).rejects.toThrow(
      new RangeError(`Expected a NUMA node of this machine (0-1), found ${node}: choose one of them, or none.`),
    );
  const forbidding = (files: Record<string, string>) => {
    files['/proc/self/status'] = 'Cpus_allowed_list:\t0-1\nMems_allowed_list:\t0\n';
  };
  await expect(asked(1, forbidding)).rejects.toThrow(
    'Expected a NUMA node whose memory this process may use (0), found 1: choose another, or widen the cpuset.',
  );
  const emptying = (files: Record<string, string>) => {
    files['/sys/devices/system/node/node1/meminfo'] = 'Node 1 MemTotal:       0 kB\n';
  };
  await expect(asked(1, emptying)).rejects.toThrow('Expected a NUMA node with memory (0), found 1: choose another.');
});

test('the touching CPU is allowed, on the node, the last one, and isolated only if all are', () => {
  const machine = { packages: 2, coresPerL3: 4 };
  const of = (more: object) => [0, 1].map((node) => touchingCpu(syntheticTopology({ ...machine, ...more }), node));
  expect(of({})).toEqual([3, 7]);
  expect(of({ allowed: '0-1,4' })).toEqual([1, 4]);
  expect(of({ allowed: '0-1' })).toEqual([1, null]);
  expect(of({ offline: [3, 7] })).toEqual([2, 6]);
  expect(of({ isolated: '2-7' })).toEqual([1, 7]);
  expect(of({ threadsPerCore: 2 })).toEqual([11, 15]);
  expect(touchingCpu(withoutCpus, 1)).toBeNull();
});

test.skipIf(noCalls)('small pages are asked for, and huge ones on request', async () => {
  const asked: number[] = [];
  const answering = (errno: number) =>
    but({
      advise(_address, _bytes, advice) {
        asked.push(advice);
        return errno;
      },
    });
  expect((await allocate(MIB, {}, answering(0))).reason).toBeNull();
  expect((await allocate(MIB, { huge: true }, answering(0))).reason).toBeNull();
  expect(asked).toEqual([MADV_NOHUGEPAGE, MADV_HUGEPAGE]);
  // A kernel without huge pages gives small ones.
  expect((await allocate(MIB, {}, answering(EINVAL))).reason).toBeNull();
  expect((await allocate(MIB, { huge: true }, answering(EINVAL))).reason).toBe(
    'The system refused madvise: EINVAL, invalid argument.',
  );
});

test.skipIf(noCalls)('the calling thread touches none of the pages', async () => {
  const faults = () => Number(readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1].split(' ')[7]);
  const before = faults();
  const { verified } = await allocate(64 * MIB, { node: home });
  expect(verified).toBe(true);
  expect(faults() - before).toBeLessThan((64 * MIB) / realCalls.pageBytes / 2);
});

test.skipIf(noCalls).each([
  ['plain Node', []],
  ['tsx', ['--import', 'tsx']],
])('allocates under %s, and prints nothing', (_, options) => {
  const code = `
    import { allocate } from ${JSON.stringify(new URL('../../src/machine/memory.ts', import.meta.url).href)};
    const { verified, method } = await allocate(1, { node: ${home} });
    console.log(verified, method);`;
  const text = execFileSync(process.execPath, [...options, '--input-type=module', '-e', code], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(text).toMatch(/^true (mbind|first-touch)\n$/);
});
