import { defineConfig } from 'vitest/config';

/** Tests that compute, or start programs that take their time: on records, pages and numbers. They may share the CPUs. */
const COMPUTING = [
  'test/{architecture,browser,docs,kernel,labs,machine,package,registers,registry,report,ringbuf,stats,structures}/**/*.test.ts',
  'test/arena.test.ts',
  'test/check/*.test.ts',
  'test/check/stress/judge*.test.ts',
  'test/cli/{arguments,doctor,topology,usage}.test.ts',
  'test/conformance/{delegation-scenarios,walk-trials}.test.ts',
  'test/faults/{command-lines,hostile-texts,out-of-memory,result-files}.test.ts',
  'test/lab/{calibration-store,sites,tour}.test.ts',
];

export default defineConfig({
  test: {
    pool: 'forks',
    experimental: { viteModuleRunner: false },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'computing',
          include: COMPUTING,
          pool: 'threads', // begins sooner than a process
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Worker threads that pin themselves and spin must not meet each other: one test file at a time, all in one process.
        extends: true,
        test: {
          name: 'threads',
          include: ['test/**/*.test.ts'],
          exclude: COMPUTING,
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
