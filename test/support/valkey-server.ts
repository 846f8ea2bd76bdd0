/** Real servers for shared state in tests. */
import { onTestFinished } from 'vitest';
import { launchValkey, type ValkeyServer } from './valkey-process.ts';

export { VALKEY_BINARY, type ValkeyServer } from './valkey-process.ts';

/** Ends with the test. @param options such as `--requirepass`, and its value */
export async function startValkey(...options: readonly string[]): Promise<ValkeyServer> {
  const server = await launchValkey(...options);
  onTestFinished(() => server.end());
  return server;
}
