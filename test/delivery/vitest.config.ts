/** What is handed to users, made and tried as they would: needs the registry of npm, and for the image root and buildah. */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/delivery/**/*.delivery.ts'],
    // Making things takes most of the time, and both processors.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 540_000,
    reporters: ['default', './test/support/skipped-reporter.ts'],
  },
});
