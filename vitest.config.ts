import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real HTTP against the stand-ins, several test files at once, needs room on a slow machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
