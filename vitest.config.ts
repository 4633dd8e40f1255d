import { defineConfig } from 'vitest/config';

// Worker threads that pin themselves and spin must not meet each other: one test file at a time.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
