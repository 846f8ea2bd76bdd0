/**
 * How test files run here: each in a worker of its own, whatever `vitest.config.ts` shares, for a source that is loaded already is neither
 * counted as run by the test file nor the one that was made worse.
 */
import { join } from 'node:path';

export const settings = {
  root: process.cwd(),
  config: false,
  watch: false,
  include: ['test/**/*.test.ts'],
  isolate: true,
  env: { NODE_COMPILE_CACHE: join(process.cwd(), 'node_modules/.cache/compiled') },
} as const;
