/** The short form of `npm run test:rolling`. */
import { describe, expect, it } from 'vitest';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';
import { BALANCERS, type Balancer, binaryOf } from './processes.ts';
import { rollingRestart } from './rolling.ts';

const RATE = 100;

describe.each(Object.keys(BALANCERS) as Balancer[])('two instances behind %s', (balancer) => {
  it.skipIf(binaryOf(balancer) === undefined)(
    'are restarted one after the other, and no request fails, and each write takes effect once',
    async () => {
      const valkey = VALKEY_BINARY === undefined ? undefined : await startValkey();
      const valkeyUrl = valkey && `redis://127.0.0.1:${valkey.port}`;
      const report = await rollingRestart({
        balancer,
        requests: 10 * RATE,
        rate: RATE,
        rounds: 1,
        valkeyUrl,
      });
      expect(report).toMatchObject({ failed: [], differences: [], unclean: [] });
      expect(report.restarts).toBe(2);
      expect(report.writes).toBeGreaterThan(300);
      expect(Math.min(...Object.values(report.counts))).toBeGreaterThan(20);
    },
    120_000,
  );
});
