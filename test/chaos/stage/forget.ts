/** Makes time pass for what instances share: what would have ended by itself is taken away. */
import { createClient } from '@redis/client';

/** Milliseconds: a server that is killed or paused is asked for nothing. */
const PATIENCE = 500;

/** @param pattern of keys */
export async function forget(port: number, pattern: string): Promise<void> {
  const client = createClient({
    url: `redis://127.0.0.1:${port}`,
    socket: { reconnectStrategy: false, connectTimeout: PATIENCE, socketTimeout: PATIENCE },
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const keys = await client.keys(pattern);
    if (keys.length > 0) await client.del(keys);
  } catch {
    // There is nothing, or whoever comes back to it forgets it then.
  } finally {
    client.destroy();
  }
}
